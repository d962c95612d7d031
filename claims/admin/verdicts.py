"""Pages of staff's own rulings."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

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

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead back to the claim, where whoever rules on it came from."""
        if {"_addanother", "_continue", "_popup"} & set(request.POST):
            answer: HttpResponse = super().response_add(request, obj, post_url_continue)
            return answer
        messages.success(request, "The verdict is recorded, beside the computed status.")
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[obj.claim_id]))

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Verdict:
        """Record a ruling."""
        return verdicts.record(draft=draft, by=by, reason=reason).record

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Verdict:
        """Withdraw a ruling."""
        return verdicts.withdraw(verdict_id=record_id, by=by, reason=reason, expected=expected)
