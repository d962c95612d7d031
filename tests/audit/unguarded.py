"""Tables whose guards a superuser has switched off for a moment, as somebody who tampers would."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


@contextmanager
def unguarded(superuser: psycopg.Connection, *tables: str) -> Iterator[None]:
    """Switch off every trigger of some tables, and put each back as it was."""
    named = superuser.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE tgenabled = 'A' AND tgrelid::regclass::text = ANY(%s)",
        [list(tables)],
    ).fetchall()
    for table in tables:
        superuser.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(sql.Identifier(table)))
    try:
        yield
    finally:
        for table in tables:
            superuser.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER ALL").format(sql.Identifier(table)))
        for table, name in named:
            superuser.execute(
                sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(
                    sql.Identifier(table), sql.Identifier(name)
                )
            )
