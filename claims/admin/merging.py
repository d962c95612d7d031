"""Merging a record into another of its kind, and undoing that: which one is chosen, held side by side, and why."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from actors.admin.records import RecordAdmin
from actors.models import Mergeable
from audit.admin import ReasonedForm, writer
from audit.errors import RecordError
from claims.selectors import duplicates
from claims.services import merges

#: Records that a search offers.
OFFERED = 20


class MergePages(RecordAdmin):
    """The pages that ask for the reason; the page of a merged record leads to the one that stays."""

    change_form_template = "claims/mergeable.html"

    @property
    def kind(self) -> type[Mergeable]:
        """Return the kind of record."""
        return cast("type[Mergeable]", self.model)

    def may_merge(self, request: HttpRequest) -> bool:
        """Return whether whoever is logged in may merge records of this kind."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of a kind, with those that merge a record and undo it."""
        own = [
            path(
                f"<path:object_id>/{verb}/",
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{verb}",
            )
            for verb, view in (("merge", self.merge_view), ("unmerge", self.unmerge_view))
        ]
        return [*own, *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have the record that stays be chosen, show both side by side, ask for the reason, and merge them."""
        record = self._found(request, object_id)
        if record.is_withdrawn:
            return HttpResponseRedirect(self.address("change", record))
        other = self._chosen(request, record)
        form = ReasonedForm(request.POST or None, initial={"seen_revision": record.revision})
        if request.method == "POST" and other is not None and form.is_valid():
            given = form.cleaned_data
            try:
                with self.attributed(request) as by:
                    merges.merge(
                        self.kind,
                        record.pk,
                        into=other.pk,
                        by=by,
                        reason=given["reason"],
                        expected={given["seen_revision"]},
                    )
            except RecordError as refusal:
                form.tell(self.explained(request, refusal, object_id))
            else:
                messages.success(request, f"{self.opts.verbose_name} “{record}” is merged into this one.")
                return HttpResponseRedirect(self.address("change", other))
        asked = request.GET.get("q", "").strip()
        context = {
            **self._shared(request, record, form),
            "title": f"Merge this {self.opts.verbose_name} into another?",
            "other": other,
            "other_url": other and self.address("change", other),
            "differs": other and self._side_by_side(request, record, other),
            "suggested": [] if other else duplicates.of(self.kind, record.pk, to=writer(request)),
            "asked": asked,
            "offered": self._offered(request, record, asked) if asked else [],
        }
        return TemplateResponse(request, "claims/merge.html", context)

    def unmerge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, and have a merged record stand again."""
        record = self._found(request, object_id)
        if record.merged_into is None:
            return HttpResponseRedirect(self.address("change", record))
        form = ReasonedForm(request.POST or None, initial={"seen_revision": record.revision})
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                with self.attributed(request) as by:
                    merges.undo(
                        self.kind,
                        record.pk,
                        by=by,
                        reason=given["reason"],
                        expected={given["seen_revision"]},
                    )
            except RecordError as refusal:
                form.tell(self.explained(request, refusal, object_id))
            else:
                messages.success(request, f"{self.opts.verbose_name} “{record}” stands again.")
                return HttpResponseRedirect(self.address("change", record))
        context = {
            **self._shared(request, record, form),
            "title": f"Undo the merge of this {self.opts.verbose_name}?",
            "other": record.merged_into,
            "other_url": self.address("change", record.merged_into),
        }
        return TemplateResponse(request, "claims/unmerge.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, with the way to merge the record, or to what it was merged into and back."""
        if obj is not None:
            if obj.merged_into is not None:
                context |= {
                    "merged_into": obj.merged_into,
                    "merged_url": self.address("change", obj.merged_into),
                }
            if self.may_merge(request) and not obj.is_withdrawn:
                context["merge_url"] = self.address("merge", obj)
            elif self.may_merge(request) and obj.merged_into is not None:
                context["unmerge_url"] = self.address("unmerge", obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        if not self.may_merge(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        return record

    def _chosen(self, request: HttpRequest, record: Any) -> Any:
        """Return the record that is to stay, where one was chosen; there is none under what is no id."""
        given = request.POST.get("into") or request.GET.get("into")
        if not given:
            return None
        try:
            other = self.get_queryset(request).exclude(pk=record.pk).filter(pk=UUID(given)).first()
        except ValueError:
            other = None
        if other is None:
            raise Http404
        return other

    def _offered(self, request: HttpRequest, record: Any, asked: str) -> list[Any]:
        standing = self.get_queryset(request).filter(withdrawn_at__isnull=True).exclude(pk=record.pk)
        found, _ = self.get_search_results(request, standing, asked)
        return list(found.distinct()[:OFFERED])

    def _side_by_side(self, request: HttpRequest, record: Any, other: Any) -> list[dict[str, Any]]:
        """Return what the two say differently, in the words of the history."""
        latest = [
            self.history_model.objects.filter(id=each.pk, revision=each.revision).first()
            for each in (record, other)
        ]
        return self.rows(request, self.between(*latest))

    def _shared(self, request: HttpRequest, record: Any, form: ReasonedForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "subtitle": str(record),
            "opts": self.opts,
            "media": self.media,
            "original": record,
            "page": self.address("change", record),
            "form": form,
        }
