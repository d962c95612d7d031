"""Turns of the status: only determinations that say another one than the determination before."""

from uuid import UUID

import pytest

from actors.models import SYSTEM_ID
from audit.attribution import audited_write
from claims.models import Claim, Determination, Policy
from claims.selectors import turns
from claims.services.determinations import System

pytestmark = pytest.mark.django_db


def decided(text: str, *statuses: str) -> UUID:
    """Record a claim with determinations of these statuses, one after the other."""
    with audited_write(by=System()):
        claim = Claim.objects.create(text=text, recorded_by_id=SYSTEM_ID)
        for size, status in enumerate(statuses, start=1):
            Determination.objects.create(
                claim=claim, policy=Policy.objects.get(), status=status, log_size=size, inputs_sha256="",
                body=f"{size}", trigger='{"count": 0}', recorded_by_id=SYSTEM_ID,
            )  # fmt: skip
    return claim.id


def told(*claims: UUID, at_most: int = 50) -> list[tuple[str | None, str, int]]:
    found = turns.of(claims, to=System(), at_most=at_most)
    return [(turn["former"], turn["status"], turn["log_size"]) for turn in found]


def test_determinations_that_say_the_same_again_are_no_turns() -> None:
    claim = decided("One", "unsourced", "disputed", "disputed", "disputed", "refuted", "disputed")
    assert sorted(told(claim), key=lambda turn: turn[2]) == [
        (None, "unsourced", 1),
        ("unsourced", "disputed", 2),
        ("disputed", "refuted", 5),
        ("refuted", "disputed", 6),
    ]


def test_turns_of_each_claim_are_its_own() -> None:
    one, other = decided("One", "disputed", "disputed"), decided("Other", "refuted", "refuted")
    assert sorted(told(one, other), key=str) == [(None, "disputed", 1), (None, "refuted", 1)]


def test_only_the_latest_turns_are_told() -> None:
    claim = decided("One", *(["disputed", "refuted"] * 5))
    assert len(told(claim, at_most=3)) == 3
