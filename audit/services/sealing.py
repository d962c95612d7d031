"""The sequencer: append what was drained to the tree, read it back, and sign how far it goes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from audit.errors import LogBehindError, LogDamagedError
from audit.models.checkpoint import SEALING
from audit.selectors import leaves, positions, published
from audit.services import heads, log
from audit.tree import proofs
from audit.tree.tiles import WIDTH, TileNodes, grow, grow_entries
from audit.tree.verify import Checkpoint, RefusedError, leaf_hash

#: Leaves in memory at a time: whole tiles, two levels deep.
_BATCH = WIDTH * WIDTH


def seal() -> int | None:
    """Seal what is committed, and return the size that the log is now sealed at; None where another is at it.

    At each point a crash leaves a log that the next turn finishes: tiles that no checkpoint covers are written
    again, a checkpoint that was signed and not published is published.

    Raises:
        LogBehindError: the database has less than was signed; nothing is signed until `audit_recover` was run.
        LogDamagedError: tiles, checkpoints or entries contradict what was signed.
        RefusedError: there is no key to sign with.
    """
    by = heads.signers()
    log.drain()
    with _turn() as is_mine:
        if not is_mine:
            return None
        # Asked in this turn: another may have drained and sealed more since. Each length is a consistent cut.
        size = positions.length()
        note, head = heads.latest(by)
        if size < head.size:
            raise LogBehindError(size, head.size)
        if note is not None:
            heads.spread(note, head, by)
        if size > head.size or note is None:
            heads.publish(extend(head, size), by)
    return size


def extend(head: Checkpoint, size: int) -> Checkpoint:
    """Write the tiles up to a size and return the checkpoint over them, once they were read back.

    Raises:
        LogDamagedError: the log as it was sealed is not a beginning of this.
    """
    try:
        for start in range(head.size, size, _BATCH):
            fresh = list(leaves.between(start, min(size, start + _BATCH)))
            for path, data in grow_entries(start, fresh, published.fetch):
                heads.put(path, data)
            for path, data in grow(start, map(leaf_hash, fresh), published.fetch):
                heads.put(path, data)
        longer = Checkpoint(head.origin, size, proofs.root(size, TileNodes(size, published.fetch)))
        heads.check_growth(head, longer)
    except RefusedError as error:
        raise LogDamagedError(f"The log cannot be sealed up to {size}: {error}.") from error
    return longer


@contextmanager
def _turn() -> Iterator[bool]:
    """Have one sequencer at work: yield whether this is the one. Its lock goes with its transaction."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", SEALING)
        yield bool(cursor.fetchone()[0])
