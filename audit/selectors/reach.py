"""How far the ids of a kind reached at a log size: a list as of then begins there.

The latest first, a list would otherwise pass by everything that came later: by a million records, to show the first
fifty. Ids grow with time and not quite with the log, so the bound is read off the log itself. Its entries never
change, and so what was found once for a whole block of them is kept by the process.
"""

from threading import Lock
from uuid import UUID

from django.db import connection, models

#: Entries of a block; and blocks that are read at once, which takes a fraction of a second.
BLOCK, AT_ONCE = 4096, 128

#: Below every id.
NOTHING = str(UUID(int=0))
_FARTHEST = 'max(object_id::text COLLATE "C")'


def of(model: type[models.Model], size: int) -> UUID:
    """Return the largest id among the records of a kind that came in with the first `size` entries; else zeros."""
    table = model._meta.db_table
    whole = size // BLOCK
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_FARTHEST} FROM public.audit_entry WHERE index >= %s AND index < %s AND table_name = %s",  # noqa: S608
            [whole * BLOCK, size, table],
        )
        rest = cursor.fetchone()[0] or ""
    return UUID(max(_kept.up_to(whole).get(table, ""), rest) or NOTHING)


class _Kept:
    """For each number of whole blocks, how far the ids of each table reach in them, by database."""

    def __init__(self) -> None:
        self._reached: dict[str, list[dict[str, str]]] = {}
        self._lock = Lock()

    def up_to(self, blocks: int) -> dict[str, str]:
        """Return what so many blocks reach, after reading those that nobody asked of yet."""
        with self._lock:
            reached = self._reached.setdefault(str(connection.settings_dict["NAME"]), [{}])
            while len(reached) <= blocks:
                first = len(reached) - 1
                reached += self._read(reached[-1], first, min(first + AT_ONCE, blocks))
            return reached[blocks]

    def _read(self, before: dict[str, str], first: int, beyond: int) -> list[dict[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT index / {BLOCK}, table_name, {_FARTHEST} FROM public.audit_entry"  # noqa: S608
                " WHERE index >= %s AND index < %s GROUP BY 1, 2",
                [first * BLOCK, beyond * BLOCK],
            )
            rows = cursor.fetchall()
        farthest: dict[int, dict[str, str]] = {}
        for block, table, id_ in rows:
            farthest.setdefault(block, {})[table] = id_
        found = [before]
        for block in range(first, beyond):
            new = farthest[block]
            found.append({**found[-1], **{table: max(found[-1].get(table, ""), new[table]) for table in new}})
        return found[1:]


_kept = _Kept()
