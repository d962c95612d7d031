"""Outlive the process that started this one, and end the children that it left.

`python -m config.embedded.guard RUN [REMOVE]`: reads standard input until its end, which comes when the
parent closes it or dies, however it dies; then clears the run folder and removes REMOVE, where one is named.
"""

import shutil
import signal
import sys
from pathlib import Path

from config.embedded.process import clear


def main(run: str, remove: str | None = None) -> None:
    """Wait for the end of the parent and clear up after it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clear(Path(run))
    if remove:
        shutil.rmtree(remove, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
