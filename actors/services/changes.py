"""What a change of anything is held against: the revision that its writer has read, a reason, the fields."""

from collections.abc import Collection

from django.core.exceptions import ValidationError

from audit.errors import InvalidValueError, ReasonRequiredError, StaleRevisionError


def refuse_stale(revision: int, expected: Collection[int] | None) -> None:
    """Refuse a revision that the writer has not read; None for one who checks otherwise.

    Raises:
        StaleRevisionError: the record has moved on.
    """
    if expected is not None and revision not in expected:
        raise StaleRevisionError(f"The record is at revision {revision}.", extra={"revision": revision})


def require_reason(reason: str) -> None:
    """Refuse a change that does not say why.

    Raises:
        ReasonRequiredError: the reason is blank.
    """
    if not reason.strip():
        raise ReasonRequiredError("A change needs a reason.", pointer="/reason")


def refused_value(error: ValidationError) -> InvalidValueError:
    """Return what Django found of a model's fields in the register's words: the first fault, with its place."""
    name, (first, *_) = next(iter(error.message_dict.items()))
    return InvalidValueError(first, pointer=f"/{name}")
