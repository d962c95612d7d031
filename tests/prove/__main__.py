"""`./dev prove`: every test and measurement of the record, and one table of what they came to.

Each step is a command of `./dev`, with servers of its own: what one leaves in a database costs the next nothing.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from config.embedded.supervisor import Stopped, stop_on_signals
from tests import figures
from tests.prove import table

_DEV = (sys.executable, "-P", "-m", "config.embedded")

#: What is run, one after the other.
STEPS: dict[str, tuple[str, ...]] = {
    "tests": ("test", "--quiet", "-m", "figure and not soak and not brief"),
    "long tests": ("test", "--verbose", "-m", "figure and soak"),
    "the verifier": ("bench", "tree", "--leaves", "50000"),
    "saves, drains, writes and what they wait for": (
        "bench",
        "log",
    ),
    "pages as of then": (
        "bench",
        "asof",
    ),
}
#: The same for a quick look.
SHORT: dict[str, tuple[str, ...]] = {
    "tests": ("test", "--quiet", "-m", "figure and not soak"),
    "the verifier": ("bench", "tree", "--leaves", "20000", "--entries", "2000"),
    "saves, drains, writes and what they wait for": ("bench", "log", "--short"),
    "pages as of then": ("bench", "asof", "--claims", "10000", "--revisions", "50000"),
}


def main() -> int:
    """Run everything, print the table, and return 0 if every figure holds."""
    parser = argparse.ArgumentParser(prog="dev prove", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a quick look: less is tried")
    is_short = parser.parse_args().short
    stop_on_signals()  # whatever step is running is killed with this, and its guard clears up after it
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "reports"
        kept.touch()
        ended = {name: _ran(name, step, kept) for name, step in (SHORT if is_short else STEPS).items()}
        lines = [*table.judged([*figures.kept(kept)], is_short=is_short)]
    print(f"\n{table.HEAD}")
    print(*lines, sep="\n")
    broken = [name for name, status in ended.items() if status]
    amiss = [line for line in lines if not line.holds]
    print(*(f"ended badly: {name}" for name in broken), sep="\n", end="\n" if broken else "")
    print(f"{len(lines) - len(amiss)} of {len(lines)} hold" if amiss else f"all {len(lines)} hold")
    return 1 if amiss or broken else 0


def _ran(name: str, command: Sequence[str], kept: Path) -> int:
    """Run a step in this terminal, and return its exit status."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    status = subprocess.run(
        [*_DEV, *command], env={**os.environ, figures.KEPT: str(kept)}, check=False
    ).returncode
    print(f"== {name}: {time.monotonic() - began:.0f} s", flush=True)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stopped:
        sys.exit(128 + signal.SIGTERM)
