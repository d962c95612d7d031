"""What a reader may see: for each table of what is marked a view of the same name, in a schema of its own.

Whoever reads with this schema ahead in the search path, and their circles in the setting, finds what they may see and
nothing else, whatever the query. Row-level security says the same once more of the tables themselves, for the role that
reads over the API: whoever forgets the search path finds no more than that.

A revision is seen where both its own marking and that of its record now allow it.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db import models

from audit.records.markings import Marked

#: Where the views are; the setting that names the reader's circles; and the role that reads over the API.
SCHEMA = "seen"
SETTING = "audit.circles"
ROLE = "contested_reader"
#: The setting for one who sees everything, as staff and auditors do, and for one who sees what is clear.
EVERYTHING, PUBLIC = "*", "public"

#: The condition that whoever reads sees everything, which spares looking anything up; asked once a query.
ALL = "(SELECT public.audit_sees('red', ARRAY[]::uuid[]))"

#: Views of tables that follow from those that are marked, by table, as the condition on a row `t`; the apps above add
#: theirs.
following: dict[str, str] = {}
#: Tables that say nothing of what is marked and are read over the API; likewise.
open_tables: set[str] = set()
#: Tracked tables that are not marked and tell of another record, by its id in `object_id`: seen by whoever sees that.
telling: set[str] = set()


def sees(alias: str) -> str:
    """Return the condition that the reader may see a row of a table or history of what is marked.

    What is clear is let through without a question. The rest is a function's, which comes with a migration: to plan a
    query with it costs nothing, as the same words in each view would.
    """
    return f"CASE {alias}.marking WHEN 'clear' THEN true ELSE public.audit_sees({alias}.marking, {alias}.circles) END"


def sees_now(model: type[models.Model], alias: str) -> str:
    """Return the condition that the reader may see a record, `alias` being a row of its table or of its views."""
    return f"{sees(alias)}{_with_others(model, alias)}"


def stands(model: type[models.Model], alias: str) -> str:
    """Return the condition that the reader may see a record as it is now, `alias` being a row with its id."""
    return (
        f'EXISTS (SELECT FROM public."{model._meta.db_table}" n WHERE n.id = {alias}.id'
        f" AND {sees_now(model, 'n')})"
    )


def marked(tracked: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Return the kinds that are marked."""
    return [model for model in tracked if issubclass(model, Marked)]


def conditions(tracked: Collection[type[models.Model]]) -> Mapping[str, str]:
    """Return by table which rows `t` a reader sees; of tables that are not named here they see all."""
    found = {}
    seen_changes = []
    for model in marked(tracked):
        table, revisions = model._meta.db_table, model.history.model._meta.db_table  # type: ignore[attr-defined]
        found[table] = sees_now(model, "t")
        found[revisions] = f"{sees('t')} AND {stands(model, 't')}"
        seen_changes.append(
            f"WHEN '{table}' THEN EXISTS (SELECT FROM public.\"{revisions}\" h"
            f" WHERE h.history_id = t.history_id AND {sees('h')} AND {stands(model, 'h')})"
        )
    for model in tracked:
        table, revisions = model._meta.db_table, model.history.model._meta.db_table  # type: ignore[attr-defined]
        if table in telling:
            found[table] = found[revisions] = _sees_told(tracked, "t")
            seen_changes.append(
                f"WHEN '{table}' THEN EXISTS (SELECT FROM public.\"{revisions}\" h"
                f" WHERE h.history_id = t.history_id AND {_sees_told(tracked, 'h')})"
            )
    found["audit_change"] = f"CASE t.table_name {' '.join(seen_changes)} ELSE true END"
    return found | following


def definitions(tracked: Collection[type[models.Model]]) -> Mapping[str, str]:
    """Return the query of each view, by the name of the table that it stands for."""
    return {
        table: f'SELECT t.* FROM public."{table}" t WHERE {seen}'
        for table, seen in conditions(tracked).items()
    }


def _sees_told(tracked: Iterable[type[models.Model]], alias: str) -> str:
    """Return the condition that no record is hidden from the reader that a row tells of."""
    return " AND ".join(
        f'NOT EXISTS (SELECT FROM public."{model._meta.db_table}" n WHERE n.id = {alias}.object_id'
        f" AND NOT ({sees_now(model, 'n')}))"
        for model in marked(tracked)
    )


def _with_others(model: type[models.Model], alias: str) -> str:
    """Return the conditions that the reader may see what a record is seen with."""
    found = ""
    for name in getattr(model, "seen_with", ()):
        field = model._meta.get_field(name)
        table = field.related_model._meta.db_table  # type: ignore[union-attr]
        found += f' AND EXISTS (SELECT FROM public."{table}" w WHERE w.id = {alias}."{field.column}" AND {sees("w")})'  # type: ignore[union-attr]
    return found
