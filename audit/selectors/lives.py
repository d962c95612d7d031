"""The revisions of many records at once, kept for as long as they are asked for at one log size after another.

The answers are those of `audit.selectors.as_of`; asked of a few hundred records at a hundred sizes, they cost a query
for each kind in place of several for each record and size.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = dict[str, Any]
Model = type[models.Model]


class Lives:
    """What is remembered of records, from the entries below a log size.

    `columns` names, for each kind that will be asked for, all columns that will be.
    """

    def __init__(self, columns: Mapping[Model, Collection[str]], *, below: int) -> None:
        self._columns = columns
        self._below = below
        #: By record: the indexes of its entries, and at each of them how it stood, or that it was gone.
        self._lives: dict[Model, dict[UUID, tuple[list[int], list[Row | None]]]] = {m: {} for m in columns}
        self._ever: dict[tuple[Model, str], dict[UUID, list[UUID]]] = {}

    def learn(self, model: Model, ids: Collection[UUID]) -> None:
        """Remember every revision of the records that are not remembered yet."""
        known = self._lives[model]
        unknown = [id_ for id_ in set(ids) if id_ not in known]
        if not unknown:
            return
        names = tuple(self._columns[model])
        known.update((id_, ([], [])) for id_ in unknown)
        with connection.cursor() as cursor:
            cursor.execute(_revisions(model, names), [model._meta.db_table, unknown, self._below])
            for object_id, index, operation, *values in cursor.fetchall():
                indexes, rows = known[object_id]
                indexes.append(index)
                row = dict(zip(names, values, strict=True), first_index=indexes[0])
                rows.append(None if operation == "-" else row)

    def revisions(self, model: Model, ids: Collection[UUID]) -> Iterator[Row]:
        """Yield the records as they stood after each of their entries."""
        self.learn(model, ids)
        for id_ in ids:
            yield from (row for row in self._lives[model][id_][1] if row is not None)

    def rows(
        self, model: Model, ids: Collection[UUID], /, *, size: int, columns: Collection[str]
    ) -> Iterator[Row]:
        """Yield each record that stood at a size, with the columns that were named for its kind."""
        assert set(columns) <= set(self._columns[model])  # noqa: S101  # whoever made this forgot one
        self.learn(model, ids)
        for id_ in ids:
            indexes, rows = self._lives[model][id_]
            place = bisect_left(indexes, size)
            row = rows[place - 1] if place else None
            if row is not None:
                yield row

    def ever(self, model: Model, column: str, values: Collection[UUID], /) -> list[UUID]:
        """Return the ids of records that have ever had one of the values in a column."""
        known = self._ever.setdefault((model, column), {})
        unknown = [value for value in set(values) if value not in known]
        if unknown:
            known.update((value, []) for value in unknown)
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT DISTINCT "{column}", id FROM {_history(model)} WHERE "{column}" = ANY(%s)',  # noqa: S608
                    [unknown],
                )
                for value, id_ in cursor.fetchall():
                    known[value].append(id_)
        return list({id_ for value in values for id_ in known[value]})


def _revisions(model: Model, names: Collection[str]) -> str:
    named = ", ".join(f'r."{name}"' for name in names)
    return (
        f"SELECT e.object_id, e.index, r.history_type, {named} FROM audit_entry e"  # noqa: S608  # our own names
        f" JOIN {_history(model)} r ON r.history_id = e.history_id"
        " WHERE e.table_name = %s AND e.object_id = ANY(%s) AND e.index < %s ORDER BY e.index"
    )


def _history(model: Model) -> str:
    return f'"{model.history.model._meta.db_table}"'  # type: ignore[attr-defined]
