"""The log as it was published: its files by their paths, and the checkpoint over them."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from audit.tree.verify import Checkpoint, Note, RefusedError

CHECKPOINT, KEYS, WITNESSES = "checkpoint", "keys", "witnesses"


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
    """Return the published checkpoint, a signed note; bytes that are no text make it none that anybody signed."""
    note = fetch(CHECKPOINT)
    return None if note is None else note.decode(errors="replace")


def keys() -> str:
    """Return the keys by which checkpoints are verified, a line each; the newest first."""
    return (fetch(KEYS) or b"").decode()


def witnesses() -> str:
    """Return the keys of the witnesses that are asked to cosign, a line each; empty where nobody is."""
    return (fetch(WITNESSES) or b"").decode()


def size() -> int:
    """Return how many entries the published checkpoint covers; 0 before the first.

    Raises:
        RefusedError: the file is no checkpoint.
    """
    note = checkpoint()
    return 0 if note is None else stated(note).size


def unpublished() -> int:
    """Return how many entries are sealed under a checkpoint that waits for its witnesses.

    Raises:
        RefusedError: a file is no checkpoint.
    """
    return max(0, kept_size() - size())


def kept() -> str | None:
    """Return the last checkpoint that was signed, from the file that is kept apart from database and folder."""
    try:
        return Path(settings.LOG_HEAD).read_text(encoding="utf-8", errors="replace")
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
    "WITNESSES",
    "RefusedError",
    "checkpoint",
    "fetch",
    "kept",
    "kept_size",
    "keys",
    "names",
    "size",
    "stated",
    "unpublished",
    "witnesses",
]
