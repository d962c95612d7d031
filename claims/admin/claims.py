"""Pages of claims."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from actors.admin.fields import moment
from actors.admin.records import StandingFilter, ValuesFilter
from actors.services.records import Draft
from audit.admin import Bulk, writer
from audit.attribution import Principal
from claims.admin import ledger, placing
from claims.admin.merging import MergePages
from claims.admin.tables import page_number
from claims.models import Claim
from claims.selectors import consensus, queues, surroundings
from claims.selectors.marks import mark
from claims.services import claims


@admin.register(Claim)
class ClaimAdmin(MergePages):
    """What is claimed, with where the sources leave it."""

    change_form_template = "claims/claim.html"
    fields = (
        "text", "question", "answer", "quantity", "valid_from", "valid_to", "favours", "against", "place", "note",
    )  # fmt: skip
    list_display = ("text", "status", "question", "favours", moment("valid_from"))
    list_filter = ("consensus__status", ("favours", ValuesFilter), StandingFilter, "partner")
    list_select_related = ("consensus", "question")
    search_fields = ("text", "answer", "question__text", "external_id")
    date_hierarchy = "valid_from"
    actions = ("withdraw_selected", "place_selected", "time_selected")
    autocomplete_fields = ("question", "place")
    help_texts = {
        "answer": "Which answer to its question it gives.",
        "valid_to": "The time it is about ends here, this instant not included.",
        "favours": "The party whom it serves: a short code, the same as an actor's party.",
        "against": "The parties it harms, one a line. None: all but the one it favours.",
    }

    class Media:
        css = {"all": ["claims/desk.css"]}

    @admin.display(ordering="consensus__status", empty_value="not decided yet")
    def status(self, claim: Claim) -> str | None:
        """Return the state of the sources, never of the truth."""
        current = getattr(claim, "consensus", None)
        return current and render_to_string("claims/mark.html", {"mark": mark(current.status)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Claim | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form below where the sources leave the claim."""
        if obj is not None:
            by = writer(request)
            current, settled = consensus.find_current(obj.pk, to=by)
            context |= {
                "current": current and ledger.told(current),
                "settled": settled,
                "waits": [
                    {"queue": queue, "occasion": occasion, "may_leave": queue in queues.LEAVABLE}
                    for queue, occasion in queues.of_claim(obj.pk, to=by)
                ],
                "verdicts": surroundings.verdicts_on(obj.pk, to=by),
                "stances": surroundings.stances_on(obj.pk, to=by, page=page_number(request)),
                "relations": surroundings.relations_of(obj.pk, to=by),
                "determinations": [
                    (made, mark(made.status)) for made in surroundings.determinations_of(obj.pk, to=by)
                ],
                "may_add": request.user.has_perm("claims.add_stance"),
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.action(description="Set the place of the selected claims…", permissions=["change"])
    def place_selected(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse | None:
        """Say of the selected claims where they are about."""
        return self._revise_selected(request, chosen, placing.PLACE)

    @admin.action(description="Set the time of the selected claims…", permissions=["change"])
    def time_selected(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse | None:
        """Say of the selected claims when they are about."""
        return self._revise_selected(request, chosen, placing.TIME)

    def _revise_selected(
        self, request: HttpRequest, chosen: QuerySet[Claim], bulk: Bulk
    ) -> HttpResponse | None:
        def act(claim_id: UUID, form: Any, by: Principal, expected: set[int]) -> None:
            reason = form.cleaned_data["reason"]
            claims.revise(claim_id=claim_id, draft=form.draft, by=by, reason=reason, expected=expected)

        return self.bulk(request, chosen, bulk, act)

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
