"""Hold the flips against trying every origin and every pair."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, Decision, Evidence, decide
from claims.consensus.flips import flips
from claims.consensus.origins import Origin
from claims.consensus.statuses import rule
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT
from tests.claims.consensus.strategies import crowds, examples, worlds
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


WEIGHTS = (0, 33, 67, 84, 134, 150, 168, 269, 301, 336, 420, 602, 752, 903, 940, 1279, 1598)


@st.composite
def ranked(draw: st.DrawFn) -> tuple[Origin, ...]:
    """Draw origins of few weights in few blocs, so that ties and thresholds are met often."""
    pool = draw(st.lists(st.sampled_from(WEIGHTS) | st.integers(1, 1500), min_size=1, max_size=5))
    mostly = draw(st.sampled_from((("support",), ("support", "dispute"), ("support",) * 4 + ("dispute",))))
    found = []
    for index in range(draw(st.integers(2, 12))):
        side = draw(st.sampled_from(mostly))
        party = draw(st.sampled_from((None, None, "p", "q")))
        interest = (
            "none" if party is None else "own" if (party == "p") == (side == "support") else "conceding"
        )
        weight = draw(st.sampled_from(pool))
        bloc = party or f"bloc{draw(st.integers(0, 5))}"
        here = draw(st.sampled_from((weight, weight, 0)))
        found.append(
            Origin(
                f"a{index:02}",
                side,
                bloc,
                party,
                graded=True,
                interest=interest,
                word="",
                weight=weight,
                said_here=here,
            )
        )
    return tuple(sorted(found, key=lambda origin: (-origin.weight, origin.actor)))


def status_of(origins: Iterable[Origin]) -> str:
    fallen = sorted(origins, key=lambda origin: (-origin.weight, origin.actor))
    support, dispute = Tally("support", fallen, CPL_1), Tally("dispute", fallen, CPL_1)
    return rule(support.whole, dispute.whole, sided=True, policy=CPL_1).status


def light(origin: Origin) -> tuple[int, str]:
    return origin.weight, origin.actor


@examples
@given(ranked())
def test_flips_of_origins_are_those_found_by_adding_up_anew(origins: tuple[Origin, ...]):
    before = status_of(origins)
    expected: list[tuple[tuple[Origin, ...], str]] = []
    for size in (1, 2):
        groups = [tuple(sorted(group, key=light)) for group in combinations(origins, size)]
        for group in sorted(
            groups, key=lambda group: (sum(o.weight for o in group), [o.actor for o in group])
        ):
            after = status_of(replace(o, weight=0, said_here=0) if o in group else o for o in origins)
            if after != before and len(expected) < 3:
                expected.append((group, after))
        if expected:
            break
    tallies = {side: Tally(side, origins, CPL_1) for side in (SUPPORT, DISPUTE)}

    assert [(flip.origins, flip.status) for flip in flips(tallies, before, CPL_1)] == expected
