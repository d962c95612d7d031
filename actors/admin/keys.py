"""Pages of API keys: issued with a secret that is shown once, revoked, never changed."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from actors.admin.fields import MomentField
from actors.admin.register import RegisterAdmin
from actors.models import Account, AccountKind, ApiKey, Scope
from actors.services import keys
from audit.admin import AuditedForm, Ending
from audit.attribution import Principal


class KeyForm(AuditedForm):
    """A key to be issued."""

    account = forms.ModelChoiceField(
        Account.objects.filter(is_active=True).exclude(kind=AccountKind.FIXED),
        label="Account",
        widget=AutocompleteSelect(ApiKey._meta.get_field("account"), admin.site),
    )
    scopes = forms.MultipleChoiceField(
        choices=Scope, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    expires_at = MomentField(required=False, help_text="Empty: until it is revoked.")


@admin.register(ApiKey)
class ApiKeyAdmin(RegisterAdmin):
    """Credentials of accounts."""

    form = KeyForm
    ending: ClassVar[Ending | None] = Ending(
        "revoke", "revoked", "Whoever uses it is refused within seconds. A revoked key does not come back."
    )
    list_display = ("prefix", "label", "account", "scopes", "is_active", "expires_at", "last_used_at")
    list_filter = ("is_active", "account__kind", "account__partner")
    list_select_related = ("account__partner",)
    search_fields = ("prefix", "label", "account__name")

    def get_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the fields: of a key to be issued, or of one that was."""
        if obj is None:
            return ("account", "label", "scopes", "expires_at")
        return ("account", "prefix", "label", "scopes", "is_active", "expires_at", "last_used_at", "revision")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False for a key that was issued."""
        return obj is None and super().has_change_permission(request, obj)

    def has_ended(self, obj: ApiKey) -> bool:
        """Return whether a key is revoked."""
        return not obj.is_active

    def record(self, form: AuditedForm, *, by: Principal) -> ApiKey:
        """Issue a key."""
        given = form.cleaned_data
        key, secret = keys.issue(
            account=given["account"],
            scopes=[Scope(scope) for scope in given["scopes"]],
            label=given["label"],
            expires_at=given["expires_at"],
            by=by,
            reason=given["reason"],
        )
        key.secret = secret  # type: ignore[attr-defined]  # on this object alone, for the answer
        return key

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form; what follows on issuing a key is its secret, nothing else."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret, in the answer itself: it is kept nowhere, not even until the next request."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The key is issued",
            "subtitle": str(obj),
            "opts": self.opts,
            "key": obj,
            "secret": obj.secret,
            "page": self.address("change", obj),
        }
        return TemplateResponse(request, "actors/issued.html", context)

    def end(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> None:
        """Revoke a key; revoking is the same at every revision."""
        del expected
        keys.revoke(key_id=record_id, by=by, reason=reason)
