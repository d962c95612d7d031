"""Endpoints of places."""

from collections.abc import Collection
from uuid import UUID

from actors.api import parts
from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import PlaceQuery
from claims.api.v1.resources import PLACE
from claims.api.v1.serializers import PlaceIn, PlaceOut, PlacePatch
from claims.models import Place
from claims.selectors import boxes
from claims.services import places
from config.http.pagination import Rows


class Places(views.RecordList):
    """Places that claims are about."""

    resource = PLACE
    is_open = True
    query = {"GET": parts.of(PLACE, PlaceQuery)}
    bodies = {"POST": PlaceIn}
    answers = {"GET": [PlaceOut], "POST": {201: PlaceOut, 200: PlaceOut}}
    exact = {"kind": "kind"}

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        rows = super().filtered(rows)
        box = self.params.get("bbox")
        return boxes.within(rows, box) if box else rows

    def record(self, new: Draft, reason: str) -> Recorded[Place]:
        """Record a place."""
        return places.record(draft=new, by=self.by, reason=reason)


class PlaceDetail(views.RecordDetail):
    """One place."""

    resource = PLACE
    redirecting_methods = frozenset({"GET", "PATCH"})
    is_open = True
    query = {"GET": parts.of(PLACE)}
    bodies = {"PATCH": PlacePatch}
    answers = {"GET": PlaceOut, "PATCH": PlaceOut}

    def revise(self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None) -> Place:
        """Change a place."""
        return places.revise(place_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected)


class PlaceWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a place."""

    resource = PLACE
    answers = {"POST": {200: PlaceOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Place:
        """Withdraw a place."""
        return places.withdraw(place_id=record_id, by=self.by, reason=reason, expected=expected)
