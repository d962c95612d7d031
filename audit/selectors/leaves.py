"""What the log's tree is built over: for each entry its two commitments, and nothing else."""

from collections.abc import Iterator

from django.db import connection

from audit.errors import LogDamagedError
from audit.tree.verify import canonical

#: Entries read at a time.
BATCH = 65_536


def leaf(meta: bytes, content: bytes) -> bytes:
    """Return the bytes of a leaf, from the two hashes of an entry."""
    return canonical({"content": content.hex(), "meta": meta.hex(), "v": 1})


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
