"""Fold the log: what its entries come to, one after the other, against what stands in the tables.

A revision is a whole record, so folding a record's revisions gives its last; that each of them does follow the one
before is looked at by itself. Everything is read in one snapshot, in which what waits in the outbox comes after the
entries. Selects alone, so that the application's role may ask.
"""

# ruff: noqa: S608 - names of our own tables and columns
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from audit.models import Schema
from audit.models.entry import LOST
from audit.records import tracked_models
from audit.selectors import commitments, statements

#: Entries whose commitments are computed in one statement.
BATCH = 50_000
#: Kinds of differences, with what there is too much of.
KINDS = {
    "gap": "gaps in the indexes",
    "unknown": "entries of no known schema",
    "unfounded": "entries without a revision",
    "astray": "entries that name another record than their revision",
    "meta": "entries whose meta is not what they commit to",
    "content": "entries whose content is not what they commit to",
    "stuck": "outbox rows that can get no entry",
    "unsealed": "revisions without an entry",
    "number": "revisions that do not follow the one before",
    "missing": "rows missing",
    "extra": "rows that no entry tells of",
    "differs": "rows that differ",
}
#: Where a difference in the log itself is counted.
LOG = "audit_entry"

#: Told what is being looked at, how far it has come, and how far it goes.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the log has it."""

    kind: str
    table: str
    object_id: UUID | None = None
    index: int | None = None
    history_id: int | None = None
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = {
            "": self.table,
            "record": self.object_id,
            "history": self.history_id,
            "index": self.index,
            "columns": ", ".join(self.columns) or None,
        }
        return " ".join(f"{name} {part}".strip() for name, part in parts.items() if part is not None)


@dataclass
class Folded:
    """What was compared, what was found, and of each sort the first; how many entries are lost or erased."""

    size: int
    lost: int
    erased: int
    entries: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], Difference] = field(default_factory=dict)

    @property
    def checked(self) -> int:
        """Everything that was held against something else: entries and rows."""
        return self.entries.total() + self.rows.total()

    @property
    def differing(self) -> int:
        """How many differences there are."""
        return self.found.total()

    @property
    def first(self) -> Difference | None:
        """The difference at the lowest index; one that has none comes last."""
        return min(
            self.examples.values(),
            key=lambda each: (each.index is None, each.index or 0, list(KINDS).index(each.kind)),
            default=None,
        )

    @property
    def told(self) -> str:
        """The first difference in words, or else what is lost."""
        if self.first is not None:
            return f"{KINDS[self.first.kind]}: {self.first}"
        return f"of {self.lost} entries a restore has left the commitments alone" if self.lost else ""

    def add(self, difference: Difference) -> None:
        """Count a difference, and keep it where it is the first of its sort."""
        sort = difference.table, difference.kind
        self.found[sort] += 1
        self.examples.setdefault(sort, difference)


