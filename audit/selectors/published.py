"""The log as it was published: its files by their paths, and the checkpoint over them."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from audit.tree.verify import Checkpoint, Note, RefusedError

CHECKPOINT, KEYS = "checkpoint", "keys"


def fetch(path: str) -> bytes | None:
    """Return a file of the log, or None where there is none."""
    try:
        with storages["log"].open(path) as file:
            data: bytes = file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    return data


def names(folder: str) -> list[str]:
    """Return the names of the files in a folder of the log; none where there is no such folder."""
    try:
        found: list[str] = storages["log"].listdir(folder)[1]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found)


def checkpoint() -> str | None:
    """Return the published checkpoint, a signed note."""
    note = fetch(CHECKPOINT)
    return None if note is None else note.decode()


def keys() -> str:
    """Return the keys by which checkpoints are verified, a line each; the newest first."""
    return (fetch(KEYS) or b"").decode()


def kept() -> str | None:
    """Return the last checkpoint that was signed, from the file that is kept apart from database and folder."""
    try:
        return Path(settings.LOG_HEAD).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def kept_size() -> int:
    """Return how many entries the last signed checkpoint covers; 0 before the first.

    Raises:
        RefusedError: the file is no checkpoint.
    """
    note = kept()
    return 0 if note is None else stated(note).size


def stated(note: str) -> Checkpoint:
    """Return what a checkpoint states, whoever signed it.

    Raises:
        RefusedError: it is no checkpoint.
    """
    return Checkpoint.parse(Note.parse(note).text)


__all__ = [
    "CHECKPOINT",
    "KEYS",
    "RefusedError",
    "checkpoint",
    "fetch",
    "kept",
    "kept_size",
    "keys",
    "names",
    "stated",
]
