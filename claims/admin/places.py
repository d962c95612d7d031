"""Pages of places."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.admin.merging import MergePages
from claims.models import Place
from claims.services import places


@admin.register(Place)
class PlaceAdmin(MergePages):
    """Where claims are about."""

    fields = ("name", "kind", "lat", "lon", "precision", "gazetteer_ids", "note")
    list_display = ("name", "kind", "lat", "lon", "precision", "recorded_at")
    list_filter = ("kind", "precision", StandingFilter, "partner")
    search_fields = ("name", "gazetteer_ids", "external_id")
    help_texts = {"lat": "Degrees north, WGS 84.", "lon": "Degrees east, WGS 84."}

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Place:
        """Record a place."""
        return places.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Place:
        """Change a place."""
        return places.revise(place_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Place:
        """Withdraw a place."""
        return places.withdraw(place_id=record_id, by=by, reason=reason, expected=expected)
