"""Rows as they stood at a log size: for each id its latest revision below it."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models


def rows(
    model: type[models.Model], ids: Collection[UUID], *, size: int, columns: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield the named columns of each record that stood at `size` entries, with `first_index`.

    `first_index` is the entry the record came with. The answer is a function of the log alone: entries are never
    changed, so asking again later gives the same rows.
    """
    if not ids:
        return
    history = _history_table(model)
    named = ", ".join(f'h."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT (SELECT min(f.index) FROM audit_entry f WHERE f.object_id = k.id AND f.table_name = %s), {named}
            FROM unnest(%s::uuid[]) AS k (id) CROSS JOIN LATERAL (
                SELECT r.* FROM audit_entry e JOIN "{history}" r ON r.history_id = e.history_id
                WHERE e.object_id = k.id AND e.table_name = %s AND e.index < %s
                ORDER BY e.index DESC LIMIT 1
            ) h WHERE h.history_type <> '-'
            """,  # nosec B608 # noqa: S608  # names of our own tables and columns
            [model._meta.db_table, list(ids), model._meta.db_table, size],
        )
        names = ("first_index", *columns)
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def ever(model: type[models.Model], column: str, values: Collection[UUID]) -> list[UUID]:
    """Return the ids of records that have ever had one of the values in a column."""
    if not values:
        return []
    history = _history_table(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT DISTINCT id FROM "{history}" WHERE "{column}" = ANY(%s)',  # nosec B608 # noqa: S608
            [list(values)],
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _history_table(model: type[models.Model]) -> str:
    """Return the name of a model's history table; asking simple-history builds a manager class each time."""
    table: str = model.history.model._meta.db_table  # type: ignore[attr-defined]
    return table
