"""What was erased of the log: only what an erasure names that two people agreed on and its function carried out.

Read from the tables themselves also while a past is read: an erasure reaches into every past.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from audit.errors import NotFoundError
from audit.models import ERASED, Entry, Erasure
from audit.selectors.kinds import Kind

_TOLD = ("kind", "object_id", "entries", "columns", "reason", "proposed_by", "approved_by", "carried_out_at")
#: What the change log tells of erasures.
KIND = Kind("erasure", Erasure, {name: name for name in _TOLD}, "{kind} {object_id}")

#: By entry: what its content and its meta come to since the last erasure that names it, null where that is as sealed.
LEFT = """
SELECT DISTINCT ON (u.index) u.index, decode(u.content, 'hex') AS content, decode(u.meta, 'hex') AS meta
FROM public.audit_erasure r
JOIN public.audit_historicalerasure p ON p.id = r.id AND p.revision = 1 AND p.history_user_id = r.proposed_by
JOIN public.audit_historicalerasure a ON a.id = r.id AND a.revision = 2 AND a.history_user_id = r.approved_by
CROSS JOIN LATERAL unnest(r.entries, r.contents, r.metas) u (index, content, meta)
WHERE r.carried_out_at IS NOT NULL ORDER BY u.index, r.carried_out_at DESC
"""
_COLUMNS = """
SELECT DISTINCT e.index, split_part(c, '.', 2) FROM public.audit_erasure r, unnest(r.columns) c
JOIN public.audit_entry e ON e.table_name = split_part(c, '.', 1)
WHERE r.carried_out_at IS NOT NULL AND e.index = ANY(r.entries) AND e.index = ANY(%s)
"""


def blank(value: Any) -> Any:
    """Return what stands in the place of a value once it is erased; what says nothing goes on saying nothing."""
    if value in (None, "", []):
        return value
    if isinstance(value, list):
        return [ERASED]
    return None if isinstance(value, float) else ERASED


def erasable(model: type[models.Model]) -> list[str]:
    """Return the columns of a kind that can be erased: texts, lists of texts and positions that people wrote.

    What refers to other records, classes or counts stays: the register would no longer hold together without it.
    """
    tracked = model.history.model.tracked_fields  # type: ignore[attr-defined]
    return [field.column for field in tracked if _is_written(field)]


def _is_written(field: "models.Field[Any, Any]") -> bool:
    # A partner's own name for a record is never edited, and is theirs all the same.
    if not field.editable and field.name != "external_id":
        return False
    inner = field.base_field if isinstance(field, ArrayField) else field
    return not inner.choices and isinstance(inner, models.CharField | models.TextField | models.FloatField)


def get(erasure_id: UUID) -> Erasure:
    """Return an erasure.

    Raises:
        NotFoundError: there is none.
    """
    erasure = Erasure.objects.filter(id=erasure_id).first()
    if erasure is None:
        raise NotFoundError(f"There is no erasure {erasure_id}.")
    return erasure


def columns(indexes: Collection[int | None]) -> dict[int, set[str]]:
    """Return the columns that are erased in the revisions of some entries, by the index of the entry."""
    found: dict[int, set[str]] = defaultdict(set)
    asked = [index for index in indexes if index is not None]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_COLUMNS, [asked])
            for index, column in cursor.fetchall():
                found[index].add(column)
    return found


def is_erased(table: str, history_id: int) -> bool:
    """Return whether the content of a revision was erased, in part or whole."""
    return Entry.objects.filter(table_name=table, history_id=history_id, content_salt=b"").exists()
