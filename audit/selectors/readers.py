"""Who reads, and so what is there to be read: the circles of whoever asks, for as long as they are answered."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from audit.attribution import Principal
from audit.records.seen import EVERYTHING, PUBLIC, ROLE, SCHEMA, SETTING

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
    with _narrowed(_circles(principal), role=ROLE):
        yield


@contextmanager
def reading_openly() -> Iterator[None]:
    """Read what is clear, as whoever comes by; nothing can be written."""
    with _narrowed(PUBLIC, role=ROLE):
        yield


@contextmanager
def writing_as(principal: Principal) -> Iterator[None]:
    """Find and change nothing but what a principal may see, in the transaction that is open."""
    with _narrowed(_circles(principal)):
        yield


def _circles(principal: Principal) -> str:
    """Return as whom somebody reads, as the database has it."""
    if principal.partner_id is None:
        return EVERYTHING
    found = {principal.id, principal.partner_id, *circles_of[-1](principal)}
    return "{" + ",".join(sorted(map(str, found))) + "}"


@contextmanager
def _narrowed(circles: str, *, role: str = "none") -> Iterator[None]:
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set({"search_path": f"{SCHEMA}, public", SETTING: circles, "role": role}, ask=is_nested)
        token = _reading.set(circles)
        try:
            yield
        finally:
            _reading.reset(token)
        if is_nested:
            # A transaction that goes on goes on as it was; one that fails is rolled back to before this.
            _set(before, ask=False)


def _set(settings: Mapping[str, str], *, ask: bool) -> dict[str, str]:
    """Set settings to the end of the transaction; return what they were, where that is asked for."""
    asked = [f"coalesce(current_setting('{name}', true), '')" for name in settings] if ask else []
    given = ["set_config(%s, %s, true)"] * len(settings)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(asked + given)}",
            [part for setting in settings.items() for part in setting],
        )
        return dict(zip(settings, cursor.fetchone(), strict=False)) if ask else {}
