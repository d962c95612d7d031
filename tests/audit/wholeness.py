"""What must hold of a record that many wrote to: it says what stands, and the log has it, once, in whole cuts."""

# ruff: noqa: S608 - statements over tables of both kinds, named by their models
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from audit.models import Entry
from audit.records import tracked_models


def rows_unlike_their_newest_revision(model: Any) -> int:
    """Count the rows that differ from what is recorded of them last, or of which nothing is recorded."""
    names = [f.column for f in model._meta.concrete_fields]
    table, history = model._meta.db_table, model.history.model._meta.db_table
    row, revision = (", ".join(f'{alias}."{name}"' for name in names) for alias in "tr")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE r.id IS NULL OR ({row}) IS DISTINCT FROM ({revision}))"
            f' FROM "{table}" t LEFT JOIN LATERAL (SELECT * FROM "{history}" h WHERE h.id = t.id'
            " ORDER BY history_date DESC, history_id DESC LIMIT 1) r ON true"
        )
        rows, mismatches = cursor.fetchone()
    assert rows
    return mismatches


def missed_and_doubled() -> tuple[int, int]:
    """Count the revisions that are not in the log, and the entries too many; indexes have no gaps."""
    sealed = list(Entry.objects.order_by("index").values_list("index", "table_name", "history_id"))
    assert [index for index, _, _ in sealed] == list(range(len(sealed)))
    entered = {(table, history_id) for _, table, history_id in sealed}
    committed = {
        (model._meta.db_table, history_id)
        for model in tracked_models()
        for history_id in model.history.values_list("history_id", flat=True)
    }
    assert entered <= committed
    return len(committed - entered), len(sealed) - len(entered)


def cuts() -> list[int]:
    """Return the size that the log had after each drain."""
    # A drain is a transaction. Its time is not its own: two may begin in one microsecond.
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(index) + 1 AS size FROM audit_entry GROUP BY xmin::text ORDER BY size")
        return [size for (size,) in cursor.fetchall()]


def torn(pairs: Collection[tuple[UUID, UUID]], sizes: Iterable[int]) -> list[int]:
    """Return the sizes at which the rows of a pair have different names; each record's numbers must be in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.index, h.id, h.name, h.revision FROM audit_entry e"
            " JOIN actors_historicalpartner h USING (history_id) WHERE e.table_name = 'actors_partner'"
            " ORDER BY e.index DESC"
        )
        to_come = cursor.fetchall()
    names: dict[UUID, str] = {}
    numbers: Counter[UUID] = Counter()
    found = []
    for size in sizes:
        while to_come and to_come[-1][0] < size:
            _, record, names[record], number = to_come.pop()
            numbers[record] += 1
            assert number == numbers[record]
        if any(names.get(one) != names.get(other) for one, other in pairs):
            found.append(size)
    return found