def run(tell: Tell = lambda *_: None) -> Folded:
    """Compare the whole log with all tracked tables, in one snapshot.

    Not part of a larger transaction, whose snapshot may be older; not under the statement timeout.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # A cursor is planned for its first rows unless it is told that all are wanted.
            cursor.execute(
                f"{commitments.TEXT}; SET LOCAL statement_timeout = 0; SET LOCAL jit = off;"
                " SET LOCAL cursor_tuple_fraction = 1"
            )
            cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_entry")
            (size,) = cursor.fetchone()
            cursor.execute(statements.LEFT_ALONE)
            (lost,) = cursor.fetchone()
            cursor.execute(statements.ERASED)
            (erased,) = cursor.fetchone()
        folded = Folded(size, lost, erased)
        for difference in _differences(folded, tell):
            folded.add(difference)
    return folded


def _differences(folded: Folded, tell: Tell) -> Iterator[Difference]:
    _set(statements.WHOLE)
    for (index,) in _read(statements.GAPS):
        yield Difference("gap", LOG, index=index)
    shapes = _shapes()
    tables, digests = [shape.table_name for shape in shapes], [shape.digest for shape in shapes]
    for table, object_id, index in _read(statements.UNKNOWN, ([*tables, LOST], [*digests, ""])):
        yield Difference("unknown", table, object_id, index)
    for table, object_id, history_id in _read(statements.STRAY, (tables, digests)):
        yield Difference("stuck", table, object_id, None, history_id)
    _set(statements.STRETCH)
    for start in range(0, folded.size, BATCH):
        for shape in shapes:
            yield from _broken(shape, start, min(start + BATCH, folded.size))
        tell("entries", min(start + BATCH, folded.size), folded.size)
    _set(statements.WHOLE)
    kinds = tracked_models()
    for place, model in enumerate(kinds, 1):
        yield from _compared(model, shapes, folded)
        tell("tables", place, len(kinds))


def _shapes() -> list[Schema]:
    """Return the schemas of tracked tables that are what their digests name."""
    tables = {model._meta.db_table for model in tracked_models()}
    return [s for s in Schema.objects.all() if s.table_name in tables and commitments.is_sound(s)]


def _broken(shape: Schema, start: int, end: int) -> Iterator[Difference]:
    """Yield what is wrong with the entries of a stretch under one schema, by itself and against their revisions."""
    statement = statements.BROKEN.format(
        meta=commitments.meta_hash(),
        content=commitments.content_hash(shape.columns),
        history=_history_of(shape.table_name),
    )
    for index, object_id, history_id, faults in _read(
        statement, [start, end, shape.digest, shape.table_name]
    ):
        for fault in faults:
            yield Difference(fault, shape.table_name, object_id, index, history_id)


def _compared(model: type[models.Model], shapes: list[Schema], folded: Folded) -> Iterator[Difference]:
    """Yield what is wrong with the revisions and rows of one kind."""
    table, size = model._meta.db_table, folded.size
    names = {"history": _history_of(table), "live": f'"{table}"'}
    asked = {"table": table, "size": size}
    for kind, statement in (
        ("stuck", statements.STUCK),
        ("unsealed", statements.UNSEALED),
        ("number", statements.NUMBER),
    ):
        for object_id, place, history_id in _read(statement.format(**names), asked):
            yield Difference(kind, table, object_id, _index(place, size), history_id)
    columns = _columns(model, [shape for shape in shapes if shape.table_name == table])
    for object_id, place, history_id, kind, differing in _read(
        statements.ROWS.format(**names, columns=columns), asked
    ):
        told = tuple(differing) if kind == "differs" else ()
        yield Difference(kind, table, object_id, _index(place, size), history_id, told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE table_name = %s", [table])
        folded.entries[table] = cursor.fetchone()[0]
        cursor.execute(f"SELECT count(*) FROM {names['live']}")
        folded.rows[table] = cursor.fetchone()[0]


def _columns(model: type[models.Model], shapes: list[Schema]) -> str:
    """Return SQL for the names of the columns that differ, of those that the record's last entry was sealed with."""
    tests = []
    for field_ in model._meta.concrete_fields:
        digests = [shape.digest for shape in shapes if field_.column in shape.columns]
        if digests:
            among = ", ".join(f"'{digest}'" for digest in digests)
            column = f'"{field_.column}"'
            tests.append(
                f"CASE WHEN k.schema IN ({among}) AND h.{column}::text IS DISTINCT FROM c.{column}::text"
                f" THEN '{field_.column}' END"
            )
    return ", ".join(tests) or "NULL::text"


def _history_of(table: str) -> str:
    """Return the quoted name of a tracked table's history: the model's, whatever the schemas' rows say."""
    model = next(model for model in tracked_models() if model._meta.db_table == table)
    return f'"{model.history.model._meta.db_table}"'  # type: ignore[attr-defined]


def _index(place: int | None, size: int) -> int | None:
    """Return the index at a place; what waits in the outbox has none."""
    return place if place is not None and place < size else None


def _set(settings: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(settings)


def _read(statement: str, asked: Any = None) -> Iterator[tuple[Any, ...]]:
    """Yield rows as they come, however many there are."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, asked)
        yield from cursor
