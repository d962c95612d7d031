"""Who reads, and so what is there to be read: the circles of whoever asks, for as long as they are answered."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from audit.attribution import Principal
from audit.records.seen import EVERYTHING, ROLE, SCHEMA, SETTING

_reading: ContextVar[str] = ContextVar("audit.reading", default=EVERYTHING)


def _nobody(_principal: Principal) -> Collection[UUID]:
    """Return no circles: the record knows no partners."""
    return ()


#: Returns the circles that somebody who acts for a partner is in; the app that knows partners sets it when it is ready.
circles_of: list[Callable[[Principal], Collection[UUID]]] = [_nobody]


def reading() -> str:
    """Return as whom is being read, as the database has it: everything, or circles. What is kept is kept under it."""
    return _reading.get()


@contextmanager
def reading_as(principal: Principal) -> Iterator[None]:
    """Read what a principal may see, whatever is asked meanwhile; nothing can be written.

    Whoever acts for no partner keeps or examines the register, and sees everything.
    """
    with _narrowed(principal):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [ROLE])
        yield


@contextmanager
def writing_as(principal: Principal) -> Iterator[None]:
    """Find and change nothing but what a principal may see, in the transaction that is open."""
    with _narrowed(principal):
        yield


@contextmanager
def _narrowed(principal: Principal) -> Iterator[None]:
    circles = EVERYTHING
    if principal.partner_id is not None:
        found = {principal.id, principal.partner_id, *circles_of[-1](principal)}
        circles = "{" + ",".join(sorted(map(str, found))) + "}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('search_path', %s, true), set_config(%s, %s, true)",
                [f"{SCHEMA}, public", SETTING, circles],
            )
        token = _reading.set(circles)
        try:
            yield
        finally:
            _reading.reset(token)
