"""What the log's tree is built over: for each entry its two commitments, and nothing else."""

from collections.abc import Iterator

from django.db import connection

from audit.errors import LogBehindError, LogDamagedError
from audit.selectors import positions, published
from audit.tree.tiles import grow, grow_entries, parse_path, width
from audit.tree.verify import leaf, leaf_hash

#: Entries read at a time.
BATCH = 65_536


def unsealed() -> int:
    """Return how many entries no checkpoint covers yet.

    Raises:
        LogBehindError: there are fewer entries than were signed.
    """
    entries, signed = positions.length(), published.kept_size()
    if entries < signed:
        raise LogBehindError(entries, signed)
    return entries - signed


def between(start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves of the entries from start up to end.

    Raises:
        LogDamagedError: an index is missing.
    """
    for first in range(start, end, BATCH):
        yield from _batch(first, min(end, first + BATCH))


def _batch(start: int, end: int) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index, meta_hash, content_hash FROM audit_entry WHERE index >= %s AND index < %s ORDER BY index",
            [start, end],
        )
        rows = cursor.fetchall()
    for wanted, (index, meta, content) in zip(range(start, end), rows, strict=False):
        if index != wanted:
            raise LogDamagedError(f"The log has no entry {wanted}.")
        yield leaf(bytes(meta), bytes(content))
    if len(rows) < end - start:
        raise LogDamagedError(f"The log has no entry {start + len(rows)}.")


def files(end: int) -> Iterator[tuple[str, bytes]]:
    """Yield every file that the log of a size consists of, made from the entries alone."""
    made: dict[str, bytes] = {}
    for start in range(0, end, BATCH):
        fresh = list(between(start, min(end, start + BATCH)))
        tiles = dict(grow(start, map(leaf_hash, fresh), made.get))
        made |= tiles
        for path, data in (*grow_entries(start, fresh, made.get), *tiles.items()):
            level, index, wide = parse_path(path)
            # A tile that a later batch makes wider is none of this size.
            if wide == width(level or 0, index, end):
                yield path, data
