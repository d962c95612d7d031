"""Who reads, and so what is there to be read: the circles of whoever asks, for as long as they are answered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from audit.attribution import Principal
from audit.records.seen import EVERYTHING, PUBLIC, ROLE, SCHEMA, SETTING

#: Queries for the groups that one of `%s`, an account and its partner, is in; the app that knows groups adds its own.
groups: list[str] = []

_SETTINGS = ("search_path", SETTING, "role")
_NOW = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _SETTINGS)
#: What the circles are set to: a text, or those of an account and its partner.
_GIVEN = "%s"
_OWN = "(SELECT '{{' || string_agg(c::text, ',' ORDER BY c) || '}}' FROM (SELECT unnest(%s::uuid[]){groups}) o (c))"


NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever comes by: of no partner that there is, so that nobody takes them for somebody of the register's own."""

    id: UUID = NOBODY
    partner_id: UUID = NOBODY
    key_id: None = None


ANYONE = Anyone()


def is_narrowed(reader: Principal) -> bool:
    """Return whether there may be what a reader does not see.

    Whoever acts for no partner keeps or examines the register, and sees everything.
    """
    return reader.partner_id is not None


@contextmanager
def reading_as(principal: Principal) -> Iterator[None]:
    """Read what a principal may see, whatever is asked meanwhile; nothing can be written."""
    with _narrowed(*_circles(principal), role=ROLE):
        yield


@contextmanager
def reading_openly() -> Iterator[None]:
    """Read what is clear, as whoever comes by; nothing can be written."""
    with reading_as(ANYONE):
        yield


@contextmanager
def writing_as(principal: Principal) -> Iterator[None]:
    """Find and change nothing but what a principal may see, in the transaction that is open."""
    with _narrowed(*_circles(principal)):
        yield


def _circles(principal: Principal) -> tuple[str, list[str | list[UUID]]]:
    """Return SQL for the circles of a principal, as they are at that moment, and its parameters."""
    if isinstance(principal, Anyone):
        return _GIVEN, [PUBLIC]
    if not is_narrowed(principal):
        return _GIVEN, [EVERYTHING]
    own: list[UUID] = [each for each in (principal.id, principal.partner_id) if each]
    return _OWN.format(groups="".join(f" UNION {query}" for query in groups)), [own] * (1 + len(groups))


@contextmanager
def _narrowed(circles: str, given: Sequence[str | list[UUID]], *, role: str = "none") -> Iterator[None]:
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(f"{SCHEMA}, public", circles, given, role)
        yield
        if is_nested:
            # A transaction that goes on goes on as it was; one that fails is rolled back to before this.
            _set(before[0], _GIVEN, [before[1]], before[2] or "none")


def _set(path: str, circles: str, given: Sequence[str | list[UUID]], role: str) -> Sequence[str]:
    """Set search path, circles and role to the end of the transaction; return what they were.

    Fails while the schema is not there, as during a migration: the path would lead past it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_NOW}, '{SCHEMA}'::regnamespace, set_config('search_path', %s, true),"
            f" set_config('{SETTING}', {circles}, true), set_config('role', %s, true)",
            [path, *given, role],
        )
        found: Sequence[str] = cursor.fetchone()[: len(_SETTINGS)]
        return found
