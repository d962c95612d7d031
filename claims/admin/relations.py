"""Pages of relations between claims."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import ClaimRelation
from claims.services import relations


@admin.register(ClaimRelation)
class ClaimRelationAdmin(RecordAdmin):
    """How claims bear on each other."""

    fields = ("kind", "from_claim", "to_claim", "note")
    # Another relation is another record.
    lasting = ("kind", "from_claim", "to_claim")
    list_display = ("from_claim", "kind", "to_claim", "recorded_at")
    list_filter = ("kind", StandingFilter, "partner")
    list_select_related = ("from_claim", "to_claim")
    search_fields = ("from_claim__text", "to_claim__text", "external_id")
    autocomplete_fields = ("from_claim", "to_claim")

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> ClaimRelation:
        """Record a relation."""
        return relations.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> ClaimRelation:
        """Change a relation."""
        return relations.revise(relation_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> ClaimRelation:
        """Withdraw a relation."""
        return relations.withdraw(relation_id=record_id, by=by, reason=reason, expected=expected)
