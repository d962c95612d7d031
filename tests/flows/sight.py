"""Who may see what, reckoned once more: an oracle that is told of every act, and asks the register nothing.

It knows markings, circles and groups from docs/api.md alone, keeps every revision that an act has to make, and says of
each who may see it. Time is the number of acts; a position in the log is one of these.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

STRICTNESS = ("clear", "green", "amber", "amber+strict", "red")
FREE = ("clear", "green")


class Difference(AssertionError):  # noqa: N818 - what it is for whoever reads the failure
    """The register and the oracle do not say the same."""


@dataclass(frozen=True)
class Mark:
    """A marking and its circles."""

    marking: str = "clear"
    circles: frozenset[UUID] = frozenset()

    def with_(self, other: "Mark") -> "Mark":
        """Return the mark of what is as strict as both."""
        stricter = max(self.marking, other.marking, key=STRICTNESS.index)
        return Mark(stricter, self.circles | other.circles)

    def shown_to_all_who_see(self, other: "Mark") -> bool:
        """Return whether whoever sees what is marked like another sees this."""
        if self.marking == "clear":
            return True
        if self.marking == "green":
            return other.marking != "clear"
        return bool(other.circles) and self.circles <= other.circles


@dataclass(frozen=True)
class Revision:
    """A record as it was from one act on."""

    at: int
    mark: Mark
    word: str
    refs: dict[str, UUID | None]
    withdrawn: bool = False


@dataclass
class Known:
    """A record with all its revisions, the oldest first."""

    kind: str
    id: UUID
    partner: UUID | None
    by: UUID
    revisions: list[Revision]
    members: frozenset[UUID] = frozenset()

    @property
    def now(self) -> Revision:
        """Return it as it stands."""
        return self.revisions[-1]

    def refs_now(self) -> set[UUID]:
        """Return what it refers to."""
        return {each for each in self.now.refs.values() if each is not None}

    def then(self, at: int | None) -> Revision | None:
        """Return it as it stood after an act, None where it was not there; without one, as it stands."""
        if at is None:
            return self.now
        return next((each for each in reversed(self.revisions) if each.at <= at), None)


@dataclass
class Decided:
    """A determination: of which claim, whom it names, which stances on the claim, and how it was marked since when."""

    id: UUID
    claim: UUID
    names: frozenset[UUID]
    stances: frozenset[UUID]
    states: list[tuple[int, Mark]]

    def then(self, at: int | None) -> Mark | None:
        """Return how it was marked after an act."""
        return next((mark for since, mark in reversed(self.states) if at is None or since <= at), None)


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: an account of a partner, somebody who sees everything, or whoever comes by."""

    name: str
    id: UUID
    partner_id: UUID | None = None
    key_id: UUID | None = None
    is_open: bool = False
    is_contributor: bool = False

    @property
    def sees_all(self) -> bool:
        """Return whether nothing is hidden from them."""
        return self.partner_id is None and not self.is_open


