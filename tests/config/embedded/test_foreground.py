"""The commands in the terminal: what `./dev test` gives pytest."""

import os
from pathlib import Path


def test_files_of_tests_are_the_users_own_and_outlive_the_servers(tmp_path: Path):
    # As long as the place goes by the user's id, `sudo -u` and `su`, which leave $USER as it was, do no harm.
    place = Path(os.environ["PYTEST_DEBUG_TEMPROOT"])
    assert tmp_path.is_relative_to(place)
    assert place.name == f"contested-tests-{os.geteuid()}"
    # What the guard of the servers removes must not take from another guard what tells it whom to end.
    assert not place.is_relative_to(Path(os.environ["CONTESTED_STATIC_ROOT"]).parent)
