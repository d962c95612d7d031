"""The ways to write a row, each as a function: what the application can do, and what the owner can."""
# ruff: noqa: S608 - statements over tables of every kind, named by the models

from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.db import connection, connections, models
from django.forms import modelform_factory

Insert = Callable[[models.Model], None]
Update = Callable[[models.Model, Collection[str]], None]
Delete = Callable[[models.Model], None]


def columns(row: models.Model) -> dict[str, Any]:
    """Return what is stored of a row, by column."""
    return {
        f.column: f.get_db_prep_save(getattr(row, f.attname), connection)
        for f in row._meta.concrete_fields
        if not f.generated
    }


def execute(sql: str, values: Collection[Any]) -> None:
    """Run a statement as the application."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def _named(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(names: Collection[str]) -> str:
    return ", ".join(["%s"] * len(names))


def _assigned(names: Collection[str]) -> str:
    return ", ".join(f'"{name}" = %s' for name in names)


def raw_insert(row: models.Model) -> None:
    stored = columns(row)
    execute(
        f'INSERT INTO "{row._meta.db_table}" ({_named(stored)}) VALUES ({_marks(stored)})', stored.values()
    )


def raw_update(row: models.Model, names: Collection[str]) -> None:
    stored = {name: columns(row)[name] for name in names}
    execute(
        f'UPDATE "{row._meta.db_table}" SET {_assigned(stored)} WHERE id = %s', [*stored.values(), row.pk]
    )


def insert_select(row: models.Model) -> None:
    stored = columns(row)
    table = row._meta.db_table
    execute(
        f'INSERT INTO "{table}" ({_named(stored)}) SELECT {_marks(stored)} FROM "{table}" LIMIT 1',
        stored.values(),
    )


def update_from(row: models.Model, names: Collection[str]) -> None:
    """Update by a join with other rows."""
    stored = {name: columns(row)[name] for name in names}
    table = row._meta.db_table
    execute(
        f'UPDATE "{table}" t SET {_assigned(stored)} FROM "{table}" o WHERE o.id = t.id AND o.id = %s',
        [*stored.values(), row.pk],
    )


def upsert(row: models.Model, _names: Collection[str] = ()) -> None:
    stored = columns(row)
    taken = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in stored)
    execute(
        f'INSERT INTO "{row._meta.db_table}" ({_named(stored)}) VALUES ({_marks(stored)})'
        f" ON CONFLICT (id) DO UPDATE SET {taken}",
        stored.values(),
    )


def merge(row: models.Model, names: Collection[str] = ("revision",)) -> None:
    stored = columns(row)
    changed = {name: stored[name] for name in names}
    execute(
        f'MERGE INTO "{row._meta.db_table}" t USING (SELECT %s::uuid AS id) s ON t.id = s.id'
        f" WHEN MATCHED THEN UPDATE SET {_assigned(changed)}"
        f" WHEN NOT MATCHED THEN INSERT ({_named(stored)}) VALUES ({_marks(stored)})",
        [row.pk, *changed.values(), *stored.values()],
    )


def copy(row: models.Model) -> None:
    stored = columns(row)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{row._meta.db_table}" ({_named(stored)}) FROM STDIN') as into,
    ):
        into.write_row(list(stored.values()))


def writing_cte(row: models.Model) -> None:
    """Insert in the WITH clause of a statement that only reads."""
    stored = columns(row)
    execute(
        f'WITH made AS (INSERT INTO "{row._meta.db_table}" ({_named(stored)}) VALUES ({_marks(stored)})'
        " RETURNING id) SELECT * FROM made",
        stored.values(),
    )


def loaddata(row: models.Model, _names: Collection[str] = ()) -> None:
    with TemporaryDirectory() as folder:
        fixture = Path(folder) / "fixture.json"
        names = [f.name for f in row._meta.concrete_fields if not f.generated]
        fixture.write_text(serializers.serialize("json", [row], fields=names))
        call_command("loaddata", str(fixture), verbosity=0)


def admin_form(row: models.Model, names: Collection[str]) -> None:
    """Save a form as the admin does: everything that can be edited is posted, whatever was changed."""
    form_class = modelform_factory(type(row), fields="__all__")
    stored = type(row).objects.get(pk=row.pk)
    unbound = form_class(instance=stored)
    posted = {name: f.prepare_value(unbound.initial[name]) for name, f in unbound.fields.items()}
    posted |= {name: getattr(row, name) for name in names}
    form = form_class(
        {k: "" if v is None else v for k, v in posted.items() if v is not False}, instance=stored
    )
    assert form.is_valid(), form.errors
    form.save()


def _updated(row: models.Model, names: Collection[str]) -> None:
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})


def _cascade(row: models.Model) -> None:
    """Delete the record that a test-only table says this one belongs to."""
    table = row._meta.db_table
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE test_parent (id uuid PRIMARY KEY)")
        cursor.execute("INSERT INTO test_parent VALUES (%s)", [row.pk])
        cursor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT test_cascade FOREIGN KEY (id) REFERENCES test_parent'
            " ON DELETE CASCADE NOT VALID"
        )
        cursor.execute("DELETE FROM test_parent WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT test_cascade')
        cursor.execute("DROP TABLE test_parent")


def _raw_sql_delete(row: models.Model) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])


INSERTS: dict[str, Insert] = {
    "save": lambda row: row.save(force_insert=True),
    "bulk_create": lambda row: type(row).objects.bulk_create([row]) and None,
    "raw insert": raw_insert,
    "insert select": insert_select,
    "insert in with": writing_cte,
    "upsert": upsert,
    "merge": merge,
    "copy": copy,
    "loaddata": loaddata,
}
UPDATES: dict[str, Update] = {
    "save": lambda row, _: row.save(),
    "save of one field": lambda row, names: row.save(update_fields=list(names)),
    "update": _updated,
    "bulk_update": lambda row, names: type(row).objects.bulk_update([row], list(names)) and None,
    "raw update": raw_update,
    "update from": update_from,
    "upsert": upsert,
    "merge": merge,
    "loaddata": loaddata,
    "admin form": admin_form,
}
#: What only the owner can do.
DELETES: dict[str, Delete] = {
    "delete": lambda row: row.delete(using="owner") and None,
    "raw delete": lambda row: type(row).objects.using("owner").filter(pk=row.pk)._raw_delete("owner"),  # noqa: SLF001
    "raw sql delete": _raw_sql_delete,
    "cascade": _cascade,
}
