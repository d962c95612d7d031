"""What each revision of a record changed, who wrote it, when and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import OuterRef, QuerySet, Subquery

from audit.models import REASON, Entry
from audit.selectors import erased

#: What every revision says of itself, by the names it is given back under.
ABOUT = {
    "n": "revision",
    "at": "history_date",
    "account": "history_user_id",
    "partner": "history_partner_id",
    "channel": "history_channel",
    "request_id": "history_request_id",
    "reason": "history_change_reason",
}


def of(model: type[models.Model], record_id: UUID, fields: Iterable[str]) -> QuerySet[Any, dict[str, Any]]:
    """Return the revisions of a record as rows: who, when, why, log index, and the named columns."""
    history = model.history.model  # type: ignore[attr-defined]
    sealed = Entry.objects.filter(
        object_id=record_id, table_name=model._meta.db_table, history_id=OuterRef("history_id")
    )
    rows: QuerySet[Any, dict[str, Any]] = (
        history.objects.filter(id=record_id)
        .order_by()
        .annotate(log_index=Subquery(sealed.values("index")[:1]))
        .values("history_id", "history_type", "log_index", "withdrawn_at", *ABOUT.values(), *fields)
    )
    return rows


def entered(model: type[models.Model], record_id: UUID) -> list[tuple[int, datetime]]:
    """Return under which index each revision of a record came into the log, and when, the oldest first."""
    seen = model.history.model.objects.filter(id=record_id).values("history_id")  # type: ignore[attr-defined]
    rows = Entry.objects.filter(object_id=record_id, table_name=model._meta.db_table, history_id__in=seen)
    rows = rows.order_by("index")
    return list(rows.values_list("index", "drained_at"))


def told(
    rows: list[dict[str, Any]], earlier: Iterable[dict[str, Any]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return revisions as the API gives them: each with its differences from the one before.

    `names` maps columns to the names they are given back under; `earlier` holds the rows before the given ones.
    """
    before = {row["revision"]: row for row in (*earlier, *rows) if row["history_type"] != "-"}
    gone = erased.columns([row["log_index"] for row in rows])
    return [
        _tell(row, before.get(row["revision"] - 1), names)
        | {"erased": pointers(gone.get(row["log_index"], ()), names)}
        for row in rows
    ]


def pointers(gone: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return which fields of a revision are erased, as they are told, the reason among them."""
    told = {**names, REASON: "reason"}
    return sorted(f"/{told[column]}" for column in gone if column in told)


def _tell(row: dict[str, Any], former: dict[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any]:
    changes = [
        {"path": f"/{name}", "old": former[column] if former else None, "new": row[column]}
        for column, name in names.items()
        if (row[column] != former[column] if former else row[column] not in (None, "", []))
    ]
    operation = {"+": "create", "~": "update", "-": "delete"}[row["history_type"]]
    if operation == "delete":
        # The last revision once more, as it was deleted.
        changes = []
    elif row["withdrawn_at"] is not None and (former is None or former["withdrawn_at"] is None):
        operation = "withdraw"
    return {
        **{name: row[column] for name, column in ABOUT.items()},
        "operation": operation,
        "changes": changes,
        "log_index": row["log_index"],
    }


def earlier_than(rows: QuerySet[Any, dict[str, Any]], page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that the given ones are compared with and that are not among them."""
    shown = {row["revision"] for row in page}
    wanted = {number - 1 for number in shown} - shown - {0}
    return list(rows.filter(revision__in=wanted)) if wanted else []


def between(
    former: Mapping[str, Any], later: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the differences from one revision to another, in either direction of time."""
    return [
        {"path": f"/{name}", "old": former[column], "new": later[column]}
        for column, name in names.items()
        if former[column] != later[column]
    ]


def last_changed(model: type[models.Model], record_id: UUID, columns: Iterable[str]) -> dict[str, int]:
    """Return for each column the history id of the revision that its present value came with.

    One pass over the record's revisions, in the database; the first one brings whatever never changed since.
    """
    listed = list(columns)
    quote = connection.ops.quote_name
    history = quote(model.history.model._meta.db_table)  # type: ignore[attr-defined]
    changed = ", ".join(
        f"{quote(column)} IS DISTINCT FROM lag({quote(column)}) OVER w AS {quote(column)}"
        for column in listed
    )
    latest = ", ".join(
        f"coalesce(max(history_id) FILTER (WHERE {quote(column)}), min(history_id))" for column in listed
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {latest} FROM (SELECT history_id, {changed} FROM {history}"  # noqa: S608  # our own names
            " WHERE id = %s AND history_type <> '-' WINDOW w AS (ORDER BY history_id)) r",
            [record_id],
        )
        return dict(zip(listed, cursor.fetchone(), strict=True))


def fields(
    model: type[models.Model], record_id: UUID, names: Mapping[str, str]
) -> tuple[int, list[dict[str, Any]]]:
    """Return the latest revision's number, and each field as it now stands with who last changed it."""
    last = last_changed(model, record_id, names)
    rows = {
        row["history_id"]: row
        for row in of(model, record_id, names).filter(history_id__in=set(last.values()))
    }
    found = []
    for column, name in names.items():
        row = rows[last[column]]
        about = {told: row[own] for told, own in ABOUT.items()}
        found.append({"path": f"/{name}", "value": row[column], **about, "log_index": row["log_index"]})
    latest = of(model, record_id, ()).exclude(history_type="-").latest("history_id")
    return latest["revision"], found
