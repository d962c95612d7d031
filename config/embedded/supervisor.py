"""Keep the programs of a stack running until it is told to stop."""

import signal
from collections.abc import Callable
from time import monotonic, sleep
from types import FrameType

from config.embedded.process import Child, Children, ProcessError

#: Seconds before a program that ended is started again: at first, and at most.
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
#: Seconds a program must have run for its next end to count as the first.
STEADY = 60.0


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP has arrived: no error, so `except Exception` lets it pass."""


def stop_on_signals() -> None:
    """Raise `Stopped` at the first signal to stop, and let nothing disturb the stop itself.

    Installed before the first child starts. It may interrupt a start anywhere: children are found by their
    locks, never by what this process remembers.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's signature
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in numbers:
        signal.signal(each, stop)


class Watched:
    """One program, and when it may be started again."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._started = monotonic()
        self._delay = FIRST_DELAY
        self._due = 0.0

    def look(self, say: Callable[[str], None]) -> None:
        """Start the program again if it has ended and its pause is over."""
        now = monotonic()
        if self.child.returncode() is None:
            return
        if not self._due:
            if now - self._started > STEADY:
                self._delay = FIRST_DELAY
            self._due = now + self._delay
            say(f"{self.child.name} ended ({self.child.returncode()}); again in {self._delay:g} s")
            self._delay = min(self._delay * 2, LONGEST_DELAY)
        elif now >= self._due:
            self._due = 0.0
            self._started = now
            try:
                self.child.start()
            except ProcessError as error:
                say(str(error))


def watch(children: Children, say: Callable[[str], None]) -> None:
    """Start again what ends, with growing pauses, until `Stopped` is raised."""
    watched = [Watched(child) for child in children]
    while True:
        for each in watched:
            each.look(say)
        sleep(0.2)
