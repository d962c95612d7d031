"""What deciding a whole register again costs: seconds and memory for ten million stances over a million claims.

`./dev bench mass` needs no server. It makes a register of arrays at random, in the proportions of a busy one, decides
every claim, and holds as many as asked for against the rules, one at a time.
"""

import argparse
import resource
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from claims.consensus import (
    CPL_1,
    ActorFact,
    ClaimFact,
    Evidence,
    QuestionFact,
    RelationFact,
    StanceFact,
)
from claims.consensus import decide as decide_one
from claims.consensus.case import POSITIONS, RELATIONS
from claims.mass import (
    NONE,
    STATUSES,
    Actors,
    Claims,
    Columns,
    Outcomes,
    Relations,
    Stances,
    decide,
    how,
)
from claims.mass.columns import ALWAYS_FROM, ALWAYS_TO, GRADES, MANNERS
from tests.claims.mass.registers import expected, told

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
PARTIES = 6


class Register:
    """A register at random: what is rare in a real one is rare here, and all of it is there."""

    def __init__(self, claims: int, stances: int, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.columns = Columns(
            actors=self._actors(max(20, claims // 10)),
            claims=self._claims(claims),
            relations=self._relations(claims),
            stances=self._stances(claims, stances, max(20, claims // 10)),
        )

    def some(self, size: int, share: float) -> np.ndarray:
        return self.chance.random(size, np.float32) < share

    def below(self, high: int, size: int, kind: type = np.int32) -> np.ndarray:
        return self.chance.integers(0, high, size, kind)

    def _actors(self, size: int) -> Actors:
        """One in seven has no letter, one in five a party; one in ten belongs to another."""
        letters = np.array([0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6, 6, 6], np.int8)
        belongs, speaks = self.some(size, 0.1), self.some(size, 0.05)
        return Actors(
            ids=[str(row) for row in range(size)],
            letter=letters[self.below(len(letters), size)],
            party=np.where(self.some(size, 0.2), self.below(PARTIES, size), NONE).astype(np.int32),
            part_of=np.where(belongs, self.below(size, size), NONE).astype(np.int32),
            speaks_for=np.where(speaks, self.below(size, size), NONE).astype(np.int32),
        )

    def _claims(self, size: int) -> Claims:
        """One in three answers an exclusive question, with three rivals; most of those are about a time."""
        asked, dated, ends = self.some(size, 0.33), self.some(size, 0.25), self.some(size, 0.8)
        begins = self.below(365, size, np.int64) * _DAY
        harmed = np.flatnonzero(self.some(size, 0.05)).astype(np.int32)
        return Claims(
            question=np.where(asked, self.below(max(1, size // 12), size), NONE).astype(np.int32),
            answer=np.where(self.some(size, 0.3), self.below(3, size), NONE).astype(np.int32),
            valid_from=np.where(dated, begins, ALWAYS_FROM),
            valid_to=np.where(dated & ends, begins + self.below(90, size, np.int64) * _DAY, ALWAYS_TO),
            favours=np.where(self.some(size, 0.4), self.below(PARTIES, size), NONE).astype(np.int32),
            harmed_claim=harmed,
            harmed_party=self.below(PARTIES, harmed.size),
            withdrawn=self.some(size, 0.02),
        )

    def _relations(self, claims: int) -> Relations:
        size = claims // 20
        first = self.below(claims, size)
        return Relations(self.below(len(RELATIONS), size, np.int8), first, self._nearby(first, claims))

    def _nearby(self, rows: np.ndarray, size: int) -> np.ndarray:
        return ((rows + 1 + self.below(50, rows.size)) % size).astype(np.int32)

    def _stances(self, claims: int, size: int, actors: int) -> Stances:
        """Let some claims and some actors have many; one stance in four repeats or answers an earlier one."""
        claim = (claims * self.chance.random(size, np.float32) ** 1.5).astype(np.int32) % claims
        actor = (actors * self.chance.random(size, np.float32) ** 2).astype(np.int32) % actors
        self.chance.shuffle(claim)
        position = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2, 3], np.int8)[self.below(10, size, np.int8)]
        derived = np.flatnonzero(self.some(size, 0.25))
        cited = np.full(size, NONE, np.int32)
        cited[derived] = self._earlier(derived, claim)
        return Stances(
            claim=claim,
            actor=actor,
            position=position,
            said_at=self.below(365 * 24, size, np.int64) * (_DAY // 24),
            log_index=np.arange(size, dtype=np.int64),
            how=np.array([how("unknown", None, hedged=False), *range(len(MANNERS))], np.uint8)[
                np.maximum(0, self.below(2 * len(MANNERS), size) - len(MANNERS))
            ],
            derived_from=cited,
            withdrawn=self.some(size, 0.03),
        )

    def _earlier(self, rows: np.ndarray, claim: np.ndarray) -> np.ndarray:
        """Let stances cite others on their claim, now and then one elsewhere or later: some go in rings."""
        order = np.argsort(claim, kind="stable").astype(np.int32)
        place = np.empty(claim.size, np.int32)
        place[order] = np.arange(claim.size, dtype=np.int32)
        near = place[rows] + self.chance.integers(-3, 2, rows.size)
        cited: np.ndarray = order[np.clip(near, 0, claim.size - 1)]
        return cited


def around(columns: Columns, row: int) -> Evidence:
    """Read out of the arrays, as facts, what may bear on one claim."""
    claims, relations = columns.claims, columns.relations
    linked = np.flatnonzero((relations.from_claim == row) | (relations.to_claim == row))
    near = {row, *relations.from_claim[linked].tolist(), *relations.to_claim[linked].tolist()}
    near |= {rival for one in near for rival in _rivals(claims, one)}
    further = np.flatnonzero(
        np.isin(relations.from_claim, list(near)) | np.isin(relations.to_claim, list(near))
    )
    near |= {*relations.from_claim[further].tolist(), *relations.to_claim[further].tolist()}
    said = _cited(columns.stances, np.flatnonzero(np.isin(columns.stances.claim, list(near))))
    near |= set(columns.stances.claim[said].tolist())
    return Evidence(
        claim=_id(row),
        actors=tuple(_actors(columns.actors, columns.stances.actor[said].tolist())),
        claims=tuple(_claim(claims, one) for one in sorted(near)),
        questions=tuple(
            QuestionFact(_id(one), 1, exclusive=True)
            for one in {claims.question[other] for other in near} - {NONE}
        ),
        relations=tuple(
            RelationFact(
                _id(each),
                1,
                RELATIONS[relations.kind[each]],
                _id(relations.from_claim[each]),
                _id(relations.to_claim[each]),
            )
            for each in further
        ),
        stances=tuple(_stance(columns.stances, each) for each in said.tolist()),
    )


def _id(row: int) -> str:
    return f"{row:09}"


def _named(row: int) -> str | None:
    return None if row == NONE else _id(row)


def _rivals(claims: Claims, row: int) -> list[int]:
    asked = claims.question[row]
    return [] if asked == NONE else np.flatnonzero(claims.question == asked).tolist()


def _cited(stances: Stances, rows: np.ndarray) -> np.ndarray:
    while True:
        cited = stances.derived_from[rows]
        more = np.union1d(rows, cited[cited != NONE])
        if more.size == rows.size:
            return rows
        rows = more


def _actors(actors: Actors, rows: list[int]) -> list[ActorFact]:
    found: dict[int, ActorFact] = {}
    ahead = list(rows)
    while ahead:
        row = ahead.pop()
        if row != NONE and row not in found:
            found[row] = ActorFact(
                _id(row), 1, _id(row), GRADES[actors.letter[row]],
                _named(actors.party[row]), _named(actors.part_of[row]), _named(actors.speaks_for[row]),
            )  # fmt: skip
            ahead += [actors.part_of[row], actors.speaks_for[row]]
    return list(found.values())


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(microseconds))


def _claim(claims: Claims, row: int) -> ClaimFact:
    return ClaimFact(
        id=_id(row),
        revision=1,
        text="",
        question=_named(claims.question[row]),
        valid_from=None if claims.valid_from[row] == ALWAYS_FROM else _instant(claims.valid_from[row]),
        valid_to=None if claims.valid_to[row] == ALWAYS_TO else _instant(claims.valid_to[row]),
        favours=_named(claims.favours[row]),
        against=tuple(_id(party) for party in claims.harmed_party[claims.harmed_claim == row]),
        withdrawn=bool(claims.withdrawn[row]),
        answer=_named(claims.answer[row]),
    )


def _stance(stances: Stances, row: int) -> StanceFact:
    basis, credibility, hedged = MANNERS[stances.how[row]]
    return StanceFact(
        id=_id(row),
        revision=1,
        claim=_id(stances.claim[row]),
        actor=_id(stances.actor[row]),
        position=POSITIONS[stances.position[row]],
        said_at=_instant(stances.said_at[row]),
        log_index=int(stances.log_index[row]),
        basis=basis,
        credibility=credibility,
        hedged=hedged,
        derived_from=_named(stances.derived_from[row]),
        withdrawn=bool(stances.withdrawn[row]),
    )


def differs(evidence: Evidence, outcomes: Outcomes, row: int) -> str:
    """Hold one claim against the rules, and say how it differs, or nothing."""
    one_by_one, at_once = expected(decide_one(evidence, CPL_1)), told(outcomes, row)
    return "" if one_by_one == at_once else f"claim {row}: {at_once} in place of {one_by_one}"


def main() -> int:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(prog="dev bench mass", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000, help="decided (default: 1,000,000)")
    parser.add_argument("--stances", type=int, default=10_000_000, help="on them (default: 10,000,000)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--hold", type=int, default=50, help="claims held against the rules (default: 50)")
    asked = parser.parse_args()
    columns = Register(asked.claims, asked.stances, seed=0).columns
    wall, cpu = time.monotonic(), time.process_time()
    outcomes = decide(columns, CPL_1, threads=asked.threads)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{asked.stances:,} stances over {asked.claims:,} claims, {asked.threads} threads")
    print(f"decided again in  {wall:8.1f} s, {cpu:.1f} s of CPU")
    print(f"memory at most    {peak:8.2f} GiB, the arrays and all else of the process included")
    for status, count in zip(STATUSES, np.bincount(outcomes.status, minlength=len(STATUSES)), strict=True):
        print(f"  {status:14}  {count / asked.claims:8.2%}")
    rows = np.random.default_rng(1).choice(asked.claims, min(asked.hold, asked.claims), replace=False)
    read = {row: around(columns, row) for row in rows.tolist()}
    cpu = time.process_time()
    wrong = [found for row, evidence in read.items() if (found := differs(evidence, outcomes, row))]
    each = (time.process_time() - cpu) / max(1, len(read))
    print(f"one by one        {asked.claims * each:8.0f} s of CPU, {each * 1e3:.2f} ms each, explained")
    print(f"held against the rules: {rows.size} claims, {len(wrong)} differ", *wrong[:5], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
