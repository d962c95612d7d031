"""Positions in the log: which are there, when they were, and reading the whole register as of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from audit.errors import UnknownPositionError
from audit.models import Checkpoint
from audit.models.checkpoint import SEALING
from audit.records.past import SCHEMA, SETTING


@dataclass(frozen=True, slots=True)
class Position:
    """The first `size` entries of the log, the last of which came in `at`; of none there is no time."""

    size: int
    at: datetime | None


_standing: ContextVar[Position | None] = ContextVar("audit.standing", default=None)


def standing() -> Position | None:
    """Return the position that is being read as of; None for the register as it is."""
    return _standing.get()


def length() -> int:
    """Return how many entries the log has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_entry")
        return int(cursor.fetchone()[0])


def of_size(size: int) -> Position:
    """Return the position of so many entries.

    Raises:
        UnknownPositionError: the log is not that long.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(index) + 1, 0), (SELECT drained_at FROM audit_entry WHERE index = %s)"
            " FROM audit_entry",
            [size - 1],
        )
        length, at = cursor.fetchone()
    if size > length:
        raise UnknownPositionError(f"The log has {length} entries, not {size}.", code="beyond_the_log")
    return Position(size, at)


def of_instant(instant: datetime) -> Position:
    """Return the position of the last checkpoint that was published by an instant.

    Raises:
        UnknownPositionError: the instant is still to come, or no checkpoint was published by then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s > clock_timestamp(), coalesce(max(signed_at) > %s, false) FROM audit_checkpoint",
            [instant, instant],
        )
        is_to_come, is_past = cursor.fetchone()
        if is_to_come:
            raise UnknownPositionError("What will be known then is not known yet.", code="still_to_come")
        if not is_past:
            # A checkpoint that is being signed may bear an earlier time than this: its row is waited for.
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", SEALING)
    signed = Checkpoint.objects.filter(signed_at__lte=instant).order_by("-signed_at", "-size")
    size = signed.values_list("size", flat=True).first()
    if size is None:
        raise UnknownPositionError(
            "No checkpoint was published by then; a log size names any position.", code="no_checkpoint"
        )
    return of_size(size)


def nearest(instant: datetime) -> Position:
    """Return the position of the last checkpoint by an instant, of the first one where all are later.

    Raises:
        UnknownPositionError: there is no checkpoint at all.
    """
    by_then = Checkpoint.objects.filter(signed_at__lte=instant).order_by("-signed_at", "-size")
    later = Checkpoint.objects.order_by("size")
    for found in (by_then, later):
        if (size := found.values_list("size", flat=True).first()) is not None:
            return of_size(size)
    raise UnknownPositionError(
        "No checkpoint has been published yet; `known_at` takes a log size.", code="no_checkpoint"
    )


@contextmanager
def reading_as_of(position: Position) -> Iterator[None]:
    """Read the register as of a position, whatever is asked meanwhile; nothing can be written."""
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('search_path'), set_config('search_path', %s, true),"
                " set_config(%s, %s, true)",
                [f"{SCHEMA}, public", SETTING, str(position.size)],
            )
            before = cursor.fetchone()[0]
        token = _standing.set(position)
        try:
            yield
        finally:
            _standing.reset(token)
        if is_nested:
            # A transaction that goes on goes on as it was; one that fails is rolled back to before this.
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('search_path', %s, true)", [before])
