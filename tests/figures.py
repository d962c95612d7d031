"""Figures of the record: what tests and measurements report, for `./dev prove` to hold against its bars.

A test says what it counted, and never whether that is enough: the bars stand in `tests/prove/bars.py`, and a test that
fails, is skipped or reports nothing shows nothing. A number is one of `(of which, so many)`, or a measure.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

#: Where reports are kept, a line of JSON each, if anybody asks for them.
KEPT = "CONTESTED_FIGURES"

Number = float | tuple[float, float] | list[float]
Figure = Callable[..., None]


@dataclass(frozen=True)
class Report:
    """What a test or a measurement came to; the figure is empty where it ended before it named one."""

    figure: str
    by: str
    outcome: str = "passed"
    words: str = ""
    numbers: dict[str, Number] = field(default_factory=dict)


_reports: list[Report] = []


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Have a test counted under a figure, such as P1, with the numbers that it came to and words if it has any."""
    return lambda name, words="", **numbers: record_property("figure", (name, words, numbers))


def measured(name: str, *, by: str, **numbers: Number) -> None:
    """Report what a measurement came to."""
    _keep(Report(name, by, numbers=numbers))


def kept(file: Path) -> Iterator[Report]:
    """Yield what was reported."""
    for line in file.read_text().splitlines():
        yield Report(**json.loads(line))


def _keep(report: Report) -> None:
    if file := os.environ.get(KEPT):
        with Path(file).open("a") as lines:
            lines.write(f"{json.dumps(asdict(report))}\n")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that report a figure, so that `-m figure` finds them."""
    for item in items:
        if "figure" in getattr(item, "fixturenames", ()):
            item.add_marker("figure")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what a test reported, and how it ended."""
    if "figure" not in report.keywords or (report.when != "call" and report.passed):
        return
    told = [value for name, value in report.user_properties if name == "figure"]
    for name, words, numbers in told or [("", "", {})]:
        found = Report(name, report.nodeid, report.outcome, words, numbers)
        _reports.append(found)
        if "PYTEST_XDIST_WORKER" not in os.environ:  # the process that gives out the work keeps them all
            _keep(found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, to be quoted."""
    figures: dict[str, list[Report]] = defaultdict(list)
    for report in _reports:
        figures[report.figure].append(report)
    if figures:
        terminalreporter.section("figures of the record")
    for name, found in sorted(figures.items()):
        passed = sum(report.outcome == "passed" for report in found)
        line = [f"{name or 'no figure named'}: {passed} of {len(found)}", *_numbers(found)]
        terminalreporter.line("; ".join([*line, *(report.words for report in found if report.words)]))


def together(found: Iterable[Report]) -> dict[str, list[Number]]:
    """Return the numbers of several reports by their names; those of so many are summed up."""
    numbers: dict[str, list[Number]] = defaultdict(list)
    for report in found:
        for name, number in report.numbers.items():
            numbers[name].append(number)
    return {
        name: given if isinstance(given[0], int | float) else [tuple(map(sum, zip(*given, strict=True)))]
        for name, given in numbers.items()
    }


def _numbers(found: Iterable[Report]) -> Iterator[str]:
    for name, given in together(found).items():
        for number in given:
            told = f"{number:g}" if isinstance(number, int | float) else f"{number[0]} of {number[1]}"
            yield f"{name.replace('_', ' ')} {told}"
