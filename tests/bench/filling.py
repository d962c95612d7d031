"""Records by the hundred thousand, written as the application may: INSERT … SELECT in attributed transactions."""

import sys
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, models

from audit.attribution import audited_write
from audit.services import log
from tests.claims.services.walk import Staff

BY = Staff()
#: Rows of one transaction; each is drained into the log before the next.
AT_ONCE = 20_000


class Progress:
    """How far a long fill has come, a line for each step that takes its time."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, what: str, done: int, of: int) -> None:
        """Say how far it is, unless something was said a moment ago."""
        now = time.monotonic()
        if now - self._told > 5:
            self._told = now
            print(f"  {now - self._began:4.0f} s  {what}: {done:,} of {of:,}", file=sys.stderr, flush=True)


def fill(
    model: type[models.Model],
    count: int,
    values: Mapping[str, str],
    given: Mapping[str, Any],
    progress: Progress,
) -> list[UUID]:
    """Insert so many records and return their ids in the order of their numbers.

    `values` are SQL expressions for columns, of the number `n` from 0 up and of what is `given` by name; a column
    that they leave out has its default.
    """
    columns = dict(values)
    parameters = dict(given)
    for field in model._meta.concrete_fields:
        if field.column in columns or field.generated or field.db_default is not models.NOT_PROVIDED:
            continue
        columns[field.column] = f"%(default_{field.column})s"
        parameters[f"default_{field.column}"] = field.get_db_prep_save(field.get_default(), connection)
    columns["id"] = "uuidv7()"
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"  # noqa: S608
        " FROM generate_series(%(first)s::int, %(last)s::int) AS n ORDER BY n RETURNING id"
    )
    made: list[UUID] = []
    for first in range(0, count, AT_ONCE):
        last = min(first + AT_ONCE, count) - 1
        with audited_write(by=BY, reason="a register to measure"), connection.cursor() as cursor:
            cursor.execute(statement, {**parameters, "by": BY.id, "first": first, "last": last})
            made += [record for (record,) in cursor.fetchall()]
        log.drain()
        progress.tell(str(model._meta.verbose_name_plural), last + 1, count)
    return made


def pick(name: str, number: str) -> str:
    """Return the SQL of an item of a given array, by a number that goes round in it."""
    return f"(%({name})s::uuid[])[1 + ({number}) %% cardinality(%({name})s::uuid[])]"
