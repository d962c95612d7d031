"""Fixtures of the tests of faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models.functions import Now

from claims.models import Consensus
from claims.services import determinations
from config.embedded.servers import base_environment
from tests.databases import Database
from tests.faults.writer import Writer
from tests.partner import Dispute, Partner
from tests.server import Server, durable
from tests.stack import Stack, running
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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a database server of this module's own, which keeps what is committed."""
    with durable(tmp_path_factory.mktemp("postgres")) as started:
        yield started


@pytest.fixture(scope="module")
def on_server(server: Server, static_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run the whole application on it."""
    env = {**base_environment(), "CONTESTED_STATIC_ROOT": str(static_root)}
    with running(tmp_path_factory.mktemp("stack"), server.database, env) as started:
        yield started
