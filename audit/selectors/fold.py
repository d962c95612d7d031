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
from audit.selectors import commitments

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

#: Every statement reads whole tables, or a stretch of the log by its index; a plan made for a few rows, from figures
#: older than a bulk write, could take hours over either.
_WHOLE = "SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_nestloop = off"
_STRETCH = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_nestloop = on"
_GAPS = (
    "SELECT former + 1 FROM (SELECT index, lag(index, 1, -1::bigint) OVER (ORDER BY index) AS former"
    " FROM audit_entry) e WHERE index <> former + 1 ORDER BY index"
)
_UNKNOWN = (
    "SELECT table_name, object_id, index FROM audit_entry"
    " WHERE (table_name, schema) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
)
#: What a restore has left of entries is no difference, and not passed over in silence either.
_LOST = f"SELECT count(*) FROM audit_entry WHERE table_name = '{LOST}' AND schema = ''"
#: A stretch of entries under one schema that are not what they should be, with what is wrong.
_BROKEN = """
SELECT b.index, b.object_id, b.history_id, b.faults FROM (
    SELECT e.index, e.object_id, e.history_id,
        CASE WHEN h.history_id IS NULL THEN ARRAY['unfounded'] ELSE array_remove(ARRAY[
        CASE WHEN h.id <> e.object_id THEN 'astray' END,
        CASE WHEN e.meta_hash IS DISTINCT FROM {meta} THEN 'meta' END,
        CASE WHEN e.content_hash IS DISTINCT FROM {content} THEN 'content' END
    ], NULL) END AS faults
    FROM audit_entry e LEFT JOIN {history} h ON h.history_id = e.history_id
    WHERE e.index >= %s AND e.index < %s AND e.schema = %s AND e.table_name = %s
) b WHERE b.faults <> '{{}}' ORDER BY b.index
"""
#: What the log tells of a kind, in its order: the entries, then what waits for one.
_TOLD = """
WITH told AS (
    SELECT object_id, history_id, schema, index AS place FROM audit_entry WHERE table_name = %(table)s
    UNION ALL
    SELECT object_id, history_id, schema, %(size)s + id FROM audit_outbox WHERE table_name = %(table)s
)
"""
_STUCK = """
SELECT o.object_id, NULL::bigint, o.history_id FROM audit_outbox o WHERE o.table_name = %(table)s AND (
    NOT EXISTS (SELECT FROM {history} h WHERE h.history_id = o.history_id AND h.id = o.object_id)
    OR EXISTS (SELECT FROM audit_entry e WHERE e.table_name = o.table_name AND e.history_id = o.history_id)
) ORDER BY o.id
"""
_UNSEALED = (
    _TOLD
    + """
SELECT h.id, NULL::bigint, h.history_id FROM {history} h
WHERE NOT EXISTS (SELECT FROM told t WHERE t.history_id = h.history_id) ORDER BY h.history_id
"""
)
_NUMBER = (
    _TOLD
    + """
SELECT s.object_id, s.place, s.history_id FROM (
    SELECT t.object_id, t.place, t.history_id, h.history_type, h.revision,
        lag(h.revision) OVER w AS former, coalesce(lag(h.history_type) OVER w, '-') = '-' AS is_gone
    FROM told t JOIN {history} h ON h.history_id = t.history_id
    WINDOW w AS (PARTITION BY t.object_id ORDER BY t.place)
) s WHERE CASE s.history_type
    WHEN '+' THEN NOT s.is_gone OR s.revision <> 1
    WHEN '~' THEN s.is_gone OR s.revision <> s.former + 1
    WHEN '-' THEN s.is_gone OR s.revision <> s.former
    ELSE true
END ORDER BY s.place
"""
)
#: Values are compared as the text that is committed to: `=` takes -0.0 for 0.0.
_ROWS = (
    _TOLD
    + """,
latest AS (SELECT DISTINCT ON (object_id) * FROM told ORDER BY object_id, place DESC),
compared AS (
    SELECT coalesce(k.object_id, c.id) AS object_id, k.place, k.history_id,
        array_remove(ARRAY[{columns}], NULL) AS columns,
        k.object_id IS NULL OR coalesce(h.history_type = '-', false) AS is_gone,
        h.history_id IS NULL AND k.object_id IS NOT NULL AS is_unfounded, c.id IS NULL AS is_missing
    FROM latest k LEFT JOIN {history} h ON h.history_id = k.history_id
    FULL JOIN {live} c ON c.id = k.object_id
)
SELECT object_id, place, history_id,
    CASE WHEN is_gone THEN 'extra' WHEN is_missing THEN 'missing' ELSE 'differs' END, columns
FROM compared
WHERE NOT is_unfounded AND (is_gone = NOT is_missing OR NOT is_gone AND columns <> '{{}}') ORDER BY place
"""
)


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
    """What was compared, what was found, and of each sort the first; how many entries a restore has lost."""

    size: int
    lost: int
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
            cursor.execute(_LOST)
            (lost,) = cursor.fetchone()
        folded = Folded(size, lost)
        for difference in _differences(folded, tell):
            folded.add(difference)
    return folded


def _differences(folded: Folded, tell: Tell) -> Iterator[Difference]:
    _set(_WHOLE)
    for (index,) in _read(_GAPS):
        yield Difference("gap", LOG, index=index)
    shapes = _shapes()
    known = [*(shape.table_name for shape in shapes), LOST], [*(shape.digest for shape in shapes), ""]
    for table, object_id, index in _read(_UNKNOWN, known):
        yield Difference("unknown", table, object_id, index)
    _set(_STRETCH)
    for start in range(0, folded.size, BATCH):
        for shape in shapes:
            yield from _broken(shape, start, min(start + BATCH, folded.size))
        tell("entries", min(start + BATCH, folded.size), folded.size)
    _set(_WHOLE)
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
    statement = _BROKEN.format(
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
    for kind, statement in (("stuck", _STUCK), ("unsealed", _UNSEALED), ("number", _NUMBER)):
        for object_id, place, history_id in _read(statement.format(**names), asked):
            yield Difference(kind, table, object_id, _index(place, size), history_id)
    columns = _columns(model, [shape for shape in shapes if shape.table_name == table])
    for object_id, place, history_id, kind, differing in _read(_ROWS.format(**names, columns=columns), asked):
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
