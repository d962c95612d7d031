"""The base of every admin page that writes: attributed, through the services, with a history of its own."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, QuerySet, TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from audit.admin.bringback import BringBackPages
from audit.admin.bulk import BulkPages
from audit.admin.forms import BESIDE, AuditedForm, ReasonedForm
from audit.admin.writing import writer
from audit.attribution import Principal
from audit.errors import RecordError


@dataclass(frozen=True, slots=True)
class Ending:
    """How a record of a kind ends, since none is deleted: what it is called and what follows from it."""

    verb: str
    done: str
    consequence: str


class AuditedAdmin(BulkPages, BringBackPages):
    """Writes through the services, as the account that is logged in, with a reason; deletes nothing.

    A subclass says which services: `record`, `revise` and, where it has an `ending`, `end`.
    """

    form = AuditedForm
    change_form_template = "audit/change_form.html"
    show_full_result_count = False
    list_per_page = 50
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    ending: ClassVar[Ending | None] = None

    class Media:
        css = {"all": ["audit/admin.css"]}
        js = ("audit/named.js",)

    @abstractmethod
    def record(self, form: Any, *, by: Principal) -> Model:
        """Call the service that records what a valid form says; return what stands then."""

    @abstractmethod
    def revise(self, record_id: UUID, form: Any, *, by: Principal) -> Model:
        """Call the service that changes a record as a valid form says, and return it."""

    @abstractmethod
    def end(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> None:
        """Call the service that ends a record."""

    def has_ended(self, _obj: Any) -> bool:
        """Return whether a record takes no further change."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a record's form, or save it; what the services refuse is undone whole and shown in the form."""
        view = super().changeform_view
        if request.method == "POST":
            try:
                with self.attributed(request):
                    saved: HttpResponse = view(request, object_id, form_url, extra_context)
                    return saved
            except (RecordError, IntegrityError) as refusal:
                request.refusal = self.explained(request, refusal, object_id)  # type: ignore[attr-defined]
        shown: HttpResponse = view(request, object_id, form_url, extra_context)
        return shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the records with what their names are made of, so that naming many asks for nothing more."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        **kwargs: Any,
    ) -> type[AuditedForm]:
        """Return the form's class, with the refusal that it is to show."""
        form: type[AuditedForm] = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return the record's fields, and the reason where something can be saved."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            fieldsets.append(("Why", {"fields": BESIDE}))
        return fieldsets

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Model:  # noqa: FBT001  # Django's
        """Return what the services recorded."""
        by = writer(request)
        return self.revise(form.instance.pk, form, by=by) if change else self.record(form, by=by)

    def save_model(self, *_args: Any) -> None:
        """Do nothing: the service has saved it."""

    def save_related(self, *_args: Any) -> None:
        """Do nothing: whatever belongs to a record is saved by its own service."""

    def log_addition(self, *_args: Any) -> None:
        """Do nothing: the record is the history, and Django's own log of the admin could be edited."""

    def log_change(self, *_args: Any) -> None:
        """Do nothing, for the same reason."""

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Return False: nothing is deleted."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether a record can be changed; what has ended meanwhile is refused by its service, in words."""
        may = bool(super().has_change_permission(request, obj))
        return may and (obj is None or request.method == "POST" or not self.has_ended(obj))

    def may_end(self, request: HttpRequest) -> bool:
        """Return whether whoever is logged in may end records of this kind."""
        may = request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")
        return self.ending is not None and bool(may)

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of a kind, with the one that ends a record."""
        urls: list[URLPattern] = super().get_urls()
        if self.ending is None:
            return urls
        page = path(
            f"<path:object_id>/{self.ending.verb}/",
            self.admin_site.admin_view(self.end_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_end",
        )
        return [page, *urls]

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, and end a record."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if self.ending is None or not self.may_end(request):
            raise PermissionDenied
        page = self.address("change", obj)
        if self.has_ended(obj):
            return HttpResponseRedirect(page)
        form = ReasonedForm(request.POST or None, initial={"seen_revision": obj.revision})
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                with self.attributed(request) as by:
                    self.end(obj.pk, by=by, reason=given["reason"], expected={given["seen_revision"]})
            except RecordError as refusal:
                form.tell(self.explained(request, refusal, object_id))
            else:
                messages.success(request, f"{self.opts.verbose_name} “{obj}” is {self.ending.done}.")
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.ending.verb.capitalize()} this {self.opts.verbose_name}?",
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "ending": self.ending,
            "form": form,
            "page": page,
        }
        return TemplateResponse(request, "audit/end.html", context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Show the form, with the way to end the record."""
        if obj is not None:
            context["has_ended"] = self.has_ended(obj)
            if self.may_end(request) and not self.has_ended(obj):
                context |= {"ending": self.ending, "end_url": self.address("end", obj)}
        response: HttpResponse = super().render_change_form(request, context, obj=obj, **kwargs)
        return response
