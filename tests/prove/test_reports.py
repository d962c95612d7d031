"""What is kept of tests: what they counted, how they ended, and that they did where they say nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import figures
from tests.figures import Report

TESTS = """
import pytest

def test_counts(figure):
    figure("P7", "of chance", mutated=(0, 5), ratio=0.5)
    figure("P2", mismatches=(1, 9))

def test_fails_after_it_reported(figure):
    figure("P1")
    assert 0

def test_fails_before_it_reports(figure):
    assert 0

def test_is_skipped(figure):
    pytest.skip("nothing here to test")

def test_breaks_up(figure, request):
    request.addfinalizer(lambda: 1 / 0)
    figure("P3")

def test_has_no_figure():
    assert 0
"""


@pytest.mark.parametrize("processes", [0, 2])
def test_every_test_that_has_a_figure_is_kept_once_and_no_other(processes: int, tmp_path: Path):
    (tmp_path / "test_them.py").write_text(TESTS)
    kept = tmp_path / "kept"
    alone = [
        "-c",
        "/dev/null",
        "--noconftest",
        "-p",
        "tests.figures",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    command = [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        *alone,
        "-m",
        "figure",
        "-n",
        str(processes),
        "test_them.py",
    ]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=env | {figures.KEPT: str(kept)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 failed, 2 passed, 1 skipped" in done.stdout, done.stdout
    found = {(each.by.rpartition("::")[2], each.figure, each.outcome): each for each in figures.kept(kept)}
    assert found.keys() == {
        ("test_counts", "P7", "passed"),
        ("test_counts", "P2", "passed"),
        ("test_fails_after_it_reported", "P1", "failed"),
        ("test_fails_before_it_reports", "", "failed"),
        ("test_is_skipped", "", "skipped"),
        ("test_breaks_up", "P3", "passed"),
        ("test_breaks_up", "P3", "failed"),
    }
    assert len([*figures.kept(kept)]) == len(found)
    counted = found["test_counts", "P7", "passed"]
    assert counted == Report(
        "P7", "test_them.py::test_counts", "passed", "of chance", {"mutated": [0, 5], "ratio": 0.5}
    )


def test_numbers_of_so_many_are_summed_up_and_measures_are_not():
    reports = [Report("P7", name, numbers={"mutated": (1, 5), "ratio": 0.5}) for name in "ab"]

    assert figures.together(reports) == {"mutated": [(2, 10)], "ratio": [0.5, 0.5]}
