"""Partial tiles and bundles that have grown to full ones: what the published log can do without."""

from collections.abc import Callable

from django.core.files.storage import storages

from audit.errors import LogDamagedError
from audit.selectors import published
from audit.tree import tiles
from audit.tree.verify import RefusedError

#: What partial files are called; anything else in their folder is none of the log's.
_WIDTHS = {str(wide): wide for wide in range(1, tiles.WIDTH)}

Tell = Callable[[str, int, int], None]


def remove(*, tell: Tell) -> int:
    """Remove the partial files of every full one that the published checkpoint covers, and return how many.

    Covered in full, a tile never changes: the sequencer is done with it, and whoever asks for a part of it, as an older
    checkpoint needs it, is given that part of the full one. Each part is held against it first.

    Raises:
        LogDamagedError: a full file is not there or not whole, or a partial one is no beginning of it. It stays.
    """
    note = published.checkpoint()
    size = 0 if note is None else published.stated(note).size
    grown, removed = list(tiles.full(size)), 0
    for done, (level, index) in enumerate(grown, start=1):
        removed += _remove(level, index, size)
        tell("full tiles", done, len(grown))
    return removed


def _remove(level: int | None, index: int, size: int) -> int:
    """Remove the partial files of one tile or bundle that is full at a size of the log."""
    folder = f"{tiles.path(level, index)}.p"
    parts = [name for name in published.names(folder) if name in _WIDTHS]
    if not parts:
        return 0
    try:
        whole = tiles.fetch_tile(level, index, size, published.fetch)
    except RefusedError as error:
        raise LogDamagedError(f"The published log is not whole: {error}.") from error
    for name in parts:
        path = f"{folder}/{name}"
        # None where another run was quicker.
        if published.fetch(path) not in (None, tiles.cut(level, whole, _WIDTHS[name])):
            raise LogDamagedError(f"{path} is no beginning of the full one that it has grown to.")
        storages["log"].delete(path)
    return len(parts)
