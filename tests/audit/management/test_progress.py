"""Progress: one line on a terminal, written over; now and then a line where there is none."""

import io

import pytest
from django.core.management.base import OutputWrapper
from django.core.management.color import color_style

from audit.management import progress
from audit.management.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time, to be set."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def told(stream: io.StringIO, clock: list[float]) -> str:
    wrapped = OutputWrapper(stream)
    wrapped.style_func = color_style(force_color=True).ERROR
    tell = Progress(wrapped)
    for second, done in enumerate((1000, 2000, 3000, 12_000, 20_000)):
        clock[0] = second * 4.0
        tell("entries", done, 20_000)
    tell("tables", 1, 13)
    return stream.getvalue()


def test_a_log_gets_a_line_every_ten_seconds_and_at_the_end(clock: list[float]):
    assert told(io.StringIO(), clock) == (
        "entries: 1,000 of 20,000\nentries: 12,000 of 20,000\nentries: 20,000 of 20,000\n"
    )


def test_a_terminal_gets_one_line_that_is_written_over(clock: list[float]):
    assert told(Terminal(), clock) == (
        "\rentries: 1,000 of 20,000\rentries: 2,000 of 20,000\rentries: 3,000 of 20,000"
        "\rentries: 12,000 of 20,000\rentries: 20,000 of 20,000\n"
    )


def test_a_shorter_line_leaves_nothing_of_a_longer_one(clock: list[float]):
    stream = Terminal()
    tell = Progress(OutputWrapper(stream))
    for second, what in enumerate(("determinations", "tables")):
        clock[0] = float(second)
        tell(what, 1, 9)

    assert stream.getvalue() == "\rdeterminations: 1 of 9\rtables: 1 of 9        "
