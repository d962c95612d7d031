"""Run `contested` and kill it, as `kill -9` does, at the first time that it comes to a point between two of its steps.

python -m tests.audit.tree.dying POINT witness …
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.tree import cli, files
from audit.tree.notes import Signer
from audit.tree.server import _Handler
from audit.tree.state import State

#: What is done just after the point, by name; "answered" is the one just before it.
POINTS: dict[str, tuple[Any, str]] = {
    "judged": (State, "store"),
    "written": (Path, "replace"),
    "renamed": (files, "_sync"),
    "stored": (Signer, "line"),
    "signed": (_Handler, "_send"),
    "answered": (_Handler, "_send"),
}


def die(*_: object, **__: object) -> None:
    """End here."""
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(step: Callable[..., object]) -> Callable[..., None]:
    """Return a step that is done, and is the last."""

    def last(*given: object, **named: object) -> None:
        step(*given, **named)
        die()

    return last


if __name__ == "__main__":
    point = sys.argv.pop(1)
    owner, name = POINTS[point]
    setattr(owner, name, then_die(getattr(owner, name)) if point == "answered" else die)
    sys.exit(cli.main())
