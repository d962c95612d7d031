"""Mark records: who may see them, by whom they are marked so, and never less strictly than what they rest on."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection

from actors.errors import CircleError, LoweringError, TwoPeopleError
from actors.models import Account, Record
from actors.selectors import circles as selected
from actors.selectors import records
from actors.services.changes import require_reason
from audit.attribution import Principal, audited_write
from audit.records import FREE, Marking
from audit.records.markings import LOCK

R = TypeVar("R", bound=Record)

#: The fields that this module looks after.
FIELDS = ("marking", "circles")
_STRICTNESS = list(Marking)


class Strict(Protocol):
    """What something rests on."""

    @property
    def marking(self) -> str:
        """How it is marked."""

    @property
    def circles(self) -> Collection[UUID]:
        """Whoever is in all of them may see it."""


def mark_new(record: Record, given: Mapping[str, Any], rests_on: Iterable[Strict], *, by: Principal) -> None:
    """Mark a record that is not saved yet as its writer says, and as strictly as what it rests on.

    Raises:
        CircleError: the circles do not go with the marking, or the writer is in one of them not.
    """
    marking = Marking(given.get("marking", Marking.CLEAR))
    record.marking = marking
    record.circles = _circles(marking, given.get("circles"), by=by)
    follow(record, rests_on)


def mark_changed(
    record: Record,
    before: tuple[str, list[UUID]],
    given: Mapping[str, Any],
    rests_on: Iterable[Strict],
    *,
    by: Principal,
) -> frozenset[str]:
    """Mark a record stricter as its writer says; return the names of the fields that differ.

    Raises:
        CircleError: the circles do not go with the marking, or the writer is in one of them not.
        LoweringError: it would be less strict than it is.
    """
    former, kept = Marking(before[0]), before[1]
    if given.keys() & set(FIELDS):
        marking = Marking(given.get("marking", former))
        asked = given.get("circles")
        # Circles that were there before are nobody's to take away, and are not asked for again.
        fresh = None if asked is None else [circle for circle in asked if circle not in kept]
        if _STRICTNESS.index(marking) < _STRICTNESS.index(former) or (
            asked is not None and not {*kept} <= {*asked}
        ):
            raise LoweringError(
                "It would be less strictly marked than it is. That takes two people of staff.",
                pointer="/marking",
            )
        record.marking = marking
        stays = kept and marking == former and not fresh
        record.circles = kept if stays else _joined(kept, _circles(marking, fresh, by=by))
    follow(record, rests_on)
    return frozenset(name for name, old in zip(FIELDS, before, strict=True) if getattr(record, name) != old)


def _circles(marking: Marking, asked: Collection[UUID] | None, *, by: Principal) -> list[UUID]:
    """Return the circles of a marking: those that are asked for, or the writer's own."""
    if marking in FREE:
        if asked:
            raise CircleError(f"What is {marking} has no circles.", pointer="/circles")
        return []
    if not asked:
        own = by.id if marking == Marking.RED else by.partner_id
        if own is None:
            raise CircleError("Name the circles that may see it.", pointer="/circles")
        return [own]
    if marking == Marking.STRICT and by.partner_id is not None and {*asked} != {by.partner_id}:
        raise CircleError(
            "What is amber+strict is its partner's alone: leave the circles out.", pointer="/circles"
        )
    known = selected.known(asked, by=by)
    for place, circle in enumerate(asked):
        if circle not in known:
            raise CircleError(f"You are in no circle {circle}.", pointer=f"/circles/{place}")
    return _joined(asked, [])


def follow(record: Record, rests_on: Iterable[Strict]) -> None:
    """Mark a record that is not saved yet as strictly as what it rests on."""
    for found in rests_on:
        if _STRICTNESS.index(Marking(record.marking)) < _STRICTNESS.index(Marking(found.marking)):
            record.marking = found.marking
        record.circles = _joined(record.circles, found.circles)


def _joined(one: Collection[UUID], other: Collection[UUID]) -> list[UUID]:
    return sorted({*one, *other})


def lower(
    model: type[R],
    record_id: UUID,
    *,
    marking: str,
    circles: Collection[UUID],
    by: Account,
    approved_by: Account,
    reason: str,
) -> R:
    """Mark a record less strictly than it is, as two people of staff agree; return it as it then stands.

    It stays as strict as what it rests on. What rests on it stays as strict as it was. Who approved is kept in the
    reason.

    Raises:
        NotFoundError: there is no such record.
        TwoPeopleError: they are one.
        CircleError: the circles do not go with the marking.
        ReasonRequiredError: the reason is blank.
    """
    if by.id == approved_by.id:
        raise TwoPeopleError("Somebody else has to approve it.")
    require_reason(reason)
    with audited_write(by=by, reason=f"{reason} Approved by {approved_by.name}."):
        with connection.cursor() as cursor:
            # Nothing that it rests on is being made stricter meanwhile.
            cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        record = records.get_locked(model, record_id, to=by)
        record.marking, record.circles = marking, _circles(Marking(marking), circles, by=by)
        record.save(update_fields=list(FIELDS))
        # The triggers have seen to it that it is as strict as what it rests on.
        record.refresh_from_db()
        return record
