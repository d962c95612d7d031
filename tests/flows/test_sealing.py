"""A commit has itself sealed, whoever wrote it, and many of them at once cost few turns of the sequencer."""

import time
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
import redis
from django.db.models import Max

from audit.models import Checkpoint, Entry
from claims.models import Determination
from config.celery import app
from tests.partner import Dispute, Partner
from tests.stack import Stack
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("stack_db")


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    with stack.client() as opened:
        yield opened


@pytest.fixture
def broker(stack: Stack) -> Iterator["redis.Redis[bytes]"]:
    """Stop the clock, and return the broker once nobody has taken up what it sent."""
    stack.beat.stop()
    with redis.Redis.from_url(stack.env["REDIS_URL"]) as opened:
        until(lambda: not opened.exists("interactive", "mass", "sealing"), within=20)
        yield opened
    stack.beat.start()


def is_sealed(record: str | UUID) -> bool:
    """Return whether a checkpoint covers all entries of a record, of which there are some."""
    last = Entry.objects.filter(object_id=record).aggregate(Max("index"))["index__max"]
    size = Checkpoint.objects.aggregate(Max("size"))["size__max"]
    return last is not None and size is not None and last < size


@pytest.mark.usefixtures("broker")
def test_a_write_is_sealed_without_the_clock(client: httpx.Client):
    dispute = Dispute(Partner(client))

    for _ in range(5):
        actor = dispute.speaker()
        until(lambda actor=actor: is_sealed(actor), within=20)  # type: ignore[misc]


@pytest.mark.usefixtures("broker")
def test_a_determination_is_sealed_without_the_clock(client: httpx.Client):
    dispute = Dispute(Partner(client))

    for _ in range(5):
        claim = dispute.claim()
        made = until(Determination.objects.filter(claim=claim).first, within=20)
        assert made
        until(lambda made=made: is_sealed(made.pk), within=20)  # type: ignore[misc]


def test_a_sequencer_that_is_told_again_and_again_takes_a_few_turns_a_second(
    stack: Stack, broker: "redis.Redis[bytes]"
):
    with app.connection_for_write(stack.env["REDIS_URL"]) as connection:
        for _ in range(20):
            app.send_task("audit.seal", connection=connection)
    sent = time.monotonic()

    until(lambda: not broker.exists("sealing"), within=60)

    # The worker holds the last one, and may have been quick with the first ones.
    assert time.monotonic() - sent > 16 / 4
