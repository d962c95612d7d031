"""Bringing back an earlier revision: a new revision that says what an old one said, with a reason of its own."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from audit.admin.forms import ReasonedForm
from audit.admin.writing import WritingPages
from audit.attribution import Principal
from audit.errors import RecordError
from audit.selectors import erased


class BringBackPages(WritingPages):
    """The page that asks for the reason. A kind takes part by saying how its service is called: `bring_back`."""

    #: Fields that are written as a revision had them; a kind that has none is never brought back.
    brought_back: tuple[str, ...] = ()
    #: Shows what `consequences_back` returns.
    back_template = ""

    @abstractmethod
    def bring_back(
        self, record_id: UUID, revision: Any, *, by: Principal, reason: str, expected: set[int]
    ) -> Model:
        """Call the service that revises a record, with what a revision said."""

    def consequences_back(self, _request: HttpRequest, _obj: Any, _revision: Any) -> Mapping[str, Any] | None:
        """Return what bringing a revision back would bring about beside the record, for `back_template`."""
        return None

    def fields_brought_back(self) -> tuple[str, ...]:
        """Return the names of the fields that a revision brings back."""
        return self.brought_back

    def may_bring_back(self, request: HttpRequest, obj: Any) -> bool:
        """Return whether whoever is logged in may write over a record; what has ended stays as it is."""
        return bool(self.fields_brought_back()) and bool(self.has_change_permission(request, obj))

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of a kind, with the one that brings a revision back."""
        page = path(
            "<path:object_id>/history/<int:history_id>/bring-back/",
            self.admin_site.admin_view(self.bring_back_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_bring_back",
        )
        return [page, *super().get_urls()]

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one revision as it stood, with the way to bring it back."""
        answer = super().history_form_view(request, object_id, version_id, extra_context)
        context = getattr(answer, "context_data", None)
        if context and self.is_earlier(context["revision"], context["object"]):
            context["may_bring_back"] = self.may_bring_back(request, context["object"])
        return answer

    def is_earlier(self, revision: Any, obj: Any) -> bool:
        """Return whether a revision is an earlier one, and what it said can be said again."""
        is_said_no_more = erased.is_erased(self.opts.db_table, revision.history_id)
        return bool(revision.revision < obj.revision and revision.history_type != "-" and not is_said_no_more)

    def bring_back_view(self, request: HttpRequest, object_id: str, history_id: int) -> HttpResponse:
        """Ask for the reason, and have a record say again what a revision said."""
        obj = self.get_object(request, unquote(object_id))
        revision = obj and self.history_model.objects.filter(id=obj.pk, history_id=history_id).first()
        if obj is None or revision is None or not self.is_earlier(revision, obj):
            raise Http404
        # Of what was withdrawn meanwhile the service says so, in words.
        if not self.may_bring_back(request, obj):
            raise PermissionDenied
        form = ReasonedForm(request.POST or None, initial={"seen_revision": obj.revision})
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                with self.attributed(request) as by:
                    self.bring_back(
                        obj.pk, revision, by=by, reason=given["reason"], expected={given["seen_revision"]}
                    )
            except (RecordError, IntegrityError) as refusal:
                form.tell(self.explained(request, refusal, object_id))
            else:
                said = (
                    f"It says again what revision {revision.revision} said: a new revision, with your reason."
                )
                messages.success(request, said)
                return HttpResponseRedirect(self.address("history", obj))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Bring back revision {revision.revision}?",
            "subtitle": str(obj),
            "opts": self.opts,
            "media": self.media,
            "object": obj,
            "revision": revision,
            "changes": self.changes_back(request, obj, revision),
            "consequences": self.consequences_back(request, obj, revision),
            "back_template": self.back_template,
            "form": form,
        }
        return TemplateResponse(request, "audit/bring_back.html", context)

    def changes_back(self, request: HttpRequest, obj: Any, revision: Any) -> list[dict[str, Any]]:
        """Return what bringing a revision back would change, from what stands now."""
        now = self.history_model.objects.filter(id=obj.pk, revision=obj.revision).first()
        names = set(self.fields_brought_back())
        found = [each for each in self.between(now, revision) if each.field.name in names]
        return self.rows(request, found)
