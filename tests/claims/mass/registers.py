"""Draw small registers in which every rule is at work, and join many into one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

from claims.consensus import (
    ActorFact,
    ClaimFact,
    Decision,
    Evidence,
    Quantity,
    QuestionFact,
    RelationFact,
    StanceFact,
)
from claims.mass import REASONS, STATUSES, Outcomes
from tests.claims.consensus.worlds import NOON

LETTERS = ("A", "B", "B", "C", "C", "D", "E", "F", None)
PARTIES = (None, None, "p", "q", "r")
POSITIONS = ("supports", "supports", "supports", "disputes", "disputes", "neutral", "no_comment")
KINDS = ("contradicts", "entails", "supersedes", "same_as")
BASES = ("verified", "observed", "reported", "unknown")
CREDIBILITIES = (None, None, 1, 2, 3, 4, 5, 6)


class _Register:
    def __init__(self, random: Random, prefix: str) -> None:
        self.random, self.prefix = random, prefix

    def ids(self, kind: str, count: int) -> list[str]:
        return [f"{self.prefix}{kind}{number}" for number in range(count)]

    def seldom(self, *, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def maybe(self, ids: list[str], *, one_in: int) -> str | None:
        """Name one of the records, or none; one that is not there among them."""
        if not self.seldom(one_in=one_in):
            return None
        return self.random.choice([*ids, f"{self.prefix}unseen"])

    def day(self) -> int:
        return self.random.randrange(6)

    def actor(self, name: str, names: list[str]) -> ActorFact:
        return ActorFact(
            id=name,
            revision=1,
            name=name,
            reliability=self.random.choice(LETTERS),
            party=self.random.choice(PARTIES),
            part_of=self.maybe(names, one_in=4),
            speaks_for=self.maybe(names, one_in=6),
        )

    def claim(self, name: str, questions: list[str]) -> ClaimFact:
        bounds = [NOON + timedelta(days=self.day()) if self.seldom(one_in=2) else None for _ in range(2)]
        return ClaimFact(
            id=name,
            revision=1,
            text=name,
            question=self.maybe(questions, one_in=2),
            valid_from=bounds[0],
            valid_to=bounds[1],
            favours=self.random.choice((*PARTIES, "nobody here")),
            against=tuple(self.random.sample(("p", "q", "nobody else"), self.random.choice((0, 0, 0, 1, 2)))),
            withdrawn=self.seldom(one_in=8),
            answer=self.random.choice((None, None, "yes", "no")),
            quantity=self.quantity(),
        )

    def quantity(self) -> Quantity | None:
        if self.seldom(one_in=2):
            return None
        low = self.random.randrange(6)
        ends = [low, low + self.random.randrange(4)]
        low_end, high_end = (None if self.seldom(one_in=5) else end for end in ends)
        return Quantity(self.random.choice(("m", "m", "m", "km")), low_end, high_end)

    def stance(
        self, index: int, names: list[str], actor: str, claims: list[str], derives: list[str | None]
    ) -> StanceFact:
        return StanceFact(
            id=names[index],
            revision=1,
            claim=self.random.choice(claims),
            actor=actor,
            position=self.random.choice(POSITIONS),
            said_at=NOON + timedelta(days=self.day()),
            log_index=self.random.randrange(len(names)),
            basis=self.random.choice(BASES),
            credibility=self.random.choice(CREDIBILITIES),
            hedged=self.seldom(one_in=4),
            derived_from=self.random.choice(derives),
            withdrawn=self.seldom(one_in=8),
            quantity=self.quantity() if self.seldom(one_in=3) else None,
        )


def register(random: Random, prefix: str = "") -> Evidence:
    """Draw a register of up to eight claims, now and then with a crowd that shares a party or has no grade."""
    draw = _Register(random, prefix)
    claims = draw.ids("c", random.randint(1, 8))
    questions = draw.ids("q", 3)
    actors = draw.ids("a", random.randint(1, 9))
    crowd = draw.ids("b", random.randint(4, 20) if draw.seldom(one_in=5) else 0)
    together = ActorFact("", 1, "", random.choice(LETTERS), random.choice(PARTIES))
    speakers = [random.choice(actors) for _ in range(random.randint(0, 30))] + crowd
    stances = draw.ids("s", len(speakers))
    spoken_on = [*claims, claims[0], f"{prefix}elsewhere"]
    return Evidence(
        claim=claims[0],
        actors=(
            *(draw.actor(name, actors) for name in actors),
            *(replace(together, id=name) for name in crowd),
        ),
        claims=tuple(draw.claim(name, questions) for name in claims),
        questions=tuple(QuestionFact(name, 1, exclusive=not draw.seldom(one_in=4)) for name in questions),
        relations=tuple(
            RelationFact(
                name, 1, random.choice(KINDS), random.choice(claims), draw.maybe(claims, one_in=1) or ""
            )
            for name in draw.ids("r", random.randint(0, 8))
        ),
        stances=tuple(
            draw.stance(index, stances, actor, spoken_on, [*[None] * 8, *stances[:4], f"{prefix}unseen"])
            for index, actor in enumerate(speakers)
        ),
    )


def joined(registers: Iterable[Evidence]) -> Evidence:
    """Join registers that share nothing into one."""
    parts = list(registers)
    kinds = ("actors", "claims", "questions", "relations", "stances")
    whole = {kind: tuple(fact for part in parts for fact in getattr(part, kind)) for kind in kinds}
    return Evidence(parts[0].claim, **whole)


def told(outcomes: Outcomes, row: int) -> tuple[object, ...]:
    """List what was decided on one claim."""
    return (
        STATUSES[outcomes.status[row]],
        STATUSES[outcomes.base_status[row]],
        REASONS[outcomes.reason[row]],
        *outcomes.shown[row].tolist(),
        *outcomes.graded[row].tolist(),
        *outcomes.origins[row].tolist(),
    )


def expected(decision: Decision) -> tuple[object, ...]:
    """List the same of a decision."""
    return (
        decision.status,
        decision.base_status,
        decision.reason,
        decision.support,
        decision.dispute,
        decision.graded_support,
        decision.graded_dispute,
        decision.support_origins,
        decision.dispute_origins,
    )
