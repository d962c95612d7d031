"""Write places."""

from collections.abc import Collection
from uuid import UUID

from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.errors import PositionOffTheEarthError
from claims.models import Place


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[Place]:
    """Record a place.

    Raises:
        PositionOffTheEarthError: only one of lat and lon is given.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Place, draft, by=by)
        if new.created:
            _check(new.record)
            records.save_new(new.record)
        return new


def revise(
    *, place_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Place:
    """Change a place.

    Raises:
        PositionOffTheEarthError: only one of lat and lon would be left.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        place, changed = records.change(Place, place_id, draft, by=by, reason=reason, expected=expected)
        _check(place)
        records.save_changed(place, changed)
        return place


def withdraw(*, place_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None) -> Place:
    """Withdraw a place.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Place, place_id, by=by, reason=reason, expected=expected)


def _check(place: Place) -> None:
    if (place.lat is None) != (place.lon is None):
        missing = "lat" if place.lat is None else "lon"
        raise PositionOffTheEarthError("A position needs both lat and lon.", pointer=f"/{missing}")
