"""Pages of API keys: issued with a secret that is shown once, revoked, never changed."""

from abc import abstractmethod
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from actors.admin.fields import LinesField, MomentField
from actors.admin.register import RegisterAdmin
from actors.models import Account, AccountKind, ApiKey, Scope
from actors.services import keys
from audit.admin import AuditedForm, Ending, ReasonForm
from audit.attribution import Principal
from audit.errors import RecordError


class CredentialForm(AuditedForm):
    """A credential to be issued, whose account a subclass asks for."""

    scopes = forms.MultipleChoiceField(
        choices=Scope, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    expires_at = MomentField(required=False, help_text="Empty: until it is revoked.")
    networks = LinesField(
        required=False,
        help_text="Networks it is good from, such as 192.0.2.0/24, one a line. Empty: from anywhere.",
    )


def account_of(kind: type[Model]) -> forms.Field:
    """Return the field for the account that a credential is issued to."""
    return forms.ModelChoiceField(
        Account.objects.filter(is_active=True).exclude(kind=AccountKind.FIXED),
        label="Account",
        widget=AutocompleteSelect(kind._meta.get_field("account"), admin.site),
    )


class KeyForm(CredentialForm):
    """A key to be issued."""

    account = account_of(ApiKey)


class RotationForm(ReasonForm):
    """How long a key goes on beside the one that takes its place."""

    hours = forms.IntegerField(
        min_value=0,
        max_value=24 * 30,
        initial=24,
        label="Hours until it ends",
        help_text="At most 30 days; 0 ends it within seconds.",
    )


class CredentialAdmin(RegisterAdmin):
    """Credentials of accounts: issued with a secret that is shown once, exchanged, ended, never changed."""

    change_form_template = "actors/key.html"
    #: The page that asks how long the former secret goes on, with its title, and the page with the secret.
    rotation_template: ClassVar[str]
    rotation_title: ClassVar[str]
    issued_template: ClassVar[str]
    #: The module that issues them.
    service: ClassVar[Any]
    list_filter = ("is_active", "account__kind", "account__partner")
    list_select_related = ("account__partner",)

    @abstractmethod
    def exchange(self, record_id: UUID, overlap: timedelta, *, by: Principal, reason: str) -> tuple[Any, str]:
        """Call the service that exchanges one."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False for one that was issued."""
        return obj is None and super().has_change_permission(request, obj)

    def has_ended(self, obj: Any) -> bool:
        """Return whether one is ended."""
        return not obj.is_active

    def may_be_exchanged(self, obj: Any) -> bool:
        """Return whether one can have another secret."""
        return not self.has_ended(obj)

    def record(self, form: AuditedForm, *, by: Principal) -> Any:
        """Issue one."""
        given = form.cleaned_data
        made, secret = self.service.issue(
            account=given["account"],
            scopes=[Scope(scope) for scope in given["scopes"]],
            label=given["label"],
            expires_at=given["expires_at"],
            networks=given["networks"],
            by=by,
            reason=given["reason"],
        )
        made.secret = secret  # on this object alone, for the answer
        return made

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form; what follows on issuing one is its secret, nothing else."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        if obj is not None and self.may_end(request) and self.may_be_exchanged(obj):
            context["rotate_url"] = self.address("rotate", obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret."""
        return self._shown(request, obj, obj.secret)

    def get_urls(self) -> list[URLPattern]:
        """Return the pages, with the one that exchanges a secret."""
        page = path(
            "<path:object_id>/rotate/",
            self.admin_site.admin_view(self.rotate_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_rotate",
        )
        return [page, *super().get_urls()]

    def rotate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask how long the former secret goes on, and show the one that takes its place."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.may_end(request):
            raise PermissionDenied
        form = RotationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            overlap, reason = timedelta(hours=form.cleaned_data["hours"]), form.cleaned_data["reason"]
            try:
                with self.attributed(request) as by:
                    made, secret = self.exchange(obj.pk, overlap, by=by, reason=reason)
            except RecordError as refusal:
                form.tell(refusal)
            else:
                return self._shown(request, made, secret)
        context = {
            **self.admin_site.each_context(request),
            "title": self.rotation_title,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "form": form,
            "page": self.address("change", obj),
        }
        return TemplateResponse(request, self.rotation_template, context)

    def _shown(self, request: HttpRequest, obj: Any, secret: str) -> HttpResponse:
        """Show a secret, in the answer itself: it is kept nowhere, not even until the next request."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The key is issued",
            "subtitle": str(obj),
            "opts": self.opts,
            "key": obj,
            "secret": secret,
            "page": self.address("change", obj),
        }
        return TemplateResponse(request, self.issued_template, context)


@admin.register(ApiKey)
class ApiKeyAdmin(CredentialAdmin):
    """API keys."""

    form = KeyForm
    service: ClassVar[Any] = keys
    rotation_template, issued_template = "actors/rotate.html", "actors/issued.html"
    rotation_title = "Replace this API key?"
    ending: ClassVar[Ending | None] = Ending(
        "revoke", "revoked", "Whoever uses it is refused within seconds. A revoked key does not come back."
    )
    list_display = ("prefix", "label", "account", "scopes", "is_active", "expires_at", "last_used_at")
    search_fields = ("prefix", "label", "account__name")

    def get_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the fields: of a key to be issued, or of one that was."""
        if obj is None:
            return ("account", "label", "scopes", "expires_at", "networks")
        return (
            "account", "prefix", "label", "scopes", "is_active", "expires_at", "networks", "replaced_by",
            "last_used_at", "revision",
        )  # fmt: skip

    def may_be_exchanged(self, obj: ApiKey) -> bool:
        """Return whether a key can be replaced: once."""
        return super().may_be_exchanged(obj) and not obj.replaced_by_id

    def exchange(
        self, record_id: UUID, overlap: timedelta, *, by: Principal, reason: str
    ) -> tuple[ApiKey, str]:
        """Issue the key that takes the place of another."""
        return keys.rotate(key_id=record_id, overlap=overlap, by=by, reason=reason)

    def end(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> None:
        """Revoke a key; revoking is the same at every revision."""
        del expected
        keys.revoke(key_id=record_id, by=by, reason=reason)
