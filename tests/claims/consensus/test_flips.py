"""Hold the flips against trying every origin and every pair."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, Decision, Evidence, decide
from claims.consensus.flips import flips
from claims.consensus.origins import Origin
from claims.consensus.pairs import lightest, order
from claims.consensus.statuses import rule
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT, Interest, Side
from tests.claims.consensus.strategies import EXAMPLES, MUTATING, crowds, examples, worlds
from tests.claims.consensus.worlds import World


def silenced(evidence: Evidence, actors: tuple[str, ...]) -> str:
    """Give the base status when all that some actors said is improbable, so that it weighs 0."""
    stances = tuple(
        replace(stance, credibility=5) if stance.actor in actors else stance for stance in evidence.stances
    )
    return decide(replace(evidence, stances=stances), CPL_1).base_status


def tried(evidence: Evidence, decision: Decision) -> list[tuple[tuple[str, ...], str]]:
    """Try every single origin, else every pair, the lightest first, and keep three that flip."""
    weights = {line.actor: line.weight for line in decision.ledger if line.counts}
    for size in (1, 2):
        groups = [
            tuple(sorted(group, key=lambda actor: (weights[actor], actor)))
            for group in combinations(sorted(weights), size)
        ]
        groups.sort(key=lambda group: (sum(weights[actor] for actor in group), group))
        outcomes = [(group, silenced(evidence, group)) for group in groups]
        if flipped := [outcome for outcome in outcomes if outcome[1] != decision.base_status]:
            return flipped[:3]
    return []


def listed(decision: Decision) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(origin.actor for origin in flip.origins), flip.status) for flip in decision.flips]


@examples
@given(st.one_of(crowds(), worlds()))
def test_flips_are_those_found_by_trying_all(world: World):
    evidence = world.evidence()
    decision = decide(evidence, CPL_1)

    assert listed(decision) == tried(evidence, decision)


@dataclass(frozen=True)
class Family:
    """Origins near one kind of threshold: weights (cdB) and stakes by side, how many, how spread."""

    supporting: tuple[int, int]
    disputing: tuple[int, int] = (1, 300)
    count: tuple[int, int] = (3, 8)
    support: float = 1.0  # the part that supports
    blocs: int = 20
    stakes: dict[Side, tuple[Interest, ...]] = field(
        default_factory=lambda: {SUPPORT: ("none",), DISPUTE: ("none",)}
    )

    def draw(self, random: Random) -> tuple[Origin, ...]:
        """Draw origins; weights repeat, so that ties are met."""
        pools = {
            side: [random.randint(*bounds) for _ in range(random.randint(1, 4))]
            for side, bounds in ((SUPPORT, self.supporting), (DISPUTE, self.disputing))
        }
        found = []
        for index in range(random.randint(*self.count)):
            side = SUPPORT if random.random() < self.support else DISPUTE
            stake = random.choice(self.stakes[side])
            weight = random.choice(pools[side])
            found.append(
                Origin(
                    actor=f"a{index:02}",
                    side=side,
                    bloc=f"bloc{random.randrange(self.blocs)}",
                    party={"none": None, "own": "p", "conceding": random.choice("qrs")}[stake],
                    graded=True,
                    interest=stake,
                    word="",
                    weight=weight,
                    said_here=random.choice((weight, weight, weight, 0)),
                )
            )
        return tuple(sorted(found, key=lambda origin: (-origin.weight, origin.actor)))


STAKES: dict[Side, tuple[Interest, ...]] = {SUPPORT: ("none", "own", "conceding"), DISPUTE: ("none", "own")}
FAMILIES = {
    "margin lost": Family((240, 360), count=(5, 7)),
    "margin lost against dissent": Family((240, 500), (1, 300), count=(5, 9), support=0.8),
    "margin lost in blocs": Family((300, 900), count=(5, 9), blocs=4),
    "margin yielded": Family(
        (301, 480), (100, 200), (6, 9), 0.5, stakes={SUPPORT: ("none",), DISPUTE: ("own",)}
    ),
    "margin yielded by the light": Family((300, 400), (20, 99), (6, 9), 0.5),
    "margin yielded in blocs": Family(
        (400, 600), (50, 300), (6, 9), 0.5, 3, {SUPPORT: ("none",), DISPUTE: ("own",)}
    ),
    "dissent": Family((400, 700), (400, 700), (5, 8), 0.8),
    "few origins": Family((90, 210), (90, 210), (2, 5), 0.8, 5),
    "strong origins": Family(
        (190, 1200), (1, 300), (3, 5), 0.9, 5, {SUPPORT: ("none", "own"), DISPUTE: ("own",)}
    ),
    "stakes": Family(
        (200, 1200), (1, 300), (4, 7), 0.9, 9, {SUPPORT: ("own", "own", "none"), DISPUTE: ("own",)}
    ),
    "concessions": Family(
        (150, 260),
        (50, 120),
        (3, 7),
        0.9,
        9,
        {SUPPORT: ("own", "conceding", "conceding"), DISPUTE: ("none",)},
    ),
    "everything": Family((0, 1600), (0, 1600), (2, 9), 0.6, 6, STAKES),
}
ROUNDS = 60 if MUTATING else EXAMPLES


def status_of(origins: Iterable[Origin]) -> str:
    fallen = sorted(origins, key=lambda origin: (-origin.weight, origin.actor))
    support, dispute = Tally(SUPPORT, fallen, CPL_1), Tally(DISPUTE, fallen, CPL_1)
    return rule(support.whole, dispute.whole, sided=True, policy=CPL_1).status


def found_anew(origins: tuple[Origin, ...], before: str) -> list[tuple[tuple[Origin, ...], str]]:
    """Find the flips by adding everything up anew without each origin, and without each pair."""
    found: list[tuple[tuple[Origin, ...], str]] = []
    for size in (1, 2):
        groups = [
            tuple(sorted(group, key=lambda origin: (origin.weight, origin.actor)))
            for group in combinations(origins, size)
        ]
        for group in sorted(
            groups, key=lambda group: (sum(o.weight for o in group), [o.actor for o in group])
        ):
            after = status_of(replace(o, weight=0, said_here=0) if o in group else o for o in origins)
            if after != before and len(found) < 3:
                found.append((group, after))
        if found:
            break
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_flips_are_those_found_by_adding_up_anew(family: str):
    for turn in range(ROUNDS):
        origins = FAMILIES[family].draw(Random(f"{family} {turn}"))
        if turn % 2:
            origins = tuple(replace(o, side=DISPUTE if o.side == SUPPORT else SUPPORT) for o in origins)
        before = status_of(origins)
        tallies = {side: Tally(side, origins, CPL_1) for side in (SUPPORT, DISPUTE)}

        assert [(flip.origins, flip.status) for flip in flips(tallies, before, CPL_1)] == found_anew(
            origins, before
        ), turn


def pairs_of(
    support: list[int], dispute: list[int], *, own: list[int] | None = None
) -> list[tuple[int, ...]]:
    """Give the weights of the pairs that flip, each origin a bloc of its own; `own` dispute in their own interest."""
    said = [
        *((SUPPORT, "none", weight) for weight in support),
        *((DISPUTE, "none", weight) for weight in dispute),
        *((DISPUTE, "own", weight) for weight in own or []),
    ]
    (blank,) = Family((1, 1), count=(1, 1)).draw(Random(0))
    origins = sorted(
        (
            replace(blank, actor=f"a{index:02}", bloc=f"b{index}", side=side, interest=stake, weight=weight)
            for index, (side, stake, weight) in enumerate(said)
        ),
        key=lambda origin: (-origin.weight, origin.actor),
    )
    tallies = {side: Tally(side, origins, CPL_1) for side in (SUPPORT, DISPUTE)}
    found = flips(tallies, status_of(origins), CPL_1)
    assert all(len(flip.origins) == 2 for flip in found)
    return [tuple(origin.weight for origin in flip.origins) for flip in found]


def test_pairs_that_just_lose_the_margin_flip():
    assert pairs_of([333] * 5, []) == [(333, 333)] * 3  # 1665 falls to 999
    assert pairs_of([334, *[333] * 4], []) == [(333, 334)] * 3  # or to 1000, which is enough


def test_lighter_pairs_that_just_keep_the_margin_hide_none_that_lose_it():
    assert pairs_of([200] * 4 + [100] * 4, []) == [(100, 200)] * 3


def test_pairs_that_just_yield_the_margin_flip():
    assert pairs_of([265] * 4, [], own=[5, 5, 5, 35, 35, 35]) == [(35, 35)] * 3
    assert pairs_of([265] * 4, [], own=[5, 5, 5, 30, 30, 30]) == [(30, 30)] * 3


def test_pair_without_whom_a_dissent_is_the_heaviest_flips():
    assert pairs_of([700, 690, *[500] * 5], [600]) == [(690, 700)]


def test_pair_of_the_dissent_and_of_weight_flips():
    # The third pair leaves the dispute so far ahead that it refutes.
    assert pairs_of([650] * 4, [700, 600, 600], own=[300, 300]) == [(300, 700), (300, 700), (650, 650)]


def test_pairs_that_leave_one_of_three_origins_flip():
    assert pairs_of([100] * 3, []) == [(100, 100)] * 3


def test_pairs_that_leave_one_of_three_that_are_just_strong_flip():
    assert pairs_of([200] * 3 + [199] * 10, []) == [(200, 200)] * 3


def test_lightest_pairs_are_those_found_by_trying_all():
    for turn in range(2 * ROUNDS):
        random = Random(turn)
        blocs = random.choice(((1, 1, 1, 1, 2, 3), (1, 2), (1, 2, 3, 4, 5)))
        few = Family((1, 12), count=(2, 20)).draw(random)
        origins = [replace(origin, bloc=f"bloc{random.choice(blocs)}") for origin in few]
        drops = {origin: random.randint(1, 12) for origin in origins}
        need = random.randint(1, 24)
        reaching = [
            tuple(sorted(pair, key=lambda origin: (origin.weight, origin.actor)))
            for pair in combinations(origins, 2)
            if pair[0].bloc != pair[1].bloc and drops[pair[0]] + drops[pair[1]] >= need
        ]

        assert lightest(drops, need) == sorted(reaching, key=order)[:3], turn


def test_lightest_pair_is_found_among_many_of_either_bloc():
    """Neither of the two is crowded out by lighter members of the other's bloc, or of its own."""
    (blank,) = Family((1, 1), count=(1, 1)).draw(Random(0))
    drops: dict[Origin, int] = {}
    for bloc, count, weight, drop in (("y", 7, 1, 2), ("x", 1, 10, 4), ("x", 7, 20, 6), ("y", 1, 40, 8)):
        for index in range(count):
            drops[replace(blank, actor=f"{bloc}{weight + index}", bloc=bloc, weight=weight + index)] = drop

    assert [[origin.actor for origin in pair] for pair in lightest(drops, 10)] == [
        ["x10", "y40"],
        ["x20", "y40"],
        ["x21", "y40"],
    ]
