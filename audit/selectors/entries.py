"""The entries of the log one by one: what the tree holds of each, and which revision it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from audit.attribution import Principal
from audit.models import Entry
from audit.models.entry import LOST
from audit.selectors import published
from audit.selectors.kinds import known
from audit.selectors.readers import is_narrowed
from audit.tree.verify import leaf, leaf_hash

Rows = QuerySet[Any, dict[str, Any]]
Row = dict[str, Any]

#: What stands in a row.
COLUMNS = ("index", "table_name", "object_id", "history_id", "meta_hash", "content_hash")


def beginning_at(first: int) -> Rows:
    """Return the entries from an index on, those that no checkpoint covers yet among them."""
    rows: Rows = Entry.objects.filter(index__gte=first).values(*COLUMNS)
    return rows


def tell(rows: Sequence[Row], *, to: Principal, base: str) -> list[Row]:
    """Return entries as the API gives them, with nothing but the commitments of what bundles hide from the reader.

    `base` is the absolute address of the API.
    """
    note = published.checkpoint()
    size = 0 if note is None else published.stated(note).size
    hidden, numbers = known.hidden_from(to), _numbers(rows)
    narrowed = is_narrowed(to)
    return [
        {
            "index": row["index"],
            **_leaf(row),
            "sealed": row["index"] < size,
            **_revision(row, hidden, numbers, base, narrowed=narrowed),
        }
        for row in rows
    ]


def _leaf(row: Row) -> Row:
    meta, content = bytes(row["meta_hash"]), bytes(row["content_hash"])
    return {
        "leaf": {"content": content.hex(), "meta": meta.hex(), "v": 1},
        "leaf_hash": leaf_hash(leaf(meta, content)).hex(),
    }


def _revision(
    row: Row, hidden: frozenset[str], numbers: dict[tuple[str, int], int], base: str, *, narrowed: bool
) -> Row:
    table = row["table_name"]
    is_hidden = table in hidden or (narrowed and (table, row["history_id"]) not in numbers)
    if table == LOST or is_hidden:
        nothing = dict.fromkeys(("kind", "object", "revision", "url"))
        return {"withheld": "erased" if table == LOST else "hidden", **nothing}
    kind = known.of_table(table)
    return {
        "withheld": None,
        "kind": kind.name,
        "object": row["object_id"],
        # Only tampering takes a revision away.
        "revision": numbers.get((table, row["history_id"])),
        "url": kind.address(base, row["object_id"]),
    }


def _numbers(rows: Sequence[Row]) -> dict[tuple[str, int], int]:
    """Return the numbers of revisions by table and history id, with a query for each kind."""
    by_table: dict[str, list[int]] = {}
    for row in rows:
        by_table.setdefault(row["table_name"], []).append(row["history_id"])
    by_table.pop(LOST, None)
    found: dict[tuple[str, int], int] = {}
    for table, ids in by_table.items():
        history: Any = known.of_table(table).model.history.model  # type: ignore[attr-defined]
        numbers = history.objects.filter(history_id__in=ids).values_list("history_id", "revision")
        found |= {(table, id_): number for id_, number in numbers}
    return found
