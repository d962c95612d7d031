"""What partners and staff do in a register that an oracle watches.

A further kind of act is a class of `World` with rules of its own, in a file of its own, and one word in `Machine`: what
it does it does by `World.done`, and tells the oracle; `furnish` is what it has in place when a run begins.
"""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from actors.services import groups, markings
from tests.flows.sight import FREE, STRICTNESS, Mark, Reader
from tests.flows.sight_world import ALONE, CHANCE, KINDS, MOVED, REFERENCES, WHO, World


class Records(World):
    """Rules of what is recorded, changed and withdrawn."""

    @rule(who=WHO, chance=CHANCE, kind=st.sampled_from([*REFERENCES, "stance", "stance", "claim"]))
    def records(self, who: int, chance: int, kind: str) -> None:
        self.turn(chance)
        self.record(kind, self.members[who])
        self.look(self.register.each)

    @rule(who=WHO, chance=CHANCE)
    def rewords(self, who: int, chance: int) -> None:
        self.turn(chance)
        reader = self.members[who]
        id_, word = self.chosen(reader), self.word()
        text = KINDS[self.oracle.records[id_].kind][3]
        if self.revise("rewords", reader, id_, {text: word}, []):
            self.oracle.revise(id_, word=word)
        self.look(self.register.each)

    @rule(who=WHO, chance=CHANCE, kind=st.sampled_from([*MOVED]))
    def leads_elsewhere(self, who: int, chance: int, kind: str) -> None:
        self.turn(chance)
        reader, name = self.members[who], MOVED[kind]
        id_ = self.any(kind, reader)
        target = self.any(REFERENCES[kind][name][0], reader) if self.random.random() < 0.7 else None
        if id_ is None or id_ == target:
            return
        draft: dict[str, Any] = {name: target}
        if name == "derived_from":
            draft["relation"] = "quotes" if target else ""
        if self.revise(f"leads {name} to {target}", reader, id_, draft, [target] if target else []):
            self.oracle.revise(id_, refs={name: target})
        self.look(self.register.each)

    @rule(who=WHO, chance=CHANCE)
    def withdraws(self, who: int, chance: int) -> None:
        self.turn(chance)
        reader = self.members[who]
        id_ = self.chosen(reader)
        kind = self.oracle.records[id_].kind
        if kind == "group" and self.random.random() < 0.5:
            return
        service, name, _, _ = KINDS[kind]
        made = self.done(
            f"withdraws {kind} {id_}",
            reader,
            [id_],
            lambda by: service.withdraw(**{name: id_}, by=by, reason="as tests will"),
            may=self.oracle.may_change(reader, id_),
        )
        if made is not None:
            self.oracle.revise(id_, withdrawn=True)
        self.look(self.register.each)

    def chosen(self, who: Reader) -> UUID:
        """Return some record, seldom one that is hidden or another's."""
        known = [each for each in self.oracle.records.values() if each.kind in KINDS]
        mine = [
            each.id for each in known if each.partner == who.partner_id and self.oracle.is_there(who, each.id)
        ]
        pool = mine if mine and self.random.random() < 0.85 else [each.id for each in known]
        return self.random.choice(pool)


class Markings(Records):
    """Rules of what is made stricter, and less strict by two people."""

    def furnish(self) -> None:
        super().furnish()
        self.raise_(self.members[0])
        self.lower()
        self.drain()

    @rule(who=WHO, chance=CHANCE)
    def makes_stricter(self, who: int, chance: int) -> None:
        self.turn(chance)
        self.raise_(self.members[who])
        self.look(self.register.each)

    @rule(chance=CHANCE)
    def makes_less_strict(self, chance: int) -> None:
        self.turn(chance)
        self.lower()
        self.look(self.register.each)

    def raise_(self, who: Reader) -> None:
        """Make a record stricter."""
        id_ = self.chosen(who)
        record = self.oracle.records[id_]
        old = record.now.mark
        if record.kind == "group":
            return
        marking = self.random.choice(STRICTNESS[STRICTNESS.index(old.marking) :])
        fresh = None if marking in ALONE else self.circles(who)
        draft: dict[str, Any] = {"marking": marking}
        if fresh:
            draft["circles"] = sorted({*old.circles, *fresh})
        if not self.revise(f"marks {marking} {fresh}", who, id_, draft, []):
            return
        added = [each for each in fresh or () if each not in old.circles]
        stays = old.circles and marking == old.marking and not added
        new = old if stays else Mark(marking, old.circles | self.mark(marking, added, who).circles)
        if not frozenset(added) <= self.oracle.circles(who):
            self.differ("marked for a circle that they are in not")
        self.oracle.revise(id_, mark=new)

    def lower(self) -> None:
        """Have two of staff make a record less strict."""
        strict = [each for each in self.oracle.records.values() if each.now.mark.marking != "clear"]
        record = self.random.choice(
            [each for each in strict if each.kind in KINDS and each.kind != "group"] or [None]
        )
        if record is None:
            return
        old = record.now.mark.marking
        marking = self.random.choice(STRICTNESS[: STRICTNESS.index(old) + 1])
        groups_ = [each.id for each in self.oracle.of("group")]
        known = [*self.partners, *(each.id for each in self.members), *groups_]
        circles = [] if marking in FREE else self.random.sample(known, k=self.random.choice([1, 1, 2]))
        ann, bob = self.register.staff
        made = self.done(
            f"marks {record.kind} {record.id} {marking} {circles}",
            self.staff,
            [record.id],
            lambda _: markings.lower(
                KINDS[record.kind][2], record.id, marking=marking, circles=circles, by=ann, approved_by=bob,
                reason="It may be known.",
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.revise(record.id, mark=Mark(marking, frozenset(circles)))


class Groups(Markings):
    """Rules of who is in which group."""

    @rule(who=WHO, chance=CHANCE)
    def founds(self, who: int, chance: int) -> None:
        self.turn(chance)
        self.share(self.members[who], self.some_members())
        self.look(self.register.each)

    @rule(chance=CHANCE)
    def changes_members(self, chance: int) -> None:
        self.turn(chance)
        id_ = self.random.choice([each.id for each in self.oracle.of("group")])
        group, members = self.oracle.records[id_], self.some_members()
        who = next((each for each in self.members if each.partner_id == group.partner), self.staff)
        if self.revise(f"has {members} in", who, id_, {"members": members}, []):
            before = group.members
            self.oracle.enrol(id_, members)
            self.oracle.revise(id_, again=group.members != before)
        self.look(self.register.each)

    @rule(chance=CHANCE)
    def dissolves(self, chance: int) -> None:
        self.turn(chance)
        group = self.random.choice([*self.oracle.of("group")])
        who = next((each for each in self.members if each.partner_id == group.partner), self.staff)
        made = self.done(
            f"dissolves {group.id}",
            who,
            [group.id],
            lambda by: groups.withdraw(group_id=group.id, by=by, reason="as tests will"),
        )
        if made is not None:
            self.oracle.revise(group.id, withdrawn=True)
        self.look(self.register.each)

    def some_members(self) -> list[UUID]:
        """Return some partners and accounts."""
        known = [*self.partners, *(each.id for each in self.members)]
        return self.random.sample(known, k=self.random.randrange(4))


class Times(Groups):
    """Rules of time: the log grows, is told and sealed; what is owed is decided."""

    @rule(chance=CHANCE)
    def is_drained(self, chance: int) -> None:
        self.turn(chance)
        self.drain()
        self.look(self.register.each)

    @rule(chance=CHANCE)
    def is_decided(self, chance: int) -> None:
        self.turn(chance)
        self.settle()
        self.look(self.register.each)
