"""Files that are whole and on disk once written, or not there at all."""

import os
import tempfile
from pathlib import Path


def replace(file: Path, data: bytes) -> None:
    """Write a file, whole and on disk before this returns, in the place of one that may be there."""
    made = [folder for folder in [file.parent, *file.parent.parents] if not folder.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        _write(descriptor, data)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for folder in {file.parent, *(folder.parent for folder in made)}:
        _sync(folder)


def create(file: Path, data: bytes, *, mode: int) -> None:
    """Write a new file with these rights, on disk before this returns.

    Raises:
        FileExistsError: there is one.
    """
    _write(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), data)
    _sync(file.parent)


def _write(descriptor: int, data: bytes) -> None:
    """Write what is then on disk, and close."""
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def _sync(folder: Path) -> None:
    """Have a folder's own entries on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
