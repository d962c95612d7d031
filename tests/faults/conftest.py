"""Fixtures of the tests of faults."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.faults.writer import Writer
from tests.partner import Dispute, Partner
from tests.stack import Stack


@pytest.fixture
def writer(stack: Stack, stack_db: Database) -> Iterator[Writer]:  # noqa: ARG001 - the checks read it
    """Return a writer before whom the register is at rest, and who knows how long a write usually takes."""
    with stack.client() as client:
        dispute = Dispute(Partner(client))
        claims = [dispute.claim() for _ in range(16)]
        warm = Writer(dispute, claims)
        for _ in range(3):
            warm.say()
        dispute.partner.settle(warm.said)
        yield Writer(dispute, claims, usual=max(warm.took))
