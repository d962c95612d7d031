"""The folder in which the log is published: each file is whole and on disk once written, or not there at all."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from audit.tree import files


class DurableStorage(FileSystemStorage):
    """A folder whose files survive the machine as soon as they are written; written again, they are replaced."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's
        """Return the name itself: a path of the log means one thing."""
        return name

    def _save(self, name: str, content: Any) -> str:
        files.replace(Path(self.path(name)), content.read())
        return name

    def delete(self, name: str) -> None:
        """Remove a file, and its folder with the last one in it."""
        super().delete(name)
        with suppress(OSError):
            Path(self.path(name)).parent.rmdir()
