"""Pages of proposals: what is asked for, and the page on which staff accept or decline it."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from actors.admin.records import StandingFilter
from actors.models import Account
from audit.admin import ReasonedForm
from audit.attribution import entered
from audit.errors import RecordError
from audit.selectors.differences import Difference
from claims.admin.readonly import ReadOnlyAdmin
from claims.models import Proposal
from claims.models.proposal import KINDS
from claims.services import proposals

#: The page of a record, by what is known of its model.
_CHANGE = "admin:{0.app_label}_{0.model_name}_change"


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """What somebody asks to have done to what is not theirs. It is decided, never edited."""

    change_form_template = "claims/proposal.html"
    fields = (
        "act", "kind", "subject", "of_revision", "draft", "survivor", "grounds", "note", "outcome", "decision",
        "decided_by", "decided_at", "result", "partner", "recorded_by", "recorded_at", "withdrawn_at", "marking",
        "circles", "external_id",
    )  # fmt: skip
    readonly_fields = ("subject",)
    list_display = ("__str__", "outcome", "partner", "recorded_by", "recorded_at")
    list_filter = ("outcome", StandingFilter, "act", "kind", "partner")
    list_select_related = (*KINDS, "partner", "recorded_by")
    search_fields = ("grounds", "decision")
    ordering = ("-id",)
    history_hidden = ("id", "revision", "recorded_at", "recorded_by", "date_only")

    @admin.display(description="Record")
    def subject(self, proposal: Proposal) -> str:
        """Return the name of the record that it is about."""
        return str(proposal.about or "a new one")

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of proposals, with the one on which they are decided."""
        page = path(
            "<path:object_id>/decide/",
            self.admin_site.admin_view(self.decide_view),
            name="claims_proposal_decide",
        )
        return [page, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the proposal, with the way to decide on it."""
        if obj is not None and obj.is_open and self._may_decide(request):
            context["decide_url"] = self.address("decide", obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def decide_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would change, ask for the reason, and accept or decline."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self._may_decide(request):
            raise PermissionDenied
        page = self.address("change", obj)
        if not obj.is_open:
            return HttpResponseRedirect(page)
        form = ReasonedForm(request.POST or None, initial={"seen_revision": obj.revision})
        if request.method == "POST" and form.is_valid():
            try:
                decided = self._decided(request, obj, form.cleaned_data)
            except (RecordError, IntegrityError) as refusal:
                form.tell(self.explained(request, refusal, object_id))
            else:
                messages.success(request, f"It is {decided.outcome}.")
                return HttpResponseRedirect(reverse("queues:cases", args=["proposed"]))
        about = obj.about
        context = {
            **self.admin_site.each_context(request),
            "title": "Accept this proposal?",
            "subtitle": str(obj),
            "opts": self.opts,
            "media": self.media,
            "original": obj,
            "about_url": about and reverse(_CHANGE.format(about._meta), args=[about.pk]),
            "into": obj.survivor and self._record(obj.kind, obj.survivor),
            "changes": self.rows(request, self._would_change(obj)),
            "form": form,
            "page": page,
        }
        return TemplateResponse(request, "claims/decide.html", context)

    def _decided(self, request: HttpRequest, obj: Proposal, given: dict[str, Any]) -> Proposal:
        decide = proposals.accept if "accept" in request.POST else proposals.decline
        # The service says itself whose words are in the reason.
        with entered("admin", getattr(request, "request_id", "")):
            return decide(
                proposal_id=obj.pk,
                by=cast("Account", request.user),
                reason=given["reason"],
                expected={given["seen_revision"]},
            )

    def _would_change(self, obj: Proposal) -> list[Difference]:
        """Return each field that the proposal names, as it is and as it would be."""
        about, found = obj.about, []
        for name, value in proposals.drafted(obj).values.items():
            field = cast("Any", KINDS[obj.kind]._meta.get_field(name))
            found.append(Difference(field, getattr(about, field.attname) if about else None, value))
        return found

    def _record(self, kind: str, record_id: UUID) -> Model | None:
        """Return a record that a proposal names."""
        return KINDS[kind]._default_manager.filter(id=record_id).first()  # noqa: SLF001 - of any kind

    def _may_decide(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("claims.change_proposal"))
