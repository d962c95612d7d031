"""Limits: counted for each caller and kind, told in headers, and kept by the process itself while Redis is away."""

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from config.embedded.valkey import free_port
from config.http import limits
from config.http.limits import Limits
from config.http.problems import ProblemError
from tests.config.http.conftest import Caller

FEW = {"burst": "100/second", "read": "3/minute", "write": "2/minute", "unknown": "2/minute"}


@pytest.fixture
def few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Limits:
    """Put limits of a few requests in the place of the configured ones."""
    made = Limits(FEW, settings.REDIS_URL)
    monkeypatch.setattr(limits, "limits", made)
    return made


def refused(some: Limits, kind: str, caller: str) -> ProblemError | None:
    try:
        some.take(kind, caller)
    except ProblemError as problem:
        return problem
    return None


def test_each_caller_has_as_many_of_each_kind(few: Limits):
    one, other = uuid4().hex, uuid4().hex

    left = [few.take("read", one) for _ in range(3)]

    assert [each.remaining for each in left if each] == [2, 1, 0]
    assert left[0] is not None
    assert 0 < left[0].seconds <= 60
    problem = refused(few, "read", one)
    assert problem is not None
    assert (problem.type.status, problem.code) == (429, "read_limit")
    assert 1 <= int(problem.headers["Retry-After"]) <= 60
    assert refused(few, "write", one) is None
    assert refused(few, "read", other) is None


def test_processes_count_together(few: Limits, settings: Settings):
    caller, another = uuid4().hex, Limits(FEW, settings.REDIS_URL)

    for some in (few, another, few):
        some.take("read", caller)

    assert refused(another, "read", caller)


def test_burst_counts_every_kind(settings: Settings):
    caller, some = uuid4().hex, Limits({"burst": "2/hour"}, settings.REDIS_URL)
    some.take("read", caller)
    some.take("write", caller)

    problem = refused(some, "export", caller)

    assert problem is not None
    assert problem.code == "burst_limit"


def test_what_is_not_limited_is_not_counted(settings: Settings):
    assert Limits({"read": ""}, settings.REDIS_URL).take("read", "somebody") is None


def test_while_redis_is_away_the_process_counts_and_asks_again_later(monkeypatch: pytest.MonkeyPatch):
    some, caller = Limits(FEW, f"redis://127.0.0.1:{free_port()}/0"), uuid4().hex
    asked: list[int] = []
    monkeypatch.setattr(some, "_together", _Away(asked))

    for _ in range(3):
        some.take("read", caller)

    assert refused(some, "read", caller)
    assert len(asked) == 1
    monkeypatch.setattr(limits, "monotonic", lambda: float("inf"))
    assert refused(some, "read", caller)
    assert len(asked) > 1


class _Away:
    """What is asked in vain."""

    def __init__(self, asked: list[int]) -> None:
        self.asked = asked

    def hit(self, *_: object) -> bool:
        self.asked.append(1)
        raise limits.StorageError(OSError("away"))


def test_a_closed_port_is_told_from_a_limit():
    some = Limits(FEW, f"redis://127.0.0.1:{free_port()}/0")

    left = some.take("read", "somebody")

    assert left is not None
    assert left.remaining == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_answers_say_what_is_left_and_a_refusal_when_to_come_again(http: Caller):
    http.headers["Authorization"] = f"Bearer {uuid4().int % 10**8}:read write"

    answers = [http.get("/api/v1/notes") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (
        answers[0]["RateLimit-Policy"]
        == '"burst";q=100;w=1, "read";q=3;w=60, "write";q=2;w=60, "unknown";q=2;w=60'
    )
    assert answers[0]["RateLimit"].startswith('"read";r=2;t=')
    last = answers[-1]
    assert last["RateLimit"].startswith('"read";r=0;t=')
    assert last.json()["code"] == "read_limit"
    assert int(last["Retry-After"]) == int(last["RateLimit"].rpartition("=")[2])
    assert http.post("/api/v1/notes", {"text": "x"}).status_code == 201


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_refused_write_writes_nothing_and_takes_no_key(http: Caller):
    http.headers["Authorization"] = f"Bearer {uuid4().int % 10**8}:read write"
    for _ in range(2):
        http.post("/api/v1/notes", {"text": "x"})

    refusal = http.post("/api/v1/notes", {"text": "y"}, key="the-same")

    assert refusal.status_code == 429
    assert refusal["RateLimit"].startswith('"write";r=0;')
    assert "Idempotency-Replayed" not in refusal


@pytest.mark.parametrize("configured", [{"raed": "1/day"}, {"read": "often"}, {"read": "10/fortnight"}])
def test_limit_that_is_none_is_refused_at_the_start(settings: Settings, configured: dict[str, str]):
    with pytest.raises(ImproperlyConfigured, match="CONTESTED_LIMITS"):
        Limits(configured, settings.REDIS_URL)


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_whoever_guesses_keys_is_counted_by_address(http: Caller, client: Client):
    address = f"2001:db8::{uuid4().int % 60000:x}"
    guesses = [
        client.get("/api/v1/notes", headers=headers, REMOTE_ADDR=address)
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer wrong"})
    ]

    assert [answer.status_code for answer in guesses] == [401, 401, 429]
    assert guesses[0]["RateLimit"].startswith('"unknown";r=1;')
    assert guesses[-1].json()["code"] == "unknown_limit"
    assert http.get("/api/v1/notes").status_code == 200
