"""The commands in the terminal: what `./dev test` gives pytest."""

import os
import sys
from pathlib import Path

from config.embedded import foreground


def test_files_of_tests_are_the_users_own_and_outlive_the_servers(tmp_path: Path):
    # As long as the place goes by the user's id, `sudo -u` and `su`, which leave $USER as it was, do no harm.
    place = Path(os.environ["PYTEST_DEBUG_TEMPROOT"])
    assert tmp_path.is_relative_to(place)
    assert place.name == f"contested-tests-{os.geteuid()}"
    # What the guard of the servers removes must not take from another guard what tells it whom to end.
    assert not place.is_relative_to(Path(os.environ["CONTESTED_STATIC_ROOT"]).parent)


def test_the_whole_suite_is_shared_out_and_tests_that_are_named_or_marked_are_not():
    shared = [each for each in foreground.pytest([]) if each.startswith("--dist")]
    assert shared == ["--dist=loadfile"]
    assert foreground.pytest(["--durations=10"])[-1] == "--durations=10"
    assert foreground.pytest(["-k", "ledger", "-n", "1"])[-4:] == ["-k", "ledger", "-n", "1"]
    for named in (["tests/claims"], [f"{__file__}::test"], ["-m", "soak"], ["-msoak"]):
        assert foreground.pytest(named) == [sys.executable, "-P", "-m", "pytest", *named]
