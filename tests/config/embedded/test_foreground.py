"""The commands in the terminal: what `./dev test` gives pytest."""

import os
from pathlib import Path


def test_the_files_of_tests_go_with_the_servers(tmp_path: Path):
    # As long as the folder is this run's own, `sudo -u` and `su`, which leave $USER as it was, do no harm.
    assert tmp_path.is_relative_to(os.environ["PYTEST_DEBUG_TEMPROOT"])
    assert (
        Path(os.environ["CONTESTED_STATIC_ROOT"]).parent == Path(os.environ["PYTEST_DEBUG_TEMPROOT"]).parent
    )
