"""Hold the flips against trying every origin and every pair."""

from dataclasses import replace
from itertools import combinations

import pytest
from consensus_strategies import crowds, examples, worlds
from consensus_worlds import World
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, Decision, Evidence, decide


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
