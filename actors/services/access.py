"""Change who has access: what partners and accounts have in common."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from actors.models import Account, Partner
from actors.services.changes import refuse_stale, refused_value, require_reason
from audit.errors import NotFoundError

A = TypeVar("A", Account, Partner)


def locked(model: type[A], record_id: UUID, *, reason: str, expected: Collection[int] | None) -> A:
    """Return a partner or account at a revision that the writer has read, locked for the change.

    Raises:
        NotFoundError, StaleRevisionError, ReasonRequiredError: as their names say.
    """
    # NO KEY: what is recorded meanwhile refers to the row and must not wait for it.
    record = model.objects.select_for_update(no_key=True).filter(id=record_id).first()
    if record is None:
        raise NotFoundError(f"There is no {model._meta.verbose_name} {record_id}.")
    refuse_stale(record.revision, expected)
    require_reason(reason)
    return record


def save(record: A, changes: Mapping[str, Any]) -> None:
    """Save changed values, held against their fields and against what others have.

    Raises:
        InvalidValueError: a value is none that the field takes, or another record has it.
    """
    for name, value in changes.items():
        setattr(record, name, value)
    try:
        record.full_clean(exclude={"password", "partner"}, validate_constraints=False)
    except ValidationError as error:
        raise refused_value(error) from error
    if record._state.adding:  # noqa: SLF001  # Django's own word for it
        record.save(force_insert=True)
    elif changes:
        record.save(update_fields=list(changes))
        record.revision += 1
