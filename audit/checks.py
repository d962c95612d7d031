"""Read the record's guarantees back from the database: what was installed is what still stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from audit.models import Checkpoint, Entry, Outbox, Schema
from audit.records import past, seen, tracked_models
from audit.records.markings import raised
from audit.records.sql import schema_digest
from audit.services.grants import rights

_TRIGGERS = """
SELECT t.tgname, t.tgenabled = 'A', replace(pg_get_triggerdef(t.oid), 'public.', '') FROM pg_trigger t
WHERE NOT t.tgisinternal AND t.tgrelid = ANY(%s::regclass[])
"""
_FUNCTIONS = """
SELECT p.proname, p.prosrc, p.prosecdef AND 'search_path=pg_catalog, public, pg_temp' = ANY(p.proconfig),
       pg_has_role(%s, p.proowner, 'MEMBER') OR o.rolsuper
FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner WHERE p.pronamespace = 'public'::regnamespace
"""
_GONE = """
SELECT DISTINCT s.history_table, c FROM audit_schema s, unnest(s.columns) c WHERE NOT EXISTS (
    SELECT FROM pg_attribute a
    WHERE a.attrelid = to_regclass('public.' || s.history_table) AND a.attname = c AND NOT a.attisdropped
)
"""
_RIGHTS = """
SELECT t, r FROM unnest(%(tables)s::text[]) t, unnest(%(rights)s::text[]) r
WHERE has_table_privilege(%(role)s, 'public.' || t, r) OR CASE
    WHEN r IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') THEN has_any_column_privilege(%(role)s, 'public.' || t, r)
END
UNION ALL
SELECT p.proname, 'EXECUTE' FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY(%(functions)s)
  AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
UNION ALL
SELECT 'schema public', 'CREATE' WHERE has_schema_privilege(%(role)s, 'public', 'CREATE')
UNION ALL
SELECT 'database', r FROM unnest(ARRAY['CREATE', 'TEMPORARY']) r
WHERE has_database_privilege(%(role)s, current_database(), r)
"""
_GUARDED = """
SELECT c.relname, EXISTS (SELECT FROM pg_views v WHERE v.schemaname = %s AND v.viewname = c.relname),
    c.relrowsecurity AND EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY[to_regrole(%s)::oid] AND p.polcmd = 'r'
    )
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
"""
_BEYOND = ("DELETE", "TRUNCATE", "TRIGGER", "INSERT", "UPDATE", "REFERENCES")

#: SQL of functions that belong to the record and come with the apps above, which add it when they are ready.
functions: list[str] = []


@register(Tags.database)
def record_stands(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report whatever of the record is missing, switched off, or not as it was installed."""
    return [message for alias in databases or () for message in _check(alias)]


def _check(alias: str) -> list[CheckMessage]:
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # Migrations are checked before they run, and what they will install is not there yet.
        return []
    with connections[alias].cursor() as cursor:
        messages = [
            *_triggers(cursor),
            *_raising(cursor),
            *_functions(cursor),
            *_schemas(cursor),
            *_past(cursor),
            *_seen(cursor),
        ]
        # Asked of the application only: the owner migrates, and that is what puts grants right.
        if connections[alias].settings_dict["USER"] == settings.APPLICATION_ROLE:
            messages += _rights(cursor)
    return messages


def record_models() -> list[type[models.Model]]:
    """Return every model that the record guards: tracked ones, their histories, the log."""
    histories = [model.history.model for model in tracked_models()]  # type: ignore[attr-defined]
    return [*tracked_models(), *histories, Checkpoint, Entry, Outbox, Schema]


