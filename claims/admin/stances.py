"""Pages of stances."""

from uuid import UUID

from django.contrib import admin

from actors.admin.fields import moment
from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import Stance
from claims.services import stances


@admin.register(Stance)
class StanceAdmin(RecordAdmin):
    """Positions of actors on claims, as found in sources."""

    fields = (
        "claim", "actor", "source", "position", "said_at", "quantity", "basis", "credibility", "hedged", "excerpt",
        "locator", "derived_from", "relation", "note",
    )  # fmt: skip
    # A speaker who changes their mind takes a new stance, and both stay.
    lasting = ("claim", "actor", "source", "position")
    list_display = ("actor", "position", "claim", moment("said_at"), "basis", "relation")
    list_filter = ("position", "basis", "relation", "hedged", StandingFilter, "partner")
    list_select_related = ("actor", "claim")
    search_fields = ("actor__name", "claim__text", "source__title", "excerpt", "external_id")
    date_hierarchy = "said_at"
    autocomplete_fields = ("claim", "actor", "source", "derived_from")
    help_texts = {
        "hedged": "The speaker did not commit: “reportedly”, “it seems”.",
        "derived_from": "The stance that this one repeats. Whoever repeats another is no origin of their own.",
        "relation": "How it repeats that stance; given exactly when there is one.",
    }

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Stance:
        """Record a stance."""
        return stances.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Stance:
        """Change a stance."""
        return stances.revise(stance_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Stance:
        """Withdraw a stance."""
        return stances.withdraw(stance_id=record_id, by=by, reason=reason, expected=expected)
