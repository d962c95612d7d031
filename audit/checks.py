"""Read the record's guarantees back from the database: what was installed is what still stands."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models

from audit.models import Entry, Outbox, Schema
from audit.records import tracked_models
from audit.records.sql import schema_digest

_TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled, p.prosecdef, o.rolname, o.rolsuper, p.proconfig, p.prosrc
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_roles o ON o.oid = p.proowner
WHERE NOT t.tgisinternal AND t.tgname LIKE 'pgtrigger\\_%%' AND c.relname = ANY(%s)
"""


@register(Tags.database)
def triggers_stand(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report each trigger of the record that is missing, switched off, or not as it was installed."""
    return [message for alias in databases or () for message in _check(alias)]


def _check(alias: str) -> list[CheckMessage]:
    expected = {
        (model._meta.db_table, trigger.get_pgid(model)): trigger
        for tracked in tracked_models()
        for model in (tracked, tracked.history.model)  # type: ignore[attr-defined]
        for trigger in _shipped(model)
    }
    expected |= {
        (model._meta.db_table, trigger.get_pgid(model)): trigger
        for model in (Entry, Outbox, Schema)
        for trigger in _shipped(model)
    }
    with connections[alias].cursor() as cursor:
        cursor.execute(_TRIGGERS, [[table for table, _ in expected]])
        found = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        cursor.execute("SELECT to_regclass('public.audit_schema') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []  # nothing is migrated yet
        cursor.execute("SELECT digest FROM audit_schema")
        digests = {row[0] for row in cursor.fetchall()}
    messages: list[CheckMessage] = []
    for (table, name), trigger in expected.items():
        fault = _fault(found.get((table, name)), trigger)
        if fault:
            messages.append(Error(f"{table}: trigger {trigger.name} {fault}", id="audit.E001"))
    for model in tracked_models():
        columns = sorted(field.column for field in model.history.model.tracked_fields)  # type: ignore[attr-defined]
        if schema_digest(model._meta.db_table, columns) not in digests:
            messages.append(
                Error(f"{model._meta.db_table}: its columns are no recorded schema", id="audit.E002")
            )
    return messages


def _shipped(model: type[models.Model]) -> list[Any]:
    triggers: list[Any] = model._meta.triggers  # type: ignore[attr-defined]
    return triggers


def _fault(row: tuple[Any, ...] | None, trigger: Any) -> str:
    """Return what is wrong with an installed trigger, or nothing."""
    if row is None:
        return "is missing"
    enabled, definer, owner, superuser, config, source = row
    if enabled not in ("A", b"A"):
        return "is not always on"
    if not definer or not any(setting.startswith("search_path=") for setting in config or ()):
        return "does not run as its owner with a fixed search path"
    if superuser:
        return f"belongs to {owner}, a superuser"
    func = trigger.func if isinstance(trigger.func, str) else ""
    if func.strip() not in source:
        return "is not the function that was shipped"
    return ""
