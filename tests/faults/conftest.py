"""Fixtures of the tests of faults."""

from collections.abc import Iterator

import pytest
from django.db.models.functions import Now

from claims.models import Consensus
from claims.services import determinations
from tests.databases import Database
from tests.faults.writer import Writer
from tests.partner import Dispute, Partner
from tests.stack import Stack
from tests.waiting import until


@pytest.fixture
def writer(stack: Stack, stack_db: Database) -> Iterator[Writer]:  # noqa: ARG001 - the checks read it
    """Return a writer before whom the register is at rest, and who knows how long a write usually takes."""
    with stack.client() as client:
        dispute = Dispute(Partner(client))
        claims = [dispute.claim() for _ in range(16)]
        warm = Writer(dispute, claims)
        for _ in range(3):
            warm.say()
        dispute.partner.settle([*claims, *warm.said])
        resting = Consensus.objects.filter(determined_at__gt=Now() - determinations.REST)
        until(lambda: not resting.exists(), within=5)
        yield Writer(dispute, claims, usual=max(warm.took))
