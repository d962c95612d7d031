"""The sequencer: append what was drained to the tree, read it back, and sign how far it goes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from audit.errors import LogBehindError, LogDamagedError
from audit.models.checkpoint import SEALING
from audit.selectors import leaves, positions, published
from audit.services import heads, log, witnesses
from audit.services.heads import Head
from audit.tree import proofs
from audit.tree.notes import Signer
from audit.tree.tiles import WIDTH, TileNodes, grow, grow_entries
from audit.tree.verify import Checkpoint, RefusedError, leaf_hash

#: Leaves in memory at a time: whole tiles, two levels deep.
_BATCH = WIDTH * WIDTH


def seal() -> int | None:
    """Seal what is committed, and return the size that the log is now sealed at; None where another is at it.

    At each point a crash leaves a log that the next turn finishes: tiles that no checkpoint covers are written
    again, a checkpoint that was signed and not published is published. Where the policy asks for witnesses, one is
    published when enough have cosigned it; until then the one before stands, and the log is sealed further.

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
        found = heads.latest(by)
        head = found.signed
        if size < head.checkpoint.size:
            raise LogBehindError(size, head.checkpoint.size)
        is_public = heads.spread(found, by)
        if size > head.checkpoint.size or head.note is None:
            head = heads.sign(extend(head.checkpoint, size), by)
            is_public = heads.offer(head, by)
    # Not in the turn: whoever asks for an instant waits for its end, and a witness may take seconds.
    if not is_public and (lines := witnesses.collect(head, known=found)):
        _add(lines, head, by)
    return size


def _add(lines: str, head: Head, by: tuple[Signer, ...]) -> None:
    """Keep cosignatures, and publish what has enough of them now, unless another sequencer was quicker."""
    with _turn(waits=True):
        last, public = heads.latest(by)
        if public.checkpoint.size >= head.checkpoint.size:
            return
        if last.checkpoint == head.checkpoint:
            heads.offer(heads.cosigned(last, lines), by)
        elif heads.is_cosigned(head := heads.cosigned(head, lines), by):
            heads.publish(head)


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
def _turn(*, waits: bool = False) -> Iterator[bool]:
    """Have one sequencer at work: yield whether this is the one. Its lock goes with its transaction."""
    function = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute(f"SELECT {function}(%s, %s)", SEALING)
        yield waits or bool(cursor.fetchone()[0])
