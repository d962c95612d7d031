"""The register as it stood: for each table a view of the same name, in a schema of its own, that ends at a log size.

Whoever reads with this schema ahead in the search path, and a size in the setting, reads the whole register as of
then, whatever the query: the tables are named as ever. The views are functions of the log and the revisions alone, so
the same question at the same size has the same answer for good.
"""

from collections.abc import Mapping

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.records import seen
from audit.records.markings import Marked

#: Where the views are; the setting that says at which size; and how a view asks for it, once a query.
SCHEMA = "as_of"
SETTING = "audit.as_of"
SIZE = f"(SELECT current_setting('{SETTING}')::bigint)"

#: The log itself, and what is read off it, up to the size.
_LOG = {
    "audit_entry": f"SELECT * FROM public.audit_entry WHERE index < {SIZE}",
    "audit_change": f"SELECT * FROM public.audit_change t WHERE t.index < {SIZE}",
    "audit_checkpoint": f"SELECT * FROM public.audit_checkpoint WHERE size <= {SIZE}",
    "audit_outbox": "SELECT * FROM public.audit_outbox WHERE false",
}

#: Views of tables that are not tracked and follow from those that are, by table; the apps above add theirs.
derived: dict[str, str] = {}
#: Columns that are read otherwise than their revision `h` has them, by table, as SQL; likewise.
instead: dict[str, dict[str, str]] = {}


def sealed(table: str, alias: str) -> str:
    """Return the condition that a revision of a tracked table, in a row of its history, lies below the size."""
    return (
        f"EXISTS (SELECT FROM public.audit_entry e WHERE e.table_name = '{table}'"
        f" AND e.history_id = {alias}.history_id AND e.index < {SIZE})"
    )


def definitions(tracked: list[type[models.Model]], connection: BaseDatabaseWrapper) -> Mapping[str, str]:
    """Return the query of each view, by the name of the table that it stands for."""
    views = dict(_LOG)
    for model in tracked:
        history = model.history.model  # type: ignore[attr-defined]
        table, revisions = model._meta.db_table, history._meta.db_table
        views[table] = _records(model, connection)
        views[revisions] = f'SELECT h.* FROM public."{revisions}" h WHERE {sealed(table, "h")}'
        if issubclass(model, Marked):
            views[revisions] += f" AND ({seen.ALL} OR {seen.sees('h')} AND {seen.stands(model, 'h')})"
    views["audit_change"] += f" AND ({seen.ALL} OR {seen.conditions(tracked)['audit_change']})"
    return views | derived


def _records(model: type[models.Model], connection: BaseDatabaseWrapper) -> str:
    """Return the records of a kind: of each the latest revision below the size.

    One table and a condition, so that whatever a query asks of columns is looked up by the history's indexes and only
    the rows so found are asked whether they are the latest: by LATERAL's step, one look at one index a row. In a CASE,
    which is taken to let half of the rows through; of an equality PostgreSQL would expect a single one, and sort a
    million rows for a page of fifty.
    """
    history = model.history.model  # type: ignore[attr-defined]
    table, revisions = model._meta.db_table, history._meta.db_table
    known = {field.column for field in history.tracked_fields}
    otherwise = instead.get(table, {})
    kept = [
        f'{otherwise[column]} AS "{column}"' if column in otherwise else f'h."{column}"'
        for column in sorted(known)
    ]
    made = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.GeneratedField):
            expression, params = field.generated_sql(connection)
            quoted = tuple(connection.schema_editor().quote_value(value) for value in params)
            made.append(f'{expression % quoted} AS "{field.column}"')
        elif field.column not in known:
            # What is not recorded is not known as of then, secrets among it.
            made.append(f'NULL::{field.db_type(connection)} AS "{field.column}"')
    return f"""
        SELECT {", ".join(["r.*", *made])} FROM (
            SELECT {", ".join(kept)} FROM public."{revisions}" h
            WHERE h.history_type <> '-' AND CASE WHEN h.history_id = (
                SELECT e.history_id FROM public.audit_entry e
                WHERE e.object_id = h.id AND e.table_name = '{table}' AND e.index < {SIZE}
                ORDER BY e.index DESC LIMIT 1
            ) THEN true ELSE false END
        ) r{_seen(model)}
    """


def _seen(model: type[models.Model]) -> str:
    """Return the condition that the reader may see a record both as it was and as it is."""
    if not issubclass(model, Marked):
        return ""
    return f" WHERE {seen.ALL} OR {seen.sees('r')} AND {seen.stands(model, 'r')}"
