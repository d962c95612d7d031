"""Write records of any kind: what every service does around its own rules."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone

from actors.models import Account, Record, Role
from actors.selectors import records
from actors.selectors.references import Found, resolve
from actors.services import markings
from actors.services.changes import refuse_stale, refused_value, require_reason
from audit.attribution import Principal
from audit.errors import (
    AlreadyWithdrawnError,
    ExternalIdTakenError,
    NotOwnerError,
    ReferenceWithdrawnError,
    RingError,
)

R = TypeVar("R", bound=Record)

#: First key of the advisory locks that keep two writers from closing a ring together.
RING_LOCK = 1096110421


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer says of a record: field values by name, references as they were written.

    `date_only` names the time fields that were written as a date.
    """

    values: Mapping[str, Any]
    external_id: str | None = None
    date_only: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[R]):
    """A record after a write; `created` is false where the same had been posted before."""

    record: R
    created: bool


def prepare(model: type[R], draft: Draft, *, by: Principal, extra: object = None) -> Recorded[R]:
    """Return the record that a draft asks for, not yet saved, or the one already posted under its external_id.

    `extra` is posted with it (a source's stances) and belongs to what "the same" means.

    Raises:
        ReferenceNotFoundError: a reference points at nothing.
        ReferenceWithdrawnError: a reference points at a withdrawn record.
        ExternalIdTakenError: the partner has posted something else under this external_id.
        CircleError: as `markings` says.
    """
    found = _found(model, draft.values, by=by)
    values = _resolved(model, draft.values, found)
    posted = _fingerprint(values, draft.date_only, extra)
    existing = records.find_own(model, draft.external_id, by=by)
    if existing is not None:
        if existing.posted != posted:
            raise ExternalIdTakenError(
                f"Your external_id {draft.external_id!r} names another {model._meta.verbose_name}.",
                pointer="/external_id",
                extra={"existing": str(existing.id)},
            )
        # What it refers to may have been withdrawn since.
        return Recorded(existing, created=False)
    _refuse_withdrawn(found)
    record = model(
        **values,
        partner_id=by.partner_id,
        recorded_by_id=by.id,
        external_id=draft.external_id,
        date_only=sorted(draft.date_only),
        posted=posted,
    )
    markings.mark_new(record, draft.values, found.values(), by=by)
    return Recorded(record, created=True)


def save_new(record: Record) -> None:
    """Insert a prepared record.

    Raises:
        InvalidValueError: a value is none that the field takes.
    """
    _clean(record)
    record.save(force_insert=True)


def change(
    model: type[R],
    record_id: UUID,
    draft: Draft,
    *,
    by: Principal,
    reason: str,
    expected: Collection[int] | None,
) -> tuple[R, frozenset[str]]:
    """Lock a record, hold the writer against its owner and revision, and set the drafted values, not yet saved.

    `expected` are the revisions the writer may have read; None for a form that checks otherwise. Returns the record
    and the names of the fields that now differ.

    Raises:
        NotFoundError, NotOwnerError, StaleRevisionError, AlreadyWithdrawnError, ReasonRequiredError,
        ReferenceNotFoundError, ReferenceWithdrawnError, CircleError, LoweringError: as their names say.
    """
    record = _open(model, record_id, by=by, reason=reason, expected=expected)
    before = {name: getattr(record, _attname(model, name)) for name in draft.values}
    marked = record.marking, record.circles
    found = _found(model, draft.values, by=by)
    _refuse_withdrawn(found, unless=before)
    for attname, value in _resolved(model, draft.values, found).items():
        setattr(record, attname, value)
    stricter = markings.mark_changed(record, marked, draft.values, found.values(), by=by)
    changed = {
        name for name in draft.values if getattr(record, _attname(model, name)) != before[name]
    } | stricter
    date_only = sorted((set(record.date_only) - set(draft.values)) | draft.date_only)
    if date_only != record.date_only:
        record.date_only = date_only
        changed.add("date_only")
    return record, frozenset(changed)


def save_changed(record: Record, changed: Collection[str]) -> None:
    """Save the changed fields; the trigger numbers the revision, and so does this.

    Raises:
        InvalidValueError: a value is none that the field takes.
    """
    if not changed:
        return
    _clean(record)
    record.save(update_fields=list(changed))
    record.revision += 1


