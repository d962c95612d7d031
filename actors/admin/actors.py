"""Pages of actors."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import RecordAdmin, StandingFilter, ValuesFilter
from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from audit.attribution import Principal


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    """Who speaks, publishes or is party, and how reliable they are held to be."""

    fields = (
        "name", "kind", "aliases", "part_of", "speaks_for", "party", "reliability", "reliability_reason", "note",
    )  # fmt: skip
    list_display = ("name", "kind", "party", "reliability", "part_of", "speaks_for", "recorded_at")
    list_filter = ("kind", "reliability", ("party", ValuesFilter), StandingFilter, "partner")
    list_select_related = ("part_of", "speaks_for")
    search_fields = ("name", "aliases", "external_id")
    autocomplete_fields = ("part_of", "speaks_for")
    help_texts = {
        "aliases": "Other names, one a line.",
        "party": "A short code of the side it is on in the dispute; a claim's “favours” uses the same.",
        "reliability": "F says that it cannot be judged: no weight in the middle.",
    }

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Actor:
        """Record an actor."""
        return actors.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Actor:
        """Change an actor."""
        return actors.revise(actor_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Actor:
        """Withdraw an actor."""
        return actors.withdraw(actor_id=record_id, by=by, reason=reason, expected=expected)
