"""Pages of sharing groups."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import RecordAdmin, StandingFilter
from actors.models import SharingGroup
from actors.services import groups
from actors.services.records import Draft
from audit.admin import Ending
from audit.attribution import Principal


@admin.register(SharingGroup)
class SharingGroupAdmin(RecordAdmin):
    """Who sees what is marked for them."""

    ending = Ending(
        "withdraw", "dissolved", "Nobody is in it any more; what is marked for it is seen by staff alone."
    )
    fields = ("name", "members", "note")
    markings = ()
    list_display = ("name", "partner", "recorded_at")
    list_filter = (StandingFilter, "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "external_id")

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> SharingGroup:
        """Record a sharing group."""
        return groups.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> SharingGroup:
        """Change a sharing group."""
        return groups.revise(group_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> SharingGroup:
        """Dissolve a sharing group."""
        return groups.withdraw(group_id=record_id, by=by, reason=reason, expected=expected)