@dataclass
class Oracle:
    """All that was done, and who may see what came of it."""

    clock: int = 0
    records: dict[UUID, Known] = field(default_factory=dict)
    decided: list[Decided] = field(default_factory=list)
    #: How far the log is drained, the change log written, and a checkpoint published, in acts.
    drained: int = 0
    told: int = 0
    sealed: int = 0
    #: Sizes of the log, and after which act each was.
    positions: list[tuple[int, int]] = field(default_factory=list)

    # Who is where.

    def circles(self, reader: Reader) -> frozenset[UUID]:
        """Return the circles that somebody is in: of the groups those that they are in now."""
        own = {each for each in (reader.id, reader.partner_id) if each}
        groups = (each for each in self.of("group") if not each.now.withdrawn and each.members & own)
        return frozenset({*own, *(each.id for each in groups)})

    def sees(self, reader: Reader, mark: Mark) -> bool:
        """Return whether somebody may see what is marked so."""
        if mark.marking == "clear" or reader.sees_all:
            return True
        if reader.is_open:
            return False
        return mark.marking == "green" or (bool(mark.circles) and mark.circles <= self.circles(reader))

    def may_change(self, reader: Reader, id_: UUID) -> bool:
        """Return whether a record is somebody's to change: a contributor's if they recorded it themselves."""
        record = self.records[id_]
        mine = record.partner == reader.partner_id and (not reader.is_contributor or record.by == reader.id)
        return reader.sees_all or mine

    # What is there for whom.

    def of(self, kind: str) -> Iterator[Known]:
        """Yield the records of a kind."""
        return (each for each in self.records.values() if each.kind == kind)

    def is_there(self, reader: Reader, id_: UUID, at: int | None = None) -> bool:
        """Return whether a record is there for somebody, now or as of an act; whoever sees it then sees it now."""
        record = self.records[id_]
        then = record.then(at)
        return then is not None and self.sees(reader, then.mark) and self.sees(reader, record.now.mark)

    def is_torn(self, reader: Reader, record: Known) -> bool:
        """Return whether something of a record is hidden from somebody: revisions, what was said or decided on it."""
        marks = [each.mark for each in record.revisions]
        marks += [each.states[-1][1] for each in self.decided if each.claim == record.id]
        marks += [each.now.mark for each in self.of("stance") if each.now.refs["claim"] == record.id]
        return not all(self.sees(reader, mark) for mark in marks)

    def there(self, reader: Reader, kind: str, at: int | None = None) -> Iterator[tuple[UUID, Revision]]:
        """Yield what somebody sees of a kind, as it stands or stood."""
        for record in self.of(kind):
            then = record.then(at)
            if then is not None and self.is_there(reader, record.id, at):
                yield record.id, then

    def revisions(self, reader: Reader, id_: UUID, at: int | None = None) -> list[int]:
        """Return the numbers of the revisions that somebody sees of a record, up to an act."""
        record = self.records[id_]
        if not self.sees(reader, record.now.mark):
            return []
        return [
            number
            for number, each in enumerate(record.revisions, start=1)
            if (at is None or each.at <= at) and self.sees(reader, each.mark)
        ]

    def determinations(self, reader: Reader, claim: UUID, at: int | None = None) -> list[Decided]:
        """Return what somebody sees of what was decided on a claim, the last first."""
        return [
            each
            for each in reversed(self.decided)
            if each.claim == claim
            and self.is_there(reader, claim, at)
            and (then := each.then(at)) is not None
            and self.sees(reader, then)
            and self.sees(reader, each.states[-1][1])
        ]

    def current(self, reader: Reader, claim: UUID, at: int | None = None) -> Decided | None:
        """Return what is in force on a claim, None where nothing is or where somebody may not see it."""
        made = [each for each in self.decided if each.claim == claim and each.then(at) is not None]
        return made[-1] if made and made[-1] in self.determinations(reader, claim, at) else None

    def stances(
        self, claim: UUID, shown: Callable[[Revision], bool], at: int | None = None
    ) -> frozenset[UUID]:
        """Return the stances on a claim of which something holds."""
        return frozenset(
            each.id
            for each in self.of("stance")
            if (then := each.then(at)) is not None and then.refs["claim"] == claim and shown(then)
        )

    def words(self, reader: Reader, at: int | None = None) -> set[str]:
        """Return every word that somebody may read, up to an act."""
        return {
            record.revisions[number - 1].word
            for record in self.records.values()
            for number in self.revisions(reader, record.id, at)
        }

    def hidden(self, reader: Reader) -> set[UUID]:
        """Return the ids of what somebody may not see."""
        return {id_ for id_, record in self.records.items() if not self.sees(reader, record.now.mark)}

    # What is done.

    def record(
        self, kind: str, id_: UUID, mark: Mark, *, by: Reader, word: str, refs: dict[str, UUID | None]
    ) -> None:
        """Keep what was recorded: as strict as what it refers to."""
        self.clock += 1
        mark = self._as_strict(mark, refs)
        made = Revision(self.clock, mark, word, refs)
        self.records[id_] = Known(kind, id_, by.partner_id, by.id, [made])

    def found(self, id_: UUID, members: Iterable[UUID], *, by: Reader, word: str) -> None:
        """Keep a group, which is for those who are in it."""
        self.record("group", id_, Mark("amber", frozenset({id_})), by=by, word=word, refs={})
        self.enrol(id_, members)

    def enrol(self, id_: UUID, members: Iterable[UUID]) -> None:
        """Have a group be of these, and of whoever founded it."""
        group = self.records[id_]
        group.members = frozenset({*members, *([group.partner] if group.partner else [])})

    def revise(
        self,
        id_: UUID,
        *,
        mark: Mark | None = None,
        word: str | None = None,
        refs: dict[str, UUID | None] | None = None,
        withdrawn: bool = False,
        again: bool = False,
    ) -> None:
        """Keep a change, and what has to become stricter with it; one that changes nothing makes no revision.

        `again` makes one of a change that the oracle does not keep.
        """
        self.clock += 1
        old = self.records[id_].now
        links = {**old.refs, **(refs or {})}
        strict = self._as_strict(mark or old.mark, links)
        new = Revision(
            self.clock, strict, old.word if word is None else word, links, old.withdrawn or withdrawn
        )
        if again or (new.mark, new.word, new.refs, new.withdrawn) != (
            old.mark, old.word, old.refs, old.withdrawn
        ):  # fmt: skip
            self.records[id_].revisions.append(new)
        if new.mark != old.mark:
            self._follow(id_)

    def position(self, size: int) -> None:
        """Keep a size of the log: all that was done so far lies below it."""
        self.drained = self.clock
        self.positions.append((size, self.clock))

    def decide(self, id_: UUID, claim: UUID, names: Iterable[UUID], stances: Iterable[UUID]) -> None:
        """Keep a determination: for whoever sees the claim."""
        self.clock += 1
        mark = self.records[claim].now.mark
        made = Decided(
            id_, claim, frozenset(names) & self.records.keys(), frozenset(stances), [(self.clock, mark)]
        )
        self.decided.append(made)

    def _as_strict(self, mark: Mark, refs: dict[str, UUID | None]) -> Mark:
        for id_ in refs.values():
            if id_ is not None:
                mark = mark.with_(self.records[id_].now.mark)
        return mark

    def _follow(self, id_: UUID) -> None:
        """Make stricter whatever refers to a record, by any chain, each by one revision; and what was decided."""
        changed, fresh = {id_}, [id_]
        marks: dict[UUID, Mark] = {}
        while fresh:
            source = fresh.pop()
            mark = marks.get(source, self.records[source].now.mark)
            for record in self.records.values():
                if source in record.refs_now() and record.id != source:
                    old = marks.get(record.id, record.now.mark)
                    if old.with_(mark) != old:
                        marks[record.id] = old.with_(mark)
                        fresh.append(record.id)
                        changed.add(record.id)
        for follower, mark in marks.items():
            now = self.records[follower].now
            self.records[follower].revisions.append(
                Revision(self.clock, mark, now.word, now.refs, now.withdrawn)
            )
        for one in changed:
            self._redecide(one)

    def _redecide(self, id_: UUID) -> None:
        mark = self.records[id_].now.mark
        for made in self.decided:
            last = made.states[-1][1]
            if id_ in made.names and id_ != made.claim and last.with_(mark) != last:
                made.states.append((self.clock, last.with_(mark)))
