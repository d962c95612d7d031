"""Wait for what other processes do, with a deadline instead of a pause."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")

_never = Event()


def until(found: Callable[[], T], *, within: float, every: float = 0.02) -> T:
    """Return the first true thing that `found` returns.

    Raises:
        AssertionError: there was none within so many seconds; with what it returned last.
    """
    deadline = time.monotonic() + within
    while not (last := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{last!r} after {within} s")
        _never.wait(every)
    return last


def rest(seconds: float) -> None:
    """Let so much time pass: for showing that something does not happen."""
    _never.wait(seconds)
