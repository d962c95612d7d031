"""Deciding all at once is deciding one at a time."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Evidence, Policy, PolicyError
from claims.consensus import decide as decide_one
from claims.mass import STATUSES, columns, decide
from claims.mass.outcomes import projected
from tests.claims.consensus.strategies import crowds, examples, worlds
from tests.claims.consensus.worlds import World, evidence, vectors
from tests.claims.mass.registers import expected, joined, register, told

#: The numbers of another desk: no cap, few blocs, a milder margin, every letter lifted.
OTHER = Policy.from_document(
    CPL_1_DOCUMENT
    | {
        "ungraded": {"weight": 150, "cap": 0},
        "concession": {"letters": "ABCDE", "as": "B"},
        "bloc_divisor": 2,
        "thresholds": {
            "origin": 50,
            "strong": 120,
            "margin": 300,
            "strong_blocs": 1,
            "several_origins": 3,
        },
    }
)
LEARNED = Policy.from_document(
    CPL_1_DOCUMENT
    | {
        "actors": {
            "a0": {"affirming": 900, "denying": 0},
            "a1": {"affirming": 150, "denying": 1279},
            "a2": {"affirming": 0, "denying": 0},
            "b3": {"affirming": 20, "denying": 400},
            "nobody": {"affirming": 1, "denying": 1},
        }
    }
)


def one_by_one(world: Evidence, policy: Policy) -> dict[str, tuple[Any, ...]]:
    claims = sorted(claim.id for claim in world.claims)
    return {claim: expected(decide_one(replace(world, claim=claim), policy)) for claim in claims}


def at_once(world: Evidence, policy: Policy, **how: int) -> dict[str, tuple[Any, ...]]:
    arrays, claims = columns(world)
    outcomes = decide(arrays, policy, **how)
    return {claim: told(outcomes, row) for row, claim in enumerate(claims)}


@examples
@given(st.randoms(use_true_random=False), st.sampled_from((CPL_1, OTHER, LEARNED)))
def test_register_is_decided_as_claim_by_claim(random: Random, policy: Policy):
    world = register(random)

    assert at_once(world, policy) == one_by_one(world, policy)


@examples
@given(st.one_of(worlds(), worlds(stances=20, actors=4), crowds()))
def test_world_is_decided_as_claim_by_claim(world: World):
    assert at_once(world.evidence(), CPL_1) == one_by_one(world.evidence(), CPL_1)


@examples
@given(worlds())
def test_opinion_is_projected_as_claim_by_claim(world: World):
    arrays, claims = columns(world.evidence())

    assert projected(decide(arrays, CPL_1).graded, CPL_1).tolist() == [
        decide_one(world.evidence(claim), CPL_1).opinion.projected for claim in claims
    ]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_vector_is_decided_as_claim_by_claim(vector: dict[str, Any]):
    world = evidence(vector["rows"], vector["claim"])

    assert at_once(world, CPL_1) == one_by_one(world, CPL_1)


@examples
@given(st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(random: Random, order: Random):
    world = register(random)
    shuffled = {}
    for kind in ("actors", "claims", "questions", "relations", "stances"):
        facts = list(getattr(world, kind)) * 2
        order.shuffle(facts)
        shuffled[kind] = tuple(facts)

    assert at_once(replace(world, **shuffled), CPL_1) == at_once(world, CPL_1)


def test_two_thousand_claims_in_many_blocks():
    check(0, claims=2_000, block=97, threads=2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 108))
def test_hundred_thousand_claims(seed: int):
    check(seed, claims=12_500, block=5_000, threads=2)


def check(seed: int, *, claims: int, **how: int) -> None:
    """Decide a register joined of small ones, which know nothing of each other, and each of those by itself."""
    random, parts = Random(seed), []
    while sum(len(part.claims) for part in parts) < claims:
        parts.append(register(random, f"{len(parts):05}-"))
    apart: dict[str, Any] = {}
    for part in parts:
        apart |= one_by_one(part, CPL_1)
    together = at_once(joined(parts), CPL_1, **how)
    wrong = {claim: (together[claim], apart[claim]) for claim in apart if together[claim] != apart[claim]}

    assert wrong == {}
    assert len(together) == len(apart) >= claims
    assert {status for status, *_ in together.values()} == {*STATUSES}
    print(f"{len(apart)} claims, {sum(len(part.stances) for part in parts)} stances:")
    print(Counter(status for status, *_ in together.values()))


def test_nothing_is_decided_where_nothing_is_claimed():
    arrays, _ = columns(World().evidence())
    nothing = replace(
        arrays,
        claims=replace(
            arrays.claims,
            **{
                name: value[:0]
                for name in arrays.claims.__slots__
                if (value := getattr(arrays.claims, name)) is not None
            },
        ),
    )

    assert decide(nothing, CPL_1).status.tolist() == []


def test_ring_of_many_derivations_is_nobodys_word():
    world = World()
    for index in range(300):
        world.say(f"s{index:03}", f"a{index}", derived_from=f"s{(index + 1) % 300:03}")
    world.say("tail", "x", derived_from="s000")

    assert at_once(world.evidence(), CPL_1) == one_by_one(world.evidence(), CPL_1)
    assert at_once(world.evidence(), CPL_1)["c"][0] == "unverified"


def test_long_chain_falls_with_its_root():
    world = World()
    world.say("s000", "root", withdrawn=True)
    for index in range(1, 300):
        world.say(f"s{index:03}", f"a{index}", derived_from=f"s{index - 1:03}")

    assert at_once(world.evidence(), CPL_1)["c"][0] == "unsourced"


def test_margin_that_is_just_reached_is_enough():
    world = World()
    for actor in ("x", "y"):
        world.say(actor, actor, hedged=True)
    thresholds = CPL_1_DOCUMENT["thresholds"]
    policies = [
        Policy.from_document(CPL_1_DOCUMENT | {"thresholds": thresholds | {"margin": margin}})
        for margin in (602, 603)
    ]

    assert [at_once(world.evidence(), policy)["c"][0] for policy in policies] == ["corroborated", "supported"]


def test_withdrawn_claim_supersedes_nothing():
    world = World()
    world.claim("new", withdrawn=True)
    world.relate("supersedes", "new", "c")
    for actor in ("x", "y"):
        world.say(actor, actor, on="new")

    assert at_once(world.evidence(), CPL_1)["new"][:2] == ("withdrawn", "corroborated")
    assert at_once(world.evidence(), CPL_1)["c"][0] == "unsourced"


def test_long_chain_of_rebuttals_is_everybodys_word():
    world = World()
    for index in range(300):
        position, before = ("supports", "disputes")[index % 2], f"s{index - 1:03}" if index else None
        world.actor(f"a{index}", "A")
        world.say(f"s{index:03}", f"a{index}", position, derived_from=before)

    assert at_once(world.evidence(), CPL_1)["c"][3:5] == (150 * 1279, 150 * 1279)


def test_party_that_no_claim_names_has_no_interest():
    world = World(against=("b",))
    world.claim("d", against=("a",))
    world.actor("x", "B", party="z")
    world.say("s", "x")

    assert at_once(world.evidence(), CPL_1) == one_by_one(world.evidence(), CPL_1)


def test_weight_of_a_bloc_of_many_runs_out():
    world = World()
    for index in range(80):
        world.actor(f"a{index}", "A", party="p")
        world.say(f"s{index}", f"a{index}")

    assert at_once(world.evidence(), CPL_1)["c"][5] == 1279 + 319 + 79 + 19 + 4 + 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("hedged", 2**62),
        ("ungraded", {"weight": 87, "cap": 2**63}),
        ("ungraded", {"weight": 2**63, "cap": 1}),
    ],
)
def test_policy_whose_numbers_do_not_fit_is_refused(path: str, value: Any):
    arrays, _ = columns(World().evidence())

    with pytest.raises(PolicyError, match="too large"):
        decide(arrays, Policy.from_document(CPL_1_DOCUMENT | {path: value}))


def test_threshold_beyond_all_weights_is_never_reached():
    world = World()
    world.say("s", "x")
    thresholds = CPL_1_DOCUMENT["thresholds"] | {"margin": 2**70, "strong": 2**70}
    policy = Policy.from_document(CPL_1_DOCUMENT | {"thresholds": thresholds})

    assert at_once(world.evidence(), policy) == one_by_one(world.evidence(), policy)
    assert np.array([2**62]) < 2**70  # as numpy compares
