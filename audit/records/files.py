"""The folder in which the log is published: each file is whole and on disk once written, or not there at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """A folder whose files survive the machine as soon as they are written; written again, they are replaced."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's
        """Return the name itself: a path of the log means one thing."""
        return name

    def _save(self, name: str, content: Any) -> str:
        replace(Path(self.path(name)), content.read())
        return name

    def delete(self, name: str) -> None:
        """Remove a file, and its folder with the last one in it."""
        super().delete(name)
        with suppress(OSError):
            Path(self.path(name)).parent.rmdir()


def replace(file: Path, data: bytes) -> None:
    """Write a file, whole and on disk before this returns, in the place of one that may be there."""
    made = [folder for folder in [file.parent, *file.parent.parents] if not folder.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for folder in {file.parent, *(folder.parent for folder in made)}:
        _sync(folder)


def _sync(folder: Path) -> None:
    """Have a folder's own entries on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
