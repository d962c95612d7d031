"""Messages to workers leave by themselves: no write waits for the broker, and none fails with it."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from audit import dispatch
from audit.dispatch import Messenger
from config.embedded.valkey import LOOPBACK
from tests.crowd import at_once
from tests.waiting import rest, until

QUEUE = "test_dispatch"
#: Seconds between two messages of a messenger here.
PAUSE = 0.05


@pytest.fixture
def broker(redis_url: str) -> Iterator["redis.Redis[bytes]"]:
    """Return the broker, on which nobody listens to the queue of these tests."""
    with redis.Redis.from_url(redis_url) as client:
        client.delete(QUEUE)
        yield client
        client.delete(QUEUE)


def sender(url: str) -> Celery:
    """Return an application that sends to the queue of these tests."""
    app = Celery(set_as_current=False, fixups=[], broker=url)
    app.conf.update(
        task_default_queue=QUEUE, task_publish_retry=False, broker_transport_options={"socket_timeout": 1}
    )
    return app


class Forgetful:
    """A broker that is away for the first messages, and then keeps what it is told."""

    def __init__(self, *, failures: int) -> None:
        self.failures = failures
        self.told: list[str] = []

    def send_task(self, name: str, **_options: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("away")
        self.told.append(name)


def test_a_wake_becomes_a_message(broker: "redis.Redis[bytes]", redis_url: str):
    Messenger(sender(redis_url), pause=PAUSE).wake("claims.settle")

    until(lambda: broker.llen(QUEUE), within=10)
    rest(4 * PAUSE)
    assert [b"claims.settle" in message for message in broker.lrange(QUEUE, 0, -1)] == [True]


def test_a_thousand_wakes_at_once_become_few_messages(broker: "redis.Redis[bytes]", redis_url: str):
    messenger = Messenger(sender(redis_url), pause=PAUSE)

    at_once(lambda _: [messenger.wake("claims.settle") for _ in range(100)], clients=10)

    until(lambda: broker.llen(QUEUE), within=10)
    rest(4 * PAUSE)
    assert broker.llen(QUEUE) < 20


def test_wakes_of_both_lanes_are_sent(broker: "redis.Redis[bytes]", redis_url: str):
    messenger = Messenger(sender(redis_url), pause=PAUSE)

    messenger.wake("claims.settle")
    messenger.wake("claims.settle_mass")

    until(lambda: broker.llen(QUEUE) == 2, within=10)


@pytest.mark.timeout(20)
def test_a_wake_does_not_wait_for_a_broker_that_accepts_and_never_answers():
    with socket.create_server((LOOPBACK, 0)) as deaf:
        messenger = Messenger(sender(f"redis://{LOOPBACK}:{deaf.getsockname()[1]}/0"), pause=PAUSE)
        for _ in range(100):
            messenger.wake("claims.settle")
            rest(0.001)


def test_wakes_are_lost_while_the_broker_is_away_and_sent_once_it_is_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dispatch, "LEFT_ALONE", 0.01)
    broker = Forgetful(failures=3)
    messenger = Messenger(broker, pause=PAUSE)  # type: ignore[arg-type]

    def send() -> list[str]:
        messenger.wake("claims.settle")
        return broker.told

    until(send, within=10)
    assert broker.failures == 0
