"""Pages of remarks on records."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import Remark
from claims.models.remark import SUBJECTS
from claims.services import remarks


@admin.register(Remark)
class RemarkAdmin(RecordAdmin):
    """What only some may know of a record."""

    fields = (*SUBJECTS, "text", "found_in", "note")
    # A remark on another record is another remark.
    lasting = tuple(SUBJECTS)
    list_display = ("about", "text", "found_in", "marking", "recorded_at")
    list_filter = ("marking", StandingFilter, "partner")
    list_select_related = ("actor", "claim", "source", "stance__actor", "stance__claim", "found_in")
    search_fields = (
        "text", "actor__name", "claim__text", "source__title", "stance__actor__name", "stance__claim__text",
        "found_in__title", "external_id",
    )  # fmt: skip
    autocomplete_fields = (*SUBJECTS, "found_in")
    help_texts = {
        "found_in": "The source that it was found in. Of a stance that leaves its source unnamed: that source.",
    }

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Remark:
        """Record a remark."""
        return remarks.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Remark:
        """Change a remark."""
        return remarks.revise(remark_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Remark:
        """Withdraw a remark."""
        return remarks.withdraw(remark_id=record_id, by=by, reason=reason, expected=expected)
