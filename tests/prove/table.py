"""Reports held against the bars, as one table."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tests.figures import Number, Report, together
from tests.prove.bars import FIGURES, TESTS, Row

NOT_SHOWN = "not shown"
HEAD = f"{'':<5}{'what it shows':<66}{'the bar':>15}{'measured':>20}  holds"


@dataclass(frozen=True)
class Line:
    """A line of the table: what it shows, what it has to come to, what it came to."""

    figure: str
    shows: str
    bar: str
    measured: str
    holds: bool

    def __str__(self) -> str:
        answer = "yes" if self.holds else "NO"
        return f"{self.figure:<5}{self.shows:<66}{self.bar:>15}{self.measured:>20}  {answer}"


def judged(reports: Collection[Report], *, is_short: bool) -> Iterator[Line]:
    """Yield a line for each bar, and one for each test that reported and did not pass, whatever it reported."""
    for figure, rows in FIGURES.items():
        own = [report for report in reports if report.figure == figure]
        failed = [report for report in own if report.outcome != "passed"]
        numbers = together(own)
        if own:
            numbers[TESTS] = [(len(own) - len(failed), len(own))]
        for row in rows:
            yield _held(figure, row, numbers.get(row.number, []), is_short=is_short)
        yield from _failures(figure, failed)
    others = (report for report in reports if report.figure not in FIGURES)
    yield from _failures("", (report for report in others if report.outcome != "passed"))


def _failures(figure: str, failed: Iterable[Report]) -> Iterator[Line]:
    for report in failed:
        yield Line(figure, report.by, "passed", report.outcome, holds=False)


def _held(figure: str, row: Row, given: list[Number], *, is_short: bool) -> Line:
    height = row.bar.short if is_short else row.bar.height
    measured, holds = _measured(row.bar.kind, height, given) if given else (NOT_SHOWN, False)
    words = {"none": "0 of {}", "all": "all of {}", "least": "≥ {}", "most": "≤ {}"}
    return Line(figure, row.shows, words[row.bar.kind].format(_told(height)), measured, holds)


def _measured(kind: str, height: float, given: list[Number]) -> tuple[str, bool]:
    """Return what was measured as text, and whether it is enough."""
    if kind in ("none", "all"):
        ((of, many),) = given
        return f"{of:,} of {many:,}", many >= height and of == (0 if kind == "none" else many)
    # Of several measures the worst counts.
    worst = (min if kind == "least" else max)(given)
    return _told(worst), worst >= height if kind == "least" else worst <= height


def _told(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"
