"""A register in which anything may happen: acts of chance, through the services, and by SQL past them."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from actors.models import BOOTSTRAP_ID
from actors.services import actors
from actors.services.records import Draft
from audit.attribution import audited_write
from audit.errors import RecordError
from claims.consensus import CPL_1_DOCUMENT, Policy
from claims.models import ClaimRelation, Stance
from claims.models import Policy as PolicyRecord
from claims.services import claims, questions, relations, remarks, sources, stances

DAY = datetime(2025, 8, 26, tzinfo=UTC)
PARTIES = ("", "red", "blue")
#: Numbers that are apart, overlap and lie in each other.
CLAIMED = ("", "", "1..3 m", "2..5 m", "4.. m", "..2 m", "2 m")
SAID = ("",) * 6 + ("1 m", "2..4 m", "6.. m")


@dataclass(frozen=True)
class Staff:
    """Somebody who may change every record."""

    id: UUID = BOOTSTRAP_ID
    partner_id: UUID | None = None
    key_id: UUID | None = None


@dataclass
class Walk:
    """Where a walk has come: the ids of everything recorded, by kind."""

    random: Random
    by: Staff = field(default_factory=Staff)
    ids: dict[str, list[UUID]] = field(default_factory=lambda: {kind: [] for kind in SERVICES})
    policies: int = 0

    def step(self) -> str:
        """Do something of chance and name it; what the services refuse leaves no trace."""
        act = self.random.choices(list(ACTS), weights=list(ACTS.values()))[0]
        try:
            return act(self)
        except RecordError as refused:
            return f"{act.__name__} refused: {refused}"

    def some(self, kind: str) -> UUID | None:
        """Return any record of a kind, or none."""
        return self.random.choice([*self.ids[kind], None])

    def flag(self) -> bool:
        """Toss a coin."""
        return self.random.random() < 0.5

    def moment(self) -> datetime:
        """Return one of a few instants, so that some fall together."""
        return DAY + timedelta(days=self.random.randrange(4))

    def times(self) -> dict[str, datetime | None]:
        """Return when a claim would hold: often always."""
        start, end = sorted((self.moment(), self.moment()))
        return {
            "valid_from": start if self.flag() else None,
            "valid_to": end + timedelta(days=1) if self.flag() else None,
        }

    def record(self, kind: str, /, **values: Any) -> str:
        """Record something and remember it."""
        made = SERVICES[kind][0].record(draft=Draft(values), by=self.by).record
        self.ids[kind].append(made.id)
        return f"recorded {kind} {made.id} {values}"

    def revise(self, kind: str, /, **values: Any) -> str:
        """Change something."""
        chosen = self.random.choice(self.ids[kind])
        service, name = SERVICES[kind]
        service.revise(**{name: chosen}, draft=Draft(values), by=self.by, reason="a walk")
        return f"revised {kind} {chosen} {values}"


#: By kind: its service, and the name by which it calls a record.
SERVICES: dict[str, tuple[Any, str]] = {
    "actor": (actors, "actor_id"),
    "question": (questions, "question_id"),
    "claim": (claims, "claim_id"),
    "source": (sources, "source_id"),
    "stance": (stances, "stance_id"),
    "relation": (relations, "relation_id"),
    "remark": (remarks, "remark_id"),
}


def new_actor(walk: Walk) -> str:
    return walk.record(
        "actor",
        name=f"Actor {len(walk.ids['actor'])}",
        kind="person",
        reliability=walk.random.choice("AABBCDF"),
        party=walk.random.choice(PARTIES),
        part_of=walk.some("actor"),
        speaks_for=walk.some("actor"),
    )


def regrade_actor(walk: Walk) -> str:
    return walk.revise("actor", reliability=walk.random.choice(["", *"ABCDF"]))


def rename_actor(walk: Walk) -> str:
    return walk.revise("actor", name=f"Renamed {walk.random.randrange(100)}")


def move_actor(walk: Walk) -> str:
    link = walk.random.choice(["part_of", "speaks_for"])
    return walk.revise("actor", party=walk.random.choice(PARTIES), **{link: walk.some("actor")})


def new_question(walk: Walk) -> str:
    return walk.record("question", text="Who holds it?", exclusive=walk.flag())


def change_question(walk: Walk) -> str:
    return walk.revise("question", exclusive=walk.flag())


def new_claim(walk: Walk) -> str:
    return walk.record(
        "claim",
        text=f"Claim {len(walk.ids['claim'])}.",
        question=walk.some("question"),
        favours=walk.random.choice(PARTIES),
        quantity=walk.random.choice(CLAIMED),
        **walk.times(),
    )


def move_claim(walk: Walk) -> str:
    return walk.revise("claim", question=walk.some("question"))


def change_claim(walk: Walk) -> str:
    return walk.revise("claim", favours=walk.random.choice(PARTIES), answer=walk.random.choice("xyz"))


def recount_claim(walk: Walk) -> str:
    return walk.revise("claim", quantity=walk.random.choice(CLAIMED))


def reword_claim(walk: Walk) -> str:
    return walk.revise("claim", text=f"Reworded {walk.random.randrange(100)}.", **walk.times())


def new_source(walk: Walk) -> str:
    return walk.record("source", title="A source", kind="article", publisher=walk.ids["actor"][0])


def say(walk: Walk) -> str:
    root = walk.some("stance") if walk.flag() else None
    return walk.record(
        "stance",
        claim=walk.random.choice(walk.ids["claim"]),
        actor=walk.random.choice(walk.ids["actor"]),
        source=walk.some("source"),
        position=walk.random.choice(["supports", "supports", "disputes", "disputes", "neutral"]),
        said_at=walk.moment(),
        basis=walk.random.choice(["verified", "observed", "reported"]),
        quantity=walk.random.choice(SAID),
        **({"derived_from": root, "relation": "quotes"} if root else {}),
    )


def correct_stance(walk: Walk) -> str:
    return walk.revise(
        "stance", hedged=walk.flag(), said_at=walk.moment(), credibility=walk.random.choice([None, 1, 4])
    )


def derive_stance(walk: Walk) -> str:
    root = walk.some("stance")
    return walk.revise("stance", derived_from=root, relation="cites" if root else "")


def relate(walk: Walk) -> str:
    kind = walk.random.choice(["contradicts", "entails", "supersedes", "same_as"])
    one, other = walk.random.choices(walk.ids["claim"], k=2)
    return walk.record("relation", kind=kind, from_claim=one, to_claim=other)


def remark(walk: Walk) -> str:
    subject = walk.random.choice(["actor", "claim", "source", "stance"])
    about, source = walk.random.choice(walk.ids[subject]), walk.some("source")
    return walk.record("remark", **{subject: about}, text="Among us.", found_in=source)


def move_stance(walk: Walk) -> str:
    """Change by SQL what no service changes."""
    kind = walk.random.choice(["claim", "actor", "source"])
    chosen, target = walk.random.choice(walk.ids["stance"]), walk.random.choice(walk.ids[kind])
    with audited_write(by=walk.by, reason="a walk"):
        Stance.objects.filter(id=chosen).update(**{kind: target})
    return f"moved stance {chosen} to {kind} {target}"


def move_relation(walk: Walk) -> str:
    """Likewise."""
    chosen = walk.random.choice([*walk.ids["relation"], None])
    kind = walk.random.choice(["contradicts", "entails", "supersedes", "same_as"])
    one, other = walk.random.sample(walk.ids["claim"], k=2)
    taken = ClaimRelation.objects.filter(kind=kind, from_claim=one, to_claim=other)
    if chosen is None or taken.exists():
        return "moved no relation"
    with audited_write(by=walk.by, reason="a walk"):
        ClaimRelation.objects.filter(id=chosen).update(kind=kind, from_claim=one, to_claim=other)
    return f"moved relation {chosen}: {one} {kind} {other}"


def withdraw(walk: Walk) -> str:
    kind = walk.random.choice([kind for kind, ids in walk.ids.items() if len(ids) > 3])
    chosen = walk.random.choice(walk.ids[kind][1:])
    service, name = SERVICES[kind]
    service.withdraw(**{name: chosen}, by=walk.by, reason="a walk")
    walk.ids[kind].remove(chosen)
    return f"withdrew {kind} {chosen}"


def adopt_policy(walk: Walk) -> str:
    walk.policies += 1
    hedged = walk.random.choice([40, 50, 60])
    adopt(f"walk-{walk.policies}", by=walk.by, hedged=hedged)
    return f"adopted a policy that hedges by {hedged}"


def adopt(version: str, *, by: Staff, **rules: Any) -> None:
    """Adopt the first policy with some of its rules changed."""
    document = {**CPL_1_DOCUMENT, "version": version, **rules}
    with audited_write(by=by, reason="a walk"):
        PolicyRecord.objects.create(
            version=version,
            sha256=Policy.from_document(document).sha256,
            document=json.dumps(document, sort_keys=True, separators=(",", ":")),
            adopted_at=datetime.now(UTC),
        )


#: What may happen, and how often.
ACTS: dict[Callable[[Walk], str], int] = {
    new_actor: 4,
    regrade_actor: 6,
    rename_actor: 2,
    move_actor: 4,
    new_question: 1,
    change_question: 4,
    new_claim: 2,
    move_claim: 6,
    change_claim: 3,
    recount_claim: 3,
    reword_claim: 4,
    new_source: 2,
    say: 30,
    correct_stance: 5,
    derive_stance: 4,
    relate: 12,
    remark: 3,
    move_stance: 4,
    move_relation: 3,
    withdraw: 8,
    adopt_policy: 1,
}


def begun(seed: int) -> Walk:
    """Return a walk with a few of everything recorded already."""
    walk = Walk(Random(seed))
    for act in (new_actor, new_source, new_question, new_claim) * 4:
        act(walk)
    while len(walk.ids["stance"]) < 6:
        # A number that is not on the side of its stance is refused.
        with suppress(RecordError):
            say(walk)
    return walk
