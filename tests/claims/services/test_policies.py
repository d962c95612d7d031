"""A policy decides once two people have agreed on it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from actors.models import BOOTSTRAP_ID, SYSTEM_ID
from audit.errors import InvalidValueError, NotFoundError, ReasonRequiredError, StaleRevisionError
from claims.consensus import CPL_1_DOCUMENT
from claims.errors import AlreadyAdoptedError, PolicyTakenError, SecondPersonError
from claims.models import Policy
from claims.selectors import policies as known
from claims.services import policies

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Person:
    id: UUID
    partner_id: UUID | None = None
    key_id: UUID | None = None


ONE, OTHER = Person(BOOTSTRAP_ID), Person(SYSTEM_ID)


def document(**changes: Any) -> str:
    return json.dumps({**CPL_1_DOCUMENT, "version": "cpl-2", **changes})


def proposed(**changes: Any) -> Policy:
    return policies.propose(document=document(hedged=40, **changes), by=ONE, reason="hedging says more")


def test_a_proposed_policy_decides_nothing():
    policy = proposed()

    assert (policy.version, policy.adopted_at, policies.proposer(policy)) == ("cpl-2", None, ONE.id)
    assert known.now().rules.version == "cpl-1"


def test_a_second_person_adopts_and_from_then_on_it_decides():
    policy = proposed()

    policies.adopt(version="cpl-2", by=OTHER, reason="agreed", expected={1})

    assert known.now().id == policy.id
    revision = policy.history.get(revision=2)
    assert (revision.history_user_id, revision.history_change_reason) == (OTHER.id, "agreed")


def test_whoever_proposed_it_cannot_adopt_it():
    proposed()

    with pytest.raises(SecondPersonError):
        policies.adopt(version="cpl-2", by=ONE, reason="mine")

    assert known.now().rules.version == "cpl-1"


def test_what_cannot_be_adopted_is_refused():
    proposed()
    policies.adopt(version="cpl-2", by=OTHER, reason="agreed")

    with pytest.raises(AlreadyAdoptedError):
        policies.adopt(version="cpl-2", by=OTHER, reason="again")
    with pytest.raises(NotFoundError):
        policies.adopt(version="cpl-9", by=OTHER, reason="agreed")
    with pytest.raises(ReasonRequiredError):
        policies.adopt(version="cpl-2", by=OTHER, reason=" ")
    with pytest.raises(StaleRevisionError):
        policies.adopt(version="cpl-2", by=OTHER, reason="agreed", expected={1})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "policy must be an object"),
        (document(hedged="half"), "policy.hedged must be a whole number"),
        (document(mood=1), "policy.mood is not known"),
    ],
)
def test_what_is_no_policy_is_refused_by_the_member_at_fault(text: str, said: str):
    with pytest.raises(InvalidValueError, match=said) as refused:
        policies.propose(document=text, by=ONE, reason="a try")

    assert refused.value.pointer == "/document"


def test_a_version_and_a_set_of_rules_are_taken_once():
    proposed()

    with pytest.raises(PolicyTakenError):
        policies.propose(document=document(hedged=30), by=ONE, reason="the same name")
    with pytest.raises(PolicyTakenError):
        policies.propose(document=json.dumps(CPL_1_DOCUMENT), by=ONE, reason="the same rules")
