"""The table: only what was reported, by tests that passed, comes to anything."""

import pytest

from tests.figures import Report
from tests.prove import table
from tests.prove.bars import FIGURES, TESTS
from tests.prove.table import Line

FULL = {"genuine": (10_000, 10_000), "mutated": (0, 10_000), "agreed": (20_000, 20_000)}


def line(shows: str, *reports: Report, is_short: bool = False) -> Line:
    """Return the line that begins so, of the table of some reports."""
    return next(each for each in table.judged(reports, is_short=is_short) if each.shows.startswith(shows))


def test_a_figure_of_which_nothing_was_reported_does_not_hold():
    lines = [*table.judged([], is_short=False)]

    assert [(each.figure, each.measured, each.holds) for each in lines] == [
        (figure, "not shown", False) for figure, rows in FIGURES.items() for _ in rows
    ]
    assert list(FIGURES) == [f"P{number}" for number in range(1, 17)]


@pytest.mark.parametrize(
    ("number", "measured", "holds"),
    [
        ((0, 10_000), "0 of 10,000", True),
        ((1, 10_000), "1 of 10,000", False),
        ((0, 9_999), "0 of 9,999", False),
    ],
)
def test_what_must_never_happen_is_tried_often_enough(number: tuple[int, int], measured: str, holds: bool):  # noqa: FBT001
    found = line("mutated", Report("P7", "a test", numbers={"mutated": number}))

    assert found == Line("P7", "mutated proofs accepted", "0 of 10,000", measured, holds)


@pytest.mark.parametrize(
    ("number", "holds"), [((120, 120), True), ((121, 121), True), ((119, 120), False), ((119, 119), False)]
)
def test_what_must_happen_happens_each_time_and_often_enough(number: tuple[int, int], holds: bool):  # noqa: FBT001
    assert (
        line("pairs of checkpoints of T", Report("P7", "a test", numbers={"public_log": number})).holds
        == holds
    )


def test_what_several_tests_tried_is_summed_up():
    halves = [Report("P2", name, numbers={"mismatches": (0, 2_500)}) for name in ("one", "other")]

    assert line("commits", *halves).measured == "0 of 5,000"


def test_of_several_measures_the_worst_counts():
    reports = [Report("P9", "bench", numbers={"throughput": ratio}) for ratio in (0.95, 0.89)]

    assert line("writes a second", *reports) == Line(
        "P9", "writes a second of 16 clients, to those without the log", "≥ 0.90", "0.89", holds=False
    )


def test_a_quick_look_has_lower_bars():
    report = Report("P2", "a test", numbers={"mismatches": (0, 600)})

    assert line("commits", report, is_short=True).holds
    assert not line("commits", report).holds


def test_a_test_that_failed_or_was_skipped_is_named_whatever_it_reported():
    lines = [
        *table.judged(
            [
                Report("P7", "tests/a.py::one", "failed", numbers=dict(FULL)),
                Report("", "tests/b.py::two", "skipped"),
            ],
            is_short=False,
        )
    ]

    assert [each for each in lines if each.bar == "passed"] == [
        Line("P7", "tests/a.py::one", "passed", "failed", holds=False),
        Line("", "tests/b.py::two", "passed", "skipped", holds=False),
    ]


def test_the_tests_of_a_figure_are_counted():
    reports = [Report("P1", f"test {number}") for number in range(322)]

    assert line("ways to write", *reports) == Line(
        "P1",
        "ways to write 14 tables that leave a revision like the row",
        "all of 322",
        "322 of 322",
        holds=True,
    )
    assert not line("ways to write", *reports[1:]).holds
    assert FIGURES["P1"][0].number == TESTS
