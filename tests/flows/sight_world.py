"""A register that an oracle watches: who is in it, how an act is done, and how what is read is held against it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from rest_framework.test import APIClient

from actors.models import Account, AccountKind, Actor, Partner, Role, SharingGroup
from actors.services import accounts, actors, groups
from actors.services.records import Draft
from audit.attribution import audited_write, entered
from audit.errors import NotFoundError, NotOwnerError, RecordError
from audit.selectors import readers
from audit.services import changes, log, sealing
from claims.models import Claim, ClaimRelation, Determination, Lane, Place, Question, Remark, Source, Stance
from claims.services import claims, determinations, places, questions, relations, remarks, sources, stances
from tests.claims.services.walk import Staff
from tests.flows import sight_paths
from tests.flows.sight import FREE, STRICTNESS, Difference, Mark, Oracle, Reader
from tests.flows.sight_paths import UUIDS, WORDS, Asked, Look
from tests.flows.timetravel import Credential

#: By kind: its service, the name by which it calls a record, its model, and the field that is reworded.
KINDS: dict[str, tuple[Any, str, Any, str]] = {
    "actor": (actors, "actor_id", Actor, "name"),
    "place": (places, "place_id", Place, "name"),
    "question": (questions, "question_id", Question, "text"),
    "claim": (claims, "claim_id", Claim, "text"),
    "source": (sources, "source_id", Source, "title"),
    "stance": (stances, "stance_id", Stance, "excerpt"),
    "relation": (relations, "relation_id", ClaimRelation, "note"),
    "remark": (remarks, "remark_id", Remark, "text"),
    "group": (groups, "group_id", SharingGroup, "name"),
}
#: By kind, what it refers to: the kind, and whether it has to.
REFERENCES: dict[str, dict[str, tuple[str, bool]]] = {
    "actor": {"part_of": ("actor", False)},
    "place": {},
    "question": {"place": ("place", False)},
    "claim": {"question": ("question", False)},
    "source": {"publisher": ("actor", True)},
    "stance": {
        "claim": ("claim", True),
        "actor": ("actor", True),
        "source": ("source", False),
        "derived_from": ("stance", False),
    },
    "relation": {"from_claim": ("claim", True), "to_claim": ("claim", True)},
    "remark": {"stance": ("stance", True), "found_in": ("source", False)},
}
#: What can be led elsewhere.
MOVED = {"actor": "part_of", "question": "place", "claim": "question", "stance": "derived_from"}
GIVEN: dict[str, dict[str, Any]] = {
    "actor": {"kind": "person", "reliability": "B"},
    "question": {"exclusive": True},
    "source": {"kind": "article"},
    "stance": {"said_at": datetime(2025, 8, 26, tzinfo=UTC), "basis": "verified"},
}
CHANCE = st.integers(0, 2**32 - 1)
WHO = st.integers(0, 3)
#: Markings with which no partner names circles.
ALONE = (*FREE, "amber+strict")
#: How often each reads: those of whom much is hidden more often than staff and auditors.
WATCHED = (2, 2, 3, 4, 1, 1, 3)


@dataclass
class Register:
    """One register for all examples, and who is in it from the beginning."""

    staff: tuple[Account, Account]
    auditor: Account
    #: Looks of each kind, by name.
    looked: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    differences: list[str] = field(default_factory=list)
    #: So many looks at each step, and of everything at the end.
    each: int = 2
    last: int = 26

    @classmethod
    def begun(cls, **how: int) -> "Register":
        """Return a register with staff and an auditor, and a first checkpoint."""
        people = [
            accounts.record(name=f"{name}-{uuid4().hex}", kind=kind, by=Staff())
            for name, kind in (
                ("ann", AccountKind.STAFF), ("bob", AccountKind.STAFF), ("ada", AccountKind.AUDITOR)
            )
        ]  # fmt: skip
        sealing.seal()
        return cls((people[0], people[1]), people[2], **how)


class World(RuleBasedStateMachine):
    """Three partners of a register with four accounts, and the oracle that watches them."""

    def __init__(self, register: Register) -> None:
        super().__init__()
        self.register, self.oracle, self.random = register, Oracle(), Random(0)
        self.journal: list[str] = []
        self.clients: dict[str, APIClient] = {}
        self.members: list[Reader] = []
        self.partners: tuple[UUID, ...] = ()
        self.began = self.first = 0

    @initialize(chance=CHANCE)
    def begin(self, chance: int) -> None:
        """Record partners, accounts, two groups, and a claim with what bears on it in several colours."""
        self.first = chance
        self.turn(chance)
        self.register.runs += 1
        self.began = log.drain()
        slug, by = uuid4().hex[:20], Staff()
        with audited_write(by=by, reason="partners"):
            made = [Partner.objects.create(slug=f"{slug}-{n}", name=f"{slug}-{n}") for n in range(3)]
            people = [
                Account.objects.create(
                    name=f"{slug}-{n}-{m}", kind=AccountKind.SERVICE, role=role, partner=made[n]
                )
                for n, m, role in (
                    (0, 0, Role.EDITOR),
                    (0, 1, Role.CONTRIBUTOR),
                    (1, 0, Role.EDITOR),
                    (2, 0, Role.EDITOR),
                )
            ]
        self.partners = tuple(each.id for each in made)
        names = ("writer", "colleague", "friend", "stranger")
        self.members = [
            Reader(name, one.id, one.partner_id, is_contributor=one.role == Role.CONTRIBUTOR)
            for name, one in zip(names, people, strict=True)
        ]
        kept = {**dict(zip(names, people, strict=True)), "staff": self.register.staff[0]}
        self.accounts = kept
        for name, account in {**kept, "auditor": self.register.auditor}.items():
            self.clients[name] = APIClient(HTTP_HOST="localhost")
            self.clients[name].force_authenticate(user=account, token=Credential())
        self.clients["room"] = APIClient(HTTP_HOST="localhost")
        self.staff = Reader("staff", self.register.staff[0].id)
        self.readers = [
            *self.members, self.staff, Reader("auditor", self.register.auditor.id),
            Reader("room", UUID(int=0), is_open=True),
        ]  # fmt: skip
        self.furnish()

    def furnish(self) -> None:
        """Record something of each kind."""
        writer, _, friend, _ = self.members
        self.share(writer, [self.partners[1]])
        self.share(self.staff, [writer.id, friend.id])
        for kind in ("actor", "place", "question", "claim", "claim", "source", "stance", "stance"):
            self.record(kind, writer, free=True)
        for _ in range(4):
            self.record(self.random.choice([*REFERENCES, "source", "stance", "stance"]), writer)
        self.settle()
        self.drain()

    def turn(self, chance: int) -> None:
        """Have chance be that of a step."""
        self.random.seed(f"{self.first}.{len(self.journal)}.{chance}")

    # How an act is done, and how what came of it is held against the oracle.

    def done(
        self, what: str, who: Reader, touched: list[UUID], call: Callable[[Account], Any], *, may: bool = True
    ) -> Any:
        """Do something as somebody, who must see all that they touch; return what came of it, None if refused.

        `may` says whether it is theirs to do.
        """
        missing = [id_ for id_ in touched if not self.oracle.is_there(who, id_)]
        self.journal.append(f"{who.name}: {what}")
        try:
            with entered("api"), readers.writing_as(who):
                made = call(self.accounts[who.name])
        except NotFoundError:
            self.journal[-1] += " (not found)"
            if not missing:
                self.differ("refused, though all of it is seen")
            return None
        except NotOwnerError:
            self.journal[-1] += " (not theirs)"
            if may:
                self.differ("refused as another's, though it is theirs to do")
            return None
        except RecordError as refused:
            self.journal[-1] += f" (refused: {refused})"
            return None
        if missing:
            self.differ(f"done, though {missing} is hidden")
        if not may:
            self.differ("done, though it is not theirs to do")
        return made

    def differ(self, how: str) -> None:
        """Say how the register and the oracle part.

        Raises:
            Difference: always.
        """
        self.register.differences.append(how)
        raise Difference("\n".join([*self.journal, how]))

    def word(self) -> str:
        """Return a word that is nowhere else, in no other example either."""
        return "q" + "".join(Random(uuid4().int).choices("abcdefghijklmnoprstuvwxyz", k=15))

    def any(self, kind: str, who: Reader) -> UUID | None:
        """Return some record of a kind, seldom one that is hidden from somebody."""
        known = [each.id for each in self.oracle.of(kind)]
        seen = [id_ for id_ in known if self.oracle.is_there(who, id_)]
        pool = seen if seen and self.random.random() < 0.93 else known
        return self.random.choice(pool) if pool else None

    def circles(self, who: Reader) -> list[UUID] | None:
        """Return circles that somebody might name; often none, seldom others'."""
        own = sorted(self.oracle.circles(who) & {each.id for each in self.oracle.of("group")})
        others = sorted(each.id for each in self.oracle.of("group"))
        roll = self.random.random()
        if roll < 0.35:
            return None
        pool = own if roll < 0.9 else others
        return [self.random.choice(pool)] if pool else None

    def mark(self, marking: str, circles: list[UUID] | None, who: Reader) -> Mark:
        """Return how something is marked as somebody says."""
        if marking in FREE:
            return Mark(marking)
        if circles:
            return Mark(marking, frozenset(circles))
        own = who.id if marking == "red" else who.partner_id
        return Mark(marking, frozenset({own} if own else ()))

    def record(self, kind: str, who: Reader, *, free: bool = False) -> None:
        """Record something, marked by chance, or for everyone."""
        refs = self.references(kind, who, whole=free)
        if refs is None:
            return
        word, (service, _, _, text) = self.word(), KINDS[kind]
        given: dict[str, Any] = {**GIVEN.get(kind, {}), text: word, **refs, **self.varied(kind, refs)}
        mark = Mark()
        if not free:
            given["marking"] = self.random.choice(STRICTNESS)
            circles = self.circles(who)
            if circles and given["marking"] not in ALONE:
                given["circles"] = circles
            mark = self.mark(given["marking"], given.get("circles"), who)
        made = self.done(
            f"records {kind} {word} {mark.marking}",
            who,
            [each for each in refs.values() if each is not None],
            lambda by: service.record(draft=Draft(given), by=by, reason="as tests will"),
        )
        if made is None:
            return
        if not mark.circles <= self.oracle.circles(who):
            self.differ("marked for a circle that they are in not")
        self.oracle.record(kind, made.record.id, mark, by=who, word=word, refs=refs)
        for other in getattr(made, "conflicts_with", ()):
            if not self.oracle.is_there(who, other):
                self.differ(f"told that it contradicts {other}, which is hidden")

    def references(self, kind: str, who: Reader, *, whole: bool) -> dict[str, UUID | None] | None:
        """Return what a new record refers to; None where there is not yet what it has to."""
        refs: dict[str, UUID | None] = dict.fromkeys(REFERENCES[kind])
        for name, (target, needed) in REFERENCES[kind].items():
            if needed or whole or self.random.random() < 0.5:
                refs[name] = self.any(target, who)
                if needed and refs[name] is None:
                    return None
        return refs

    def varied(self, kind: str, refs: dict[str, UUID | None]) -> dict[str, str]:
        """Return what is said otherwise of one record than of another."""
        if kind == "stance":
            position = self.random.choice(["supports", "disputes"])
            return {"position": position, "relation": "quotes" if refs["derived_from"] else ""}
        if kind == "relation":
            return {"kind": self.random.choice(["contradicts", "entails", "same_as"])}
        return {}

    def share(self, who: Reader, members: list[UUID]) -> None:
        """Found a group."""
        word = self.word()
        draft = Draft({"name": word, "members": members})
        made = self.done(
            f"founds {word}", who, [], lambda by: groups.record(draft=draft, by=by, reason="to share")
        )
        if made is not None:
            self.oracle.found(made.record.id, members, by=who, word=word)

    def revise(self, what: str, who: Reader, id_: UUID, draft: dict[str, Any], touched: list[UUID]) -> bool:
        """Change a record, and return whether it was done."""
        service, name, _, _ = KINDS[self.oracle.records[id_].kind]
        made = self.done(
            f"{what} {id_}",
            who,
            [id_, *touched],
            lambda by: service.revise(**{name: id_}, draft=Draft(draft), by=by, reason="as tests will"),
            may=self.oracle.may_change(who, id_),
        )
        return made is not None

    def drain(self) -> None:
        """Have the log grow; mostly it is told in the change log then, and often sealed."""
        self.journal.append("the log is drained")
        self.oracle.position(log.drain())
        if self.random.random() < 0.7:
            changes.follow()
            self.oracle.told = self.oracle.clock
        if self.random.random() < 0.5:
            sealing.seal()
            self.oracle.sealed = self.oracle.clock

    def settle(self) -> None:
        """Have all claims decided, and what is decided name what everyone sees who sees the claim."""
        self.journal.append("what is owed is decided")
        self.oracle.drained = self.oracle.clock
        for lane in Lane:
            while determinations.settle(lane=lane):
                pass
        o = self.oracle
        mine = [each.id for each in o.of("claim")]
        known = {each.id for each in o.decided}
        rows = Determination.objects.filter(claim__in=mine).exclude(id__in=known).order_by("id")
        for id_, claim, body, trigger in rows.values_list("id", "claim_id", "body", "trigger"):
            names = {UUID(each) for each in UUIDS.findall(f"{body} {trigger}")}
            on = {each for each in names if (one := o.records.get(each)) and one.kind == "stance"}
            o.decide(id_, claim, names, {each for each in on if o.records[each].now.refs["claim"] == claim})
        for claim in mine:
            like = o.records[claim].now.mark
            due = o.stances(claim, lambda then: then.mark.shown_to_all_who_see(like))  # noqa: B023 - at once
            made = next((each for each in reversed(o.decided) if each.claim == claim), None)
            if made is None or made.stances != due:
                self.differ(f"{claim} is decided by {made and made.stances}, and not by {due}")

    # How it is read.

    def look(self, times: int) -> None:
        """Read by so many ways of chance."""
        for _ in range(times):
            self.ask(self.random.choices(self.readers, weights=WATCHED)[0])

    def ask(self, reader: Reader) -> None:
        """Read a record, or beside it, by some way, now or as of some position."""
        size, at = None, None
        if self.oracle.positions and self.random.random() < 0.35:
            size, at = self.random.choice(self.oracle.positions)
        ways = [*sight_paths.TIMED, *(sight_paths.PRESENT if size is None else ())]
        way, kinds = self.random.choice(sight_paths.ROOM if reader.is_open else ways)
        records = [each for each in self.oracle.records.values() if each.kind in kinds]
        if not records:
            return
        # Where something is hidden there is more to be told wrongly.
        torn = [each for each in records if self.oracle.is_torn(reader, each)]
        record = self.random.choice(torn if torn and self.random.random() < 0.7 else records)
        asked = Asked(self.oracle, self.random, reader, record, size, at, self.partners, self.began)
        look = way(asked)
        if look is not None:
            self.compare(way.__name__, asked, look)

    def compare(self, name: str, asked: Asked, look: Look) -> None:
        """Hold what is told against what is expected, and against all that its reader may not see."""
        reader = asked.reader
        client = self.clients[reader.name]
        url = look.address if look.url.startswith("/") else f"/api/v1/{look.address}"
        if look.body is None:
            answer: Any = client.get(url, headers={"Prefer": "return=total-count"})
        else:
            answer = client.post(url, look.body, format="json")
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.register.looked[name] = self.register.looked.get(name, 0) + 1
        where = f"{reader.name} at {url}"
        if answer.status_code not in (200, 404):
            self.differ(f"{where}: {answer.status_code} {answer.body!r}")
        told = look.told(answer) if answer.status_code == 200 else None
        if told != look.expected:
            self.differ(f"{where}: {told}, and not {look.expected}")
        text = answer.body.decode()
        beyond = {*WORDS.findall(text)} - self.oracle.words(reader, asked.at)
        if answer.status_code == 200 and beyond - {str(look.query.get("text")), str(look.query.get("q"))}:
            self.differ(f"{where}: has {beyond}, which is hidden")
        if answer.status_code == 200 and not look.names_former:
            hidden = {*map(str, self.oracle.hidden(reader))} & {*UUIDS.findall(text)}
            if hidden - {str(value) for value in look.query.values()}:
                self.differ(f"{where}: names {hidden}, which is hidden")

    def teardown(self) -> None:
        """Read much of it once more, at the end."""
        if self.members:
            self.look(self.register.last)
