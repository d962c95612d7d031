"""Show what the programs of a stack have written."""

import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TextIO

LINES = 40


def show(folder: Path, names: list[str], *, follow: bool) -> int:
    """Print the end of the named logs, or of all; with `follow`, whatever comes until interrupted."""
    files = {file.stem: file for file in sorted(folder.glob("*.log"))}
    if missing := [name for name in names if name not in files]:
        print(f"no log is called {', '.join(missing)}; there are: {', '.join(files) or 'none yet'}")
        return 1
    with ExitStack() as stack:
        opened = {name: stack.enter_context(files[name].open(errors="replace")) for name in names or files}
        for name, log in opened.items():
            _print(name, log.read().splitlines()[-LINES:])
        stack.enter_context(suppress(KeyboardInterrupt))
        while follow:
            for name, log in opened.items():
                _print(name, whole_lines(log))
            time.sleep(0.2)
    return 0


def whole_lines(log: TextIO) -> list[str]:
    """Return the lines that have been completed since the last call."""
    start = log.tell()
    text = log.read()
    end = text.rfind("\n") + 1
    if end < len(text):
        log.seek(start)
        text = log.read(end)
    return text.splitlines()


def _print(name: str, lines: list[str]) -> None:
    for line in lines:
        print(f"{name:12} {line}", flush=True)
