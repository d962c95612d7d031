"""What a process keeps of what it has read: the latest, and no more than it has room for."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from claims.consensus import Evidence
from claims.selectors import memory
from claims.selectors.memory import Heard, Key, Memory, Reading

NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)
ANSWER = Heard("unsourced", "", "Nobody takes a side.", 500, ())


def key() -> Key:
    return UUID(str(uuid4())), 1


def reading(stances: int) -> Reading:
    return Reading(Evidence(claim="c"), {f"s{number}": NOON for number in range(stances)})


def test_what_was_not_asked_for_longest_goes_when_there_is_no_more_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "STANCES", 10)
    kept, (first, second, third) = Memory(), (key(), key(), key())
    readings = {one: reading(4) for one in (first, second, third)}
    for one in (first, second):
        kept.keep_reading(one, readings[one])
    assert kept.find_reading(first) is readings[first]

    kept.keep_reading(third, readings[third])

    assert [kept.find_reading(one) for one in readings] == [readings[first], None, readings[third]]


def test_what_is_kept_again_takes_no_more_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "STANCES", 10)
    kept, (first, second) = Memory(), (key(), key())
    kept.keep_reading(first, reading(4))
    for _ in range(5):
        kept.keep_reading(second, reading(4))
    assert kept.find_reading(first) is not None


def test_reading_that_is_too_long_is_not_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "STANCES", 10)
    kept, one = Memory(), key()
    kept.keep_reading(one, reading(11))
    assert kept.find_reading(one) is None
    kept.keep_reading(one, reading(10))
    assert kept.find_reading(one) is not None


def test_nothing_is_left_of_what_was_forgotten():
    kept, one = Memory(), key()
    kept.keep(one, [NOON], NOON, ANSWER)
    kept.keep_reading(one, reading(1))
    assert kept.find(one, NOON) == ANSWER
    kept.forget()
    assert (kept.find(one, NOON), kept.find_reading(one)) == (None, None)