def withdraw(
    model: type[R], record_id: UUID, *, by: Principal, reason: str, expected: Collection[int] | None = None
) -> R:
    """Withdraw a record: it stays, with its history, and counts as if never recorded.

    Raises:
        NotFoundError, NotOwnerError, StaleRevisionError, AlreadyWithdrawnError, ReasonRequiredError: as named.
    """
    record = _open(model, record_id, by=by, reason=reason, expected=expected)
    record.withdrawn_at = timezone.now()
    record.save(update_fields=["withdrawn_at"])
    record.revision += 1
    return record


def refuse_ring(record: Record, link: str) -> None:
    """Refuse a reference that leads back to its own record.

    Takes turns with every other writer of such a link, so that two of them cannot close a ring together.

    Raises:
        RingError: it would.
    """
    model = type(record)
    target = getattr(record, _attname(model, link))
    if target is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RING_LOCK, f"{model._meta.db_table}.{link}"]
        )
    if target == record.id or records.reaches(model, link, target, record.id):
        raise RingError(f"{link} would lead back to this {model._meta.verbose_name}.", pointer=f"/{link}")


def _open(
    model: type[R], record_id: UUID, *, by: Principal, reason: str, expected: Collection[int] | None
) -> R:
    """Lock a record that the writer may change, at a revision they have read."""
    record = records.get_locked(model, record_id, to=by)
    refuse_others(record, by=by)
    refuse_stale(record.revision, expected)
    if record.is_withdrawn:
        raise AlreadyWithdrawnError("The record is withdrawn and takes no further change.")
    require_reason(reason)
    return record


def refuse_others(record: Record, *, by: Principal) -> None:
    """Refuse a writer who may not change a record: it is another partner's, or a contributor did not record it.

    Raises:
        NotOwnerError: as said.
    """
    if by.partner_id is None:
        return
    if record.partner_id != by.partner_id:
        raise NotOwnerError("This record is another partner's; only its owner or staff change it.")
    if isinstance(by, Account) and by.role == Role.CONTRIBUTOR and record.recorded_by_id != by.id:
        raise NotOwnerError("A contributor changes what it recorded itself; an editor may change this one.")


def _attname(model: type[Record], name: str) -> str:
    attname: str = model._meta.get_field(name).attname  # type: ignore[union-attr]
    return attname


def _found(model: type[Record], values: Mapping[str, Any], *, by: Principal) -> dict[str, Found]:
    """Return what the references among the values point at, by pointer; one round trip at most."""
    references = {
        f"/{name}": (model._meta.get_field(name).related_model, value)
        for name, value in values.items()
        if value is not None and isinstance(model._meta.get_field(name), models.ForeignKey)
    }
    return resolve(references, by=by)  # type: ignore[arg-type]


def _refuse_withdrawn(found: Mapping[str, Found], *, unless: Mapping[str, Any] | None = None) -> None:
    """Refuse references to withdrawn records, but for those that were there before, by name."""
    for pointer, target in found.items():
        if target.withdrawn and (unless or {}).get(pointer[1:]) != target.id:
            raise ReferenceWithdrawnError("The record referred to is withdrawn.", pointer=pointer)


def _resolved(model: type[Record], values: Mapping[str, Any], found: Mapping[str, Found]) -> dict[str, Any]:
    """Return the values by attribute name, references turned into ids."""
    return {
        _attname(model, name): found[f"/{name}"].id if f"/{name}" in found else value
        for name, value in values.items()
    }


def _fingerprint(values: Mapping[str, Any], date_only: Collection[str], extra: object) -> str:
    document = json.dumps([values, sorted(date_only), extra], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(document.encode()).hexdigest()


def _clean(record: Record) -> None:
    """Hold the values against their fields; references are checked already, constraints are PostgreSQL's."""
    skip = [f.name for f in record._meta.concrete_fields if isinstance(f, models.ForeignKey) or f.generated]
    try:
        record.clean_fields(exclude={*skip, "recorded_at"})
    except ValidationError as error:
        raise refused_value(error) from error
