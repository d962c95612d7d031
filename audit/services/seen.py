"""Install what a reader may see: views, and row-level security behind them; they follow the models, like the grants."""

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction

from audit.models import Change, Checkpoint, Entry, Follower, Outbox, Schema
from audit.records import seen, tracked_models
from audit.services.grants import rights
from audit.services.past import is_ready_for_views

#: What everyone reads of the record beside its revisions.
OPEN = (Change, Checkpoint, Entry, Follower, Outbox, Schema)


class ReaderRoleMissingError(Exception):
    """The role that reads over the API is not there: `config/embedded/roles.sql` makes it, run as a superuser."""


def install(*, using: str) -> None:
    """Make views, policies and the reader's grants anew, as the owner, when every migration has run.

    Raises:
        ReaderRoleMissingError: there is nobody to make them out to.
    """
    connection = connections[using]
    if not is_ready_for_views(using):
        return
    quote = connection.ops.quote_name
    app, reader = quote(settings.APPLICATION_ROLE), quote(seen.ROLE)
    conditions = seen.conditions(tracked_models())
    statements = [f"DROP SCHEMA IF EXISTS {seen.SCHEMA} CASCADE", f"CREATE SCHEMA {seen.SCHEMA}"]
    statements += [
        f'CREATE VIEW {seen.SCHEMA}."{name}" AS {query}'
        for name, query in seen.definitions(tracked_models()).items()
    ]
    statements += [
        f"GRANT USAGE ON SCHEMA {seen.SCHEMA}, as_of, public TO {reader}",
        f"GRANT USAGE ON SCHEMA {seen.SCHEMA} TO {app}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {seen.SCHEMA}, as_of TO {reader}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {seen.SCHEMA} TO {app}",
        # What may be written to a table may be written through its view.
        *(
            f"GRANT {rights(model)} ON {seen.SCHEMA}.{quote(model._meta.db_table)} TO {app}"
            for model in seen.marked(tracked_models())
        ),
        *(_granted(model, reader) for model in readable()),
    ]
    for table, condition in conditions.items():
        statements += [
            f"ALTER TABLE {quote(table)} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS everything ON {quote(table)}",
            f"DROP POLICY IF EXISTS seen ON {quote(table)}",
            f"CREATE POLICY everything ON {quote(table)} TO {app} USING (true) WITH CHECK (true)",
            f"CREATE POLICY seen ON {quote(table)} FOR SELECT TO {reader} USING ({_of_row(table, condition)})",
        ]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT to_regrole(%s) IS NULL", [seen.ROLE])
        if cursor.fetchone()[0]:
            raise ReaderRoleMissingError(
                f"There is no role {seen.ROLE}. Run config/embedded/roles.sql as a superuser, then migrate again."
            )
        cursor.execute("; ".join(statements))


def remove(*, using: str) -> None:
    """Take views and policies out of the way of migrations; whoever reads meanwhile over the API finds nothing."""
    if is_ready_for_views(using, migrated=False):
        quote = connections[using].ops.quote_name
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {seen.SCHEMA} CASCADE")
            cursor.execute(
                "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'seen'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"DROP POLICY seen ON {quote(table)}")


def readable() -> list[type[models.Model]]:
    """Return the models of which the reader's role may read something."""
    histories = [model.history.model for model in tracked_models()]  # type: ignore[attr-defined]
    named = [model for model in apps.get_models() if model._meta.db_table in seen.open_tables]
    return [*tracked_models(), *histories, *OPEN, *named]


def _of_row(table: str, condition: str) -> str:
    """Return a condition on `t` as one on the row that a policy is asked of."""
    return f'EXISTS (SELECT FROM (SELECT "{table}".*) t WHERE {condition})'


def _granted(model: type[models.Model], reader: str) -> str:
    """Return the grant of what is recorded of a model: secrets are not."""
    table = f'"{model._meta.db_table}"'
    if model in tracked_models() and model not in seen.marked([model]):
        columns = ", ".join(f'"{field.column}"' for field in model.history.model.tracked_fields)  # type: ignore[attr-defined]
        return f"REVOKE ALL ON {table} FROM {reader}; GRANT SELECT ({columns}) ON {table} TO {reader}"
    return f"GRANT SELECT ON {table} TO {reader}"
