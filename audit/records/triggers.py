"""Triggers that nothing but the owner can switch off, versioned in migrations through django-pgtrigger."""

from typing import Any

import pgtrigger
from pgtrigger import compiler

from audit.records import sql

#: Function settings: who runs it, and what names mean. A plan is kept from the first write of a session, when one
#: row was changed; a nested loop kept so would take hours over a hundred thousand.
FUNCTION = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off"


class RecorderSql(compiler.UpsertTriggerSql):
    """Trigger SQL without pgtrigger's ignore branch, which any connection may use to skip the function.

    Nobody but the owner may use the function: hung on a table of one's own it would write forged revisions.
    `register` runs once, at installation.
    """

    def __init__(self, *, register: str = "", **kwargs: Any) -> None:
        self.register = register
        super().__init__(**kwargs)

    def get_template(self) -> str:
        """Return the template."""
        return (
            """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$ {declare} BEGIN {func} END; $$
            LANGUAGE plpgsql """
            + FUNCTION
            + """;
            REVOKE ALL ON FUNCTION {pgid}() FROM PUBLIC;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid} {when} {operation} ON {table} {timing} {referencing}
                FOR EACH {level} {condition} EXECUTE FUNCTION {execute};
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {pgid};
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
            """
            + self.register
        )

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return what a migration needs to build it again."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **({"register": self.register} if self.register else {})}


class Recorder(pgtrigger.Trigger):
    """A trigger compiled with `RecorderSql`."""

    def __init__(self, *, register: str = "", **kwargs: Any) -> None:
        self.register_sql = register
        super().__init__(**kwargs)

    def compile(self, model: Any) -> compiler.Trigger:
        """Compile to SQL without pgtrigger's ignore branch."""
        compiled = super().compile(model)
        kwargs = {key: value for key, value in compiled.sql.kwargs.items() if key != "ignore_func_name"}
        return compiler.Trigger(name=compiled.name, sql=RecorderSql(register=self.register_sql, **kwargs))


class Guard(Recorder):
    """A trigger that refuses an operation, whoever tries it."""

    def __init__(self, *, name: str, operation: Any, why: str, level: Any = pgtrigger.Row) -> None:
        super().__init__(
            name=name, level=level, when=pgtrigger.Before, operation=operation, func=sql.refuse(why)
        )


def append_only() -> list[pgtrigger.Trigger]:
    """Return the guards of a table whose rows are only ever added."""
    return [
        Guard(
            name="append_only",
            operation=pgtrigger.Update | pgtrigger.Delete,
            why="these rows are only ever added",
        ),
        no_truncate(),
    ]


def no_truncate() -> pgtrigger.Trigger:
    """Return the guard against TRUNCATE, which no row trigger sees."""
    return Guard(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        why="nothing here is emptied",
        level=pgtrigger.Statement,
    )


def recorders(*, table: str, history: str, columns: list[str]) -> list[pgtrigger.Trigger]:
    """Return the triggers of a tracked table.

    Three statement triggers, because PostgreSQL refuses transition tables on more than one event.
    """
    shape: dict[str, Any] = {"table": table, "history": history, "columns": columns}
    changed = "changed n JOIN former o ON o.id = n.id AND o.revision <> n.revision"
    return [
        Recorder(
            name="number",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=sql.number_revision(columns),
        ),
        _statement(
            "insert",
            pgtrigger.Insert,
            _rows(new="changed"),
            sql.write_revisions(**shape, operation="+", source="changed c"),
            register=sql.register_schema(**shape),
        ),
        _statement(
            "update",
            pgtrigger.Update,
            _rows(old="former", new="changed"),
            sql.write_revisions(**shape, operation="~", source=f"(SELECT n.* FROM {changed}) c"),
        ),
        _statement(
            "delete",
            pgtrigger.Delete,
            _rows(old="former"),
            sql.write_revisions(**shape, operation="-", source="former c"),
        ),
        no_truncate(),
    ]


def _rows(**tables: str) -> Any:
    return pgtrigger.Referencing(**tables)  # type: ignore[no-untyped-call]


def _statement(name: str, operation: Any, referencing: Any, func: str, register: str = "") -> Recorder:
    return Recorder(
        name=f"revise_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[("a", "record")],
        func=func,
        register=register,
    )
