"""Recover from a restore: entries that the database lost come from the tiles, tiles that are gone from the entries."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from django.db import connections, transaction

from audit.errors import LogDamagedError
from audit.models.entry import LOST
from audit.selectors import leaves, published
from audit.services import heads
from audit.tree import verify
from audit.tree.compact import CompactRange
from audit.tree.tiles import WIDTH, fetch_tile, unpack
from audit.tree.verify import Checkpoint, RefusedError, leaf_hash

_DRAIN = (1096110420, 1)
_NOBODY = "00000000-0000-0000-0000-000000000000"
_BATCH = WIDTH * WIDTH

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What there was to do: up to which checkpoint, entries put back, files written anew."""

    size: int
    entries: int
    files: int


def recover(*, using: str, tell: Tell) -> Recovered:
    """Bring database and published log to the last signed checkpoint, as the database's owner.

    Either side may be behind, not both. Nothing is written unless the whole comes to the root that was signed.

    Raises:
        LogDamagedError: the two sides contradict each other, or neither has it all; the message names the first
            index that is wrong.
        RefusedError: there is no key to know checkpoints by.
    """
    head = heads.latest(heads.signers(), is_whole=False).signed.checkpoint
    with transaction.atomic(using=using, durable=True), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _DRAIN)
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_entry")
        (size,) = cursor.fetchone()
        tell(f"the database has {size} entries; the last signed checkpoint covers {head.size}")
        if size >= head.size:
            return Recovered(head.size, 0, _publish_again(head, tell))
        lost = _missing(size, head, tell)
        for start, batch in lost:
            cursor.executemany(
                "INSERT INTO audit_entry (index, table_name, object_id, history_id, schema, meta_salt, content_salt,"
                " meta_hash, content_hash) VALUES (%s, %s, %s, %s, '', '', '', decode(%s, 'hex'), decode(%s, 'hex'))",
                [
                    (start + at, LOST, _NOBODY, start + at, *commitments(each))
                    for at, each in enumerate(batch)
                ],
            )
            tell(f"put back entries {start} to {start + len(batch) - 1}")
    return Recovered(head.size, head.size - size, 0)


def _missing(size: int, head: Checkpoint, tell: Tell) -> list[tuple[int, list[bytes]]]:
    """Return the leaves from a size up to a checkpoint, once the whole log was held against it."""
    edge, found = CompactRange(), []
    own = leaves.between(0, size)
    for start in range(0, head.size, WIDTH):
        sealed = _bundle(start // WIDTH, head.size)
        for index, (theirs, ours) in enumerate(zip(sealed, islice(own, WIDTH), strict=False), start):
            if theirs != ours:
                raise LogDamagedError(
                    f"The database is no earlier state of this log: entry {index} is not what was sealed."
                )
        edge.extend(map(leaf_hash, sealed))
        if start + len(sealed) > size:
            kept = max(0, size - start)
            found.append((start + kept, sealed[kept:]))
        if start % _BATCH == 0:
            tell(f"read {start} of {head.size} leaves")
    if edge.root() != head.root:
        raise LogDamagedError("The published entries do not come to the root that was signed.")
    return found


def _bundle(index: int, size: int) -> list[bytes]:
    """Return the leaves of an entry bundle."""
    try:
        return unpack(fetch_tile(None, index, size, published.fetch))
    except RefusedError as error:
        raise LogDamagedError(f"The published log is not whole: {error}.") from error


def commitments(leaf: bytes) -> tuple[str, str]:
    """Return the two hashes of a leaf, in hexadecimal."""
    meta, content = (
        leaf.decode().removeprefix('{"content":"').removesuffix('","v":1}').split('","meta":"')[::-1]
    )
    if verify.leaf(bytes.fromhex(meta), bytes.fromhex(content)) != leaf:
        raise LogDamagedError(f"{leaf[:200]!r} is no leaf of this log.")
    return meta, content


def _publish_again(head: Checkpoint, tell: Tell) -> int:
    """Write the files of the published log that are gone or altered, and return how many."""
    edge = CompactRange()
    edge.extend(map(leaf_hash, leaves.between(0, head.size)))
    if edge.root() != head.root:
        raise LogDamagedError("The entries of the database do not come to the root that was signed.")
    count = 0
    for path, data in leaves.files(head.size):
        if published.fetch(path) != data:
            heads.put(path, data)
            tell(f"wrote {path}")
            count += 1
    return count