def _triggers(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    cursor.execute(_TRIGGERS, [[model._meta.db_table for model in record_models()]])
    found = {name: (always, definition) for name, always, definition in cursor.fetchall()}
    for model in record_models():
        for trigger in model._meta.triggers:  # type: ignore[attr-defined]
            part = trigger.compile(model).sql.kwargs
            always, definition = found.get(part["pgid"], (False, ""))
            if definition != _definition(part):
                fault = "is not the trigger that was shipped" if definition else "is missing"
            elif not always:
                fault = "is not always on"
            else:
                continue
            yield Error(f"{model._meta.db_table}: trigger {trigger.name} {fault}", id="audit.E001")


def _raising(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report where what refers to a record would not be made stricter with it."""
    tables = [model._meta.db_table for model in tracked_models()]
    cursor.execute(_TRIGGERS, [tables])
    always = {definition for _, is_always, definition in cursor.fetchall() if is_always}
    for (table, room), places in raised(tracked_models()).items():
        named = ", ".join(f"'{place}'" for place in places)
        wanted = (
            f"CREATE TRIGGER raise_{room} AFTER UPDATE ON {table} REFERENCING OLD TABLE AS former NEW TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit_raise({named})"
        )
        if wanted not in always:
            yield Error(f"{table}: trigger raise_{room} is missing, or not always on", id="audit.E001")


def _definition(part: dict[str, str]) -> str:
    """Return what PostgreSQL says of a trigger, from the parts that it was made of."""
    # PostgreSQL names events in this order.
    events = [e for e in ("INSERT", "DELETE", "UPDATE", "TRUNCATE") if e in part["operation"].split()]
    text = (
        f"CREATE TRIGGER {part['pgid']} {part['when']} {' OR '.join(events)} ON {part['table']}"
        f" {part['referencing']} FOR EACH {part['level']} EXECUTE FUNCTION {part['execute']}"
    )
    return " ".join(text.split())


def _functions(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report functions that are not as shipped, or that the application could replace."""
    cursor.execute(_FUNCTIONS, [settings.APPLICATION_ROLE])
    found = {row[0]: row[1:] for row in cursor.fetchall()}
    for name, body in _bodies().items():
        source, fixed, replaceable = found.get(name, (None, False, False))
        if source is None:
            fault = "is missing"
        elif source != body:
            fault = "is not the function that was shipped"
        elif not fixed and name not in ("audit_meta", "audit_sees"):
            fault = "does not run as its owner with a fixed search path"
        elif replaceable:
            fault = "belongs to a superuser, or to a role that the application can act as"
        else:
            continue
        yield Error(f"function {name} {fault}", id="audit.E002")


def _bodies() -> dict[str, str]:
    """Return the body of each function of the record, by name."""
    first = import_module("audit.migrations.0002_functions")
    erase = import_module("audit.migrations.0007_erasure").ERASE
    drain = import_module("audit.migrations.0009_salts").DRAIN
    markings = import_module("audit.migrations.0010_markings").BODIES
    shipped = [first.ATTRIBUTION, first.META, drain, erase, *markings, *functions]
    for model in record_models():
        shipped += [str(trigger.compile(model).sql) for trigger in model._meta.triggers]  # type: ignore[attr-defined]
    pattern = re.compile(r"FUNCTION (?:public\.)?(\w+)\(.*?\$\$(.*?)\$\$", re.DOTALL)
    return dict(pattern.search(sql).groups() for sql in shipped)  # type: ignore[union-attr,misc]


def _schemas(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report columns that old entries were sealed with and that are gone, and shapes that nobody noted."""
    cursor.execute(_GONE)
    for table, column in cursor.fetchall():
        yield Error(f"{table}: column {column} is gone, and entries rest on it", id="audit.E003")
    cursor.execute("SELECT digest FROM audit_schema")
    digests = {row[0] for row in cursor.fetchall()}
    for model in tracked_models():
        columns = sorted(field.column for field in model.history.model.tracked_fields)  # type: ignore[attr-defined]
        if schema_digest(model._meta.db_table, columns) not in digests:
            yield Error(f"{model._meta.db_table}: its columns are no recorded schema", id="audit.E003")


def _past(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report views that reads as of then would not find, and so read the present in their place."""
    cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [past.SCHEMA])
    found = {row[0] for row in cursor.fetchall()}
    hint = "migrate as the owner, which makes the views anew"
    for name in past.definitions(tracked_models(), cursor.db):
        if name not in found:
            yield Error(f"{past.SCHEMA}.{name}: the view of the past is missing", hint=hint, id="audit.E005")


def _seen(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report where a reader would see the tables themselves, or row-level security does not stand behind the views."""
    cursor.execute(_GUARDED, [seen.SCHEMA, seen.ROLE])
    guarded = {table: (is_view, is_on) for table, is_view, is_on in cursor.fetchall()}
    hint = "migrate as the owner, which makes views and policies anew"
    for table in seen.conditions(tracked_models()):
        is_view, is_on = guarded.get(table, (False, False))
        if not is_view:
            yield Error(
                f"{seen.SCHEMA}.{table}: the view of what is seen is missing", hint=hint, id="audit.E006"
            )
        if not is_on:
            yield Error(f"{table}: row-level security is off, or has no policy", hint=hint, id="audit.E006")


def _rights(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    """Report what the application may do beyond what it was granted, and the eraser beyond calling its function."""
    functions = set(_bodies())
    granted = {model._meta.db_table: rights(model).split(", ") for model in record_models()}
    app = _held(
        cursor,
        settings.APPLICATION_ROLE,
        tables=granted,
        rights=_BEYOND,
        functions=functions - {"audit_drain", "audit_sees"},
    )
    found = [("application", thing, right) for thing, right in app if right not in granted.get(thing, ())]
    cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [settings.ERASER_ROLE])
    if cursor.fetchone()[0]:
        every = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        eraser = _held(
            cursor,
            settings.ERASER_ROLE,
            tables=every,
            rights=("SELECT", *_BEYOND),
            functions=functions - {"audit_erase", "audit_sees"},
        )
        found += [("eraser", thing, right) for thing, right in eraser]
    hint = "migrate as the owner, which makes the grants out anew"
    for whom, thing, right in found:
        yield Error(f"{thing}: the {whom} may {right}", hint=hint, id="audit.E004")


def _held(
    cursor: CursorWrapper,
    role: str,
    *,
    tables: Iterable[str],
    rights: Iterable[str],
    functions: Iterable[str],
) -> list[tuple[str, str]]:
    """Return which rights a role has, of those asked for: on tables, functions, the schema and the database."""
    cursor.execute(
        _RIGHTS, {"role": role, "tables": [*tables], "rights": [*rights], "functions": [*functions]}
    )
    found: list[tuple[str, str]] = cursor.fetchall()
    return found
