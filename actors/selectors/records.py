"""Read records of any kind: by id, by a partner's own name, and locked for a change."""

from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from actors.models import Record
from audit.attribution import Principal
from audit.errors import NotFoundError

R = TypeVar("R", bound=Record)


def visible(model: type[R], *, to: Principal) -> QuerySet[R]:
    """Return the records of a kind that the principal may see: all of those that the tables show.

    For whom the tables are read is said once for a request, with `audit.selectors.readers`.
    """
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    found: QuerySet[R] = model._default_manager.all()  # noqa: SLF001 - for any model
    return found


def get(model: type[R], record_id: UUID, *, to: Principal) -> R:
    """Return a record.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    record = visible(model, to=to).filter(id=record_id).first()
    if record is None:
        raise NotFoundError(f"There is no {model._meta.verbose_name} {record_id}.")
    return record


def get_locked(model: type[R], record_id: UUID, *, to: Principal) -> R:
    """Return a record as committed, its row locked to the end of the transaction.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    # NO KEY: a stance recorded meanwhile refers to the row and must not wait for it.
    record = visible(model, to=to).select_for_update(of=("self",), no_key=True).filter(id=record_id).first()
    if record is None:
        raise NotFoundError(f"There is no {model._meta.verbose_name} {record_id}.")
    return record


def find_own(model: type[R], external_id: str | None, *, by: Principal) -> R | None:
    """Return the partner's record of that name, if it has one."""
    if external_id is None or by.partner_id is None:
        return None
    return visible(model, to=by).filter(partner_id=by.partner_id, external_id=external_id).first()


def reaches(model: type[R], link: str, start: UUID, target: UUID) -> bool:
    """Return whether following a reference of the model from `start` comes to `target`."""
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(f"{link}_id")
    with connection.cursor() as cursor:
        cursor.execute(
            # UNION, not UNION ALL: a ring that is already there ends the walk.
            f"WITH RECURSIVE up (id) AS (SELECT %s::uuid UNION SELECT t.{column} FROM {table} t"  # noqa: S608
            f" JOIN up ON t.id = up.id WHERE t.{column} IS NOT NULL) SELECT EXISTS (SELECT FROM up WHERE id = %s)",
            [start, target],
        )
        return bool(cursor.fetchone()[0])
