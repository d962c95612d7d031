"""What the application role may do, table by table: a function of what each table is."""

from django.apps import apps
from django.conf import settings
from django.db import connections, models

from audit.models import Check, Checkpoint, Entry, Outbox, Schema
from audit.records import tracked_models

#: Functions of the record that the application calls, and the one that the eraser does.
FUNCTIONS = ("public.audit_drain()",)
ERASE = "public.audit_erase(uuid)"


def rights(model: type[models.Model]) -> str:
    """Return what the application may do with a model's table.

    Tracked tables take no DELETE: records are withdrawn. The record's own tables are written by its functions only.
    """
    if model in tracked_models():
        return "SELECT, INSERT, UPDATE"
    if model in (Entry, Outbox, Schema) or hasattr(model, "history_object"):
        return "SELECT"
    if model in (Check, Checkpoint):
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"


def apply(*, using: str) -> None:
    """Make the grants out to the application role, as the owner, after every migration.

    Revokes first: what a table was before it became tracked does not linger.
    """
    role, eraser = settings.APPLICATION_ROLE, settings.ERASER_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_user IN (%s, %s), to_regclass('public.audit_entry') IS NULL,"
            " to_regrole(%s) IS NOT NULL AND to_regprocedure(%s) IS NOT NULL",
            [role, eraser, eraser, ERASE],
        )
        own, unmigrated, can_erase = cursor.fetchone()
        if own or unmigrated:
            return
        quote = connections[using].ops.quote_name
        statements = [
            # A table, function or operator of the application's own could take the place of one of ours, in a
            # temporary schema for as long as a pooled connection lives.
            f"REVOKE TEMPORARY ON DATABASE {quote(connections[using].settings_dict['NAME'])} FROM PUBLIC",
            f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quote(role)}",
            f"GRANT USAGE ON SCHEMA public TO {quote(role)}",
        ]
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            table = quote(model._meta.db_table)
            statements += [
                f"REVOKE ALL ON {table} FROM PUBLIC, {quote(role)}",
                f"GRANT {rights(model)} ON {table} TO {quote(role)}",
            ]
        statements.append(f"GRANT SELECT ON django_migrations TO {quote(role)}")
        statements += [f"GRANT EXECUTE ON FUNCTION {name} TO {quote(role)}" for name in FUNCTIONS]
        if can_erase:
            statements += [
                f"GRANT USAGE ON SCHEMA public TO {quote(eraser)}",
                f"GRANT EXECUTE ON FUNCTION {ERASE} TO {quote(eraser)}",
            ]
        cursor.execute("; ".join(statements))
