"""Pages of staff's own rulings."""

from uuid import UUID

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import Verdict
from claims.services import verdicts


@admin.register(Verdict)
class VerdictAdmin(RecordAdmin):
    """Rulings beside the computed status. A ruling stays as it is: a later one supersedes it."""

    fields = ("claim", "ruling", "grounds", "note")
    list_display = ("claim", "ruling", "recorded_by", "recorded_at")
    list_filter = ("ruling", StandingFilter)
    list_select_related = ("claim", "recorded_by")
    search_fields = ("claim__text", "grounds")
    date_hierarchy = "recorded_at"
    autocomplete_fields = ("claim",)
    help_texts = {
        "grounds": "What the ruling rests on. It stands beside the computed status and never enters it."
    }

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False for a ruling that was given."""
        return obj is None and super().has_change_permission(request, obj)

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Verdict:
        """Record a ruling."""
        return verdicts.record(draft=draft, by=by, reason=reason).record

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Verdict:
        """Withdraw a ruling."""
        return verdicts.withdraw(verdict_id=record_id, by=by, reason=reason, expected=expected)
