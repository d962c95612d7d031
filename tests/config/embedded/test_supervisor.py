"""What ends is started again, with pauses that grow."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import supervisor
from config.embedded.process import Children


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(supervisor, "monotonic", found)
    return found


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    with Children(tmp_path / "run", tmp_path / "log") as started:
        yield started


def test_a_program_that_ended_is_started_again_after_its_pause(children: Children, clock: Clock):
    child = children.start("web", ["sleep", "600"], env={})
    watched = supervisor.Watched(child)
    said: list[str] = []
    watched.look(said.append)
    assert said == []

    first = child.pid
    child.kill()
    watched.look(said.append)
    clock.now += supervisor.FIRST_DELAY / 2
    watched.look(said.append)
    assert child.pid == first

    clock.now += supervisor.FIRST_DELAY
    watched.look(said.append)
    assert child.pid != first
    assert said == ["web ended (-9); again in 0.5 s"]


def test_pauses_grow_to_a_limit_and_shrink_after_a_steady_run(children: Children, clock: Clock):
    child = children.start("web", ["false"], env={"PATH": os.environ["PATH"]})
    watched = supervisor.Watched(child)
    pauses: list[str] = []
    for _ in range(9):
        child.wait(timeout=10)
        watched.look(pauses.append)
        clock.now += supervisor.LONGEST_DELAY
        watched.look(pauses.append)
    child.wait(timeout=10)
    clock.now += supervisor.STEADY + 1
    watched.look(pauses.append)
    waited = [float(said.split("again in ")[1].removesuffix(" s")) for said in pauses]
    assert waited == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0.5]


def test_a_signal_stops_once_and_the_stop_is_not_disturbed():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.stop_on_signals()
        with pytest.raises(supervisor.Stopped):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
