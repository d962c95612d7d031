"""What the database says of a row, and what its record says: both read plainly, as text."""
# ruff: noqa: S608 - statements over tables of every kind, named by the models

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

#: The field of each kind that tests change: plain text, not unique.
CHANGED = {
    "erasure": "reason",
    "partner": "note",
    "account": "email",
    "actor": "reliability_reason",
    "apikey": "label",
    "oauthclient": "label",
    "sharinggroup": "name",
    "place": "name",
    "question": "text",
    "claim": "text",
    "claimrelation": "note",
    "source": "title",
    "merge": "note",
    "stance": "excerpt",
    "determination": "trigger",
    "verdict": "grounds",
    "policy": "note",
    "proposal": "grounds",
    "remark": "text",
}


@dataclass(frozen=True)
class Newest:
    """The newest revision of a record, how many there are, and what waits in the outbox for it."""

    content: dict[str, str | None]
    operation: str
    attribution: tuple[Any, ...]
    revisions: int
    owed: int
    owed_revision: bool


def tracked_columns(model: type[models.Model]) -> list[str]:
    """Return the columns that a revision has of a record."""
    return sorted(f.column for f in model.history.model.tracked_fields)


def untracked_columns(model: type[models.Model]) -> list[str]:
    """Return the columns that it has not."""
    return sorted({f.column for f in model._meta.concrete_fields} - set(tracked_columns(model)))


def row(model: type[models.Model], record_id: UUID) -> dict[str, str | None] | None:
    """Return the tracked columns of a record as it stands."""
    return _read(model, model._meta.db_table, "WHERE id = %s", record_id)


def newest(model: type[models.Model], record_id: UUID) -> Newest | None:
    """Return what the record has last of a row."""
    history = model.history.model._meta.db_table
    content = _read(model, history, "WHERE id = %s ORDER BY history_id DESC LIMIT 1", record_id)
    if content is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT history_type, history_id, count(*) OVER (),
                   ARRAY[history_user_id::text, history_partner_id::text, history_key_id::text, history_channel,
                         history_request_id, history_change_reason],
                   history_date BETWEEN now() - interval '1 minute' AND clock_timestamp()
            FROM {history} WHERE id = %s ORDER BY history_id DESC LIMIT 1
            """,
            [record_id],
        )
        operation, history_id, revisions, attribution, lately = cursor.fetchone()
        assert lately
        cursor.execute(
            "SELECT count(*), bool_or(history_id = %s) FROM audit_outbox WHERE table_name = %s AND object_id = %s",
            [history_id, model._meta.db_table, record_id],
        )
        owed, owed_revision = cursor.fetchone()
    return Newest(content, operation, tuple(attribution), revisions, owed, bool(owed_revision))


def _read(model: type[models.Model], table: str, where: str, record_id: UUID) -> dict[str, str | None] | None:
    names = tracked_columns(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'{name!s}::text' for name in names)} FROM {table} {where}", [record_id]
        )
        found = cursor.fetchone()
    return None if found is None else dict(zip(names, found, strict=True))
