"""The scenario over HTTP, decided by workers: every state on the way, and one end whatever the way."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from claims.consensus import decide
from claims.models import Determination
from claims.selectors import evidence, policies
from tests.flows.scenario import STANCES, Telling, any_order
from tests.partner import Partner
from tests.stack import Stack

DATA = Path(__file__).parents[1] / "claims" / "consensus" / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text())


@pytest.fixture
def newsroom(stack: Stack) -> Iterator[Partner]:
    with stack.client() as client:
        yield Partner(client)


def test_the_whole_scenario_ends_as_expected(newsroom: Partner):
    told = Telling(newsroom, "whole")
    for ref in STANCES:
        told.say(ref)
    told.settle()

    assert told.consensus() == EXPECTED["final"]


def test_each_stance_leads_to_the_state_expected_after_it(newsroom: Partner):
    told = Telling(newsroom, "steps")
    expected: dict[str, dict[str, object]] = {}
    for step in EXPECTED["steps"]:
        told.say(step["after"])
        told.settle()
        expected |= step["changed"]

        assert told.consensus() == expected, step["after"]


@pytest.mark.parametrize("seed", range(3))
def test_any_order_ends_in_the_same_place(newsroom: Partner, seed: int):
    told = Telling(newsroom, f"order-{seed}")
    for ref in any_order(Random(seed)):
        told.say(ref)
    told.settle()

    assert told.consensus() == EXPECTED["final"]


def test_saying_everything_twice_ends_in_the_same_place(newsroom: Partner):
    told = Telling(newsroom, "twice")
    for ref in STANCES:
        first, again = told.say(ref), told.say(ref)

        assert (first["created"], again["created"]) == (True, False)
        assert again["id"] == first["id"]
    told.settle()

    assert told.consensus() == EXPECTED["final"]


@pytest.mark.usefixtures("stack_db")
def test_every_determination_is_decided_again_to_the_same_bytes(newsroom: Partner):
    told = Telling(newsroom, "replay")
    for ref in STANCES:
        told.say(ref)
    told.settle()

    recorded = list(Determination.objects.filter(claim__in=told.claims.values()))
    assert len(recorded) >= len(told.claims)
    for one in recorded:
        again = decide(evidence.at(one.claim_id, size=one.log_size), policies.at(one.log_size).rules)
        assert (again.body(), again.inputs_sha256) == (one.body, one.inputs_sha256)
