"""Pages of claims."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from actors.admin.fields import moment
from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.admin import writer
from audit.attribution import Principal
from claims.admin import ledger
from claims.models import Claim
from claims.selectors import consensus
from claims.services import claims


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    """What is claimed, with where the sources leave it."""

    change_form_template = "claims/claim.html"
    fields = (
        "text", "question", "answer", "valid_from", "valid_to", "favours", "against", "place", "note",
    )  # fmt: skip
    list_display = ("text", "status", "question", "favours", moment("valid_from"))
    list_filter = ("consensus__status", "favours", StandingFilter, "partner")
    list_select_related = ("consensus", "question")
    search_fields = ("text", "answer", "question__text", "external_id")
    date_hierarchy = "valid_from"
    autocomplete_fields = ("question", "place")
    help_texts = {
        "answer": "Which answer to its question it gives.",
        "valid_to": "The time it is about ends here, this instant not included.",
        "favours": "The party whom it serves: a short code, the same as an actor's party.",
        "against": "The parties it harms, one a line. None: all but the one it favours.",
    }

    @admin.display(ordering="consensus__status", empty_value="not decided yet")
    def status(self, claim: Claim) -> str | None:
        """Return the state of the sources, never of the truth."""
        current = getattr(claim, "consensus", None)
        return current and current.get_status_display()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Claim | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form below where the sources leave the claim."""
        if obj is not None:
            current, settled = consensus.find_current(obj.pk, to=writer(request))
            context |= {"current": current and ledger.told(current), "settled": settled}
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Claim:
        """Record a claim."""
        return claims.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Claim:
        """Change a claim."""
        return claims.revise(claim_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Claim:
        """Withdraw a claim."""
        return claims.withdraw(claim_id=record_id, by=by, reason=reason, expected=expected)
