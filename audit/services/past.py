"""Install the views of the register as it stood; they follow the models, like the grants."""

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from audit.records import past, tracked_models


def install(*, using: str) -> None:
    """Make the views anew, as the owner, when every migration has run."""
    connection = connections[using]
    if not is_ready_for_views(using):
        return
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    views = past.definitions(tracked_models(), connection)
    statements = [
        f"DROP SCHEMA IF EXISTS {past.SCHEMA} CASCADE",
        f"CREATE SCHEMA {past.SCHEMA}",
        *(f'CREATE VIEW {past.SCHEMA}."{name}" AS {query}' for name, query in views.items()),
        # Read, and nothing else: a view of one table could be written through.
        f"GRANT USAGE ON SCHEMA {past.SCHEMA} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {past.SCHEMA} TO {role}",
    ]
    # One transaction: whoever reads meanwhile waits, and finds the new ones.
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def remove(*, using: str) -> None:
    """Take the views out of the way of migrations, which could not change a column that a view shows."""
    if is_ready_for_views(using, migrated=False):
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {past.SCHEMA} CASCADE")


def is_ready_for_views(using: str, *, migrated: bool = True) -> bool:
    """Return whether views can be made or taken away: as the owner, when every migration has run."""
    if str(connections[using].settings_dict["USER"]) == settings.APPLICATION_ROLE:
        return False
    executor = MigrationExecutor(connections[using])
    return not (migrated and executor.migration_plan(executor.loader.graph.leaf_nodes()))
