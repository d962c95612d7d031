"""Who writes, why, and through which door: put into the transaction itself, where the triggers look for it.

Fails closed: a tracked table refuses a write whose transaction carries no attribution, or that of another
transaction. No middleware guesses a user; every writer says `by=`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from audit.errors import MixedAttributionError

#: Letters of a reason that the API and the admin take; more belongs into a note.
MAX_REASON = 2_000


class Principal(Protocol):
    """What the record needs to know of an account."""

    @property
    def id(self) -> UUID:
        """The account."""

    @property
    def partner_id(self) -> UUID | None:
        """The organisation it acts for; None for staff, auditors and fixed accounts."""

    @property
    def key_id(self) -> UUID | None:
        """The API key it came with; None for a person."""


@dataclass(frozen=True, slots=True)
class Door:
    """The way in: api, admin, task, cli or migration, and the request that came through it."""

    channel: str
    request_id: str = ""


_door: ContextVar[Door] = ContextVar("audit_door", default=Door("cli"))  # noqa: B039  # frozen
_writer: ContextVar[UUID | None] = ContextVar("audit_writer", default=None)

#: Called after the commit of every attributed write, with the channel that it came through; filled by apps when ready.
on_written: list[Callable[[str], None]] = []

SETTINGS = ("account", "partner", "key", "channel", "request", "reason", "xid")
_OPEN = (
    "SELECT set_config('audit.account', %s, true), set_config('audit.partner', %s, true),"
    " set_config('audit.key', %s, true), set_config('audit.channel', %s, true),"
    " set_config('audit.request', %s, true), set_config('audit.reason', %s, true),"
    " set_config('audit.xid', pg_current_xact_id()::text, true)"
)
_CLOSE = "SELECT " + ", ".join(f"set_config('audit.{name}', '', true)" for name in SETTINGS)


@contextmanager
def entered(channel: str, request_id: str = "") -> Iterator[None]:
    """Say through which door the writes inside come in."""
    token = _door.set(Door(channel, request_id))
    try:
        yield
    finally:
        _door.reset(token)


@contextmanager
def audited_write(*, by: Principal, reason: str = "", channel: str | None = None) -> Iterator[None]:
    """Open the one transaction of a write, attributed; join the one already open if it is by the same account.

    Raises:
        MixedAttributionError: a write by another account is open.
    """
    outer = _writer.get()
    if outer is not None:
        if outer != by.id:
            raise MixedAttributionError(f"a write by {outer} is open, {by.id} cannot join it")
        yield
        return
    door = _door.get()
    channel = channel or door.channel
    nested = connection.in_atomic_block
    token = _writer.set(by.id)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    _OPEN,
                    [
                        str(by.id),
                        str(by.partner_id or ""),
                        str(by.key_id or ""),
                        channel,
                        door.request_id,
                        reason,
                    ],
                )

            def tell() -> None:
                for callback in on_written:
                    callback(channel)

            transaction.on_commit(tell, robust=True)
            yield
            # A local setting outlives the savepoint it was made in; COMMIT ends it where this block is outermost.
            if nested:
                with connection.cursor() as cursor:
                    cursor.execute(_CLOSE)
    finally:
        _writer.reset(token)
