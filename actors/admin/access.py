"""Pages of those who have access: partners and accounts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from actors.admin.register import RegisterAdmin
from actors.models import Account, AccountKind, Partner, Role
from actors.services import accounts, partners, second_factors
from audit.admin import AuditedForm, ReasonForm
from audit.attribution import Principal
from audit.errors import RecordError


@admin.register(Partner)
class PartnerAdmin(RegisterAdmin):
    """Organisations with access."""

    fields = brought_back = ("name", "slug", "is_active", "note")
    list_display = ("name", "slug", "is_active", "revision")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")

    def record(self, form: AuditedForm, *, by: Principal) -> Partner:
        """Record a partner."""
        given = form.cleaned_data
        return partners.record(
            slug=given["slug"],
            name=given["name"],
            note=given["note"],
            by=by,
            reason=given["reason"],
        )

    def revise(self, record_id: UUID, form: AuditedForm, *, by: Principal) -> Partner:
        """Change a partner."""
        return partners.revise(partner_id=record_id, by=by, **form.change)

    def bring_back(
        self, record_id: UUID, revision: Any, *, by: Principal, reason: str, expected: set[int]
    ) -> Partner:
        """Have a partner say again what a revision said."""
        changes = {name: getattr(revision, name) for name in self.brought_back}
        return partners.revise(partner_id=record_id, changes=changes, by=by, reason=reason, expected=expected)

    def get_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the fields; a new partner is active."""
        return self.fields if obj else ("name", "slug", "note")


class NewAccountForm(SetPasswordMixin, AuditedForm):  # type: ignore[type-arg]  # not so at run time
    """A new account, with the password that a person logs in with."""

    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for a good password where one is needed, and for none where keys are the way in."""
        cleaned = super().clean()
        given = bool(self.cleaned_data.get("password1") or self.cleaned_data.get("password2"))
        if self.cleaned_data.get("kind") == AccountKind.SERVICE:
            if given:
                self.add_error("password1", "A service comes in with keys and has no password.")
            return cleaned
        if not given:
            self.add_error("password1", "Whoever logs in needs a password.")
        self.validate_passwords()
        self.validate_password_for_user(Account(name=self.cleaned_data.get("name", "")), "password1")
        return cleaned


@admin.register(Account)
class AccountAdmin(RegisterAdmin):
    """Persons and services that act."""

    change_form_template = "actors/account.html"
    list_display = ("name", "kind", "role", "partner", "email", "is_active", "revision")
    list_filter = ("kind", "role", "is_active", "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "email")
    brought_back = ("name", "email", "is_active")
    autocomplete_fields = ("partner",)

    def record(self, form: NewAccountForm, *, by: Principal) -> Account:
        """Record an account."""
        given = form.cleaned_data
        return accounts.record(
            name=given["name"],
            kind=given["kind"],
            role=given["role"],
            partner=given["partner"],
            email=given["email"],
            password=given["password1"] or None,
            by=by,
            reason=given["reason"],
        )

    def revise(self, record_id: UUID, form: AuditedForm, *, by: Principal) -> Account:
        """Change an account."""
        return accounts.revise(account_id=record_id, by=by, **form.change)

    def bring_back(
        self, record_id: UUID, revision: Any, *, by: Principal, reason: str, expected: set[int]
    ) -> Account:
        """Have an account say again what a revision said."""
        changes = {name: getattr(revision, name) for name in self.brought_back}
        return accounts.revise(account_id=record_id, changes=changes, by=by, reason=reason, expected=expected)

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        **kwargs: Any,
    ) -> type[AuditedForm]:
        """Return the form, for a new account the one with a password."""
        if obj is None:
            kwargs["form"] = NewAccountForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the fields; a new account is active."""
        own = ("name", "kind", "role", "partner", "email")
        return (*own, "is_active", "second_factor_since") if obj else (*own, "password1", "password2")

    def get_readonly_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return what an account is for: that stays, another purpose is another account."""
        return ("kind", "partner", "second_factor_since") if obj else ()

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of accounts, with the one that removes a second factor."""
        page = path(
            "<path:object_id>/remove-factor/",
            self.admin_site.admin_view(self.remove_factor_view),
            name="actors_account_factor",
        )
        return [page, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, with the way to remove somebody else's second factor."""
        if self._may_remove_factor(request) and obj and obj.second_factor_since and obj.pk != request.user.pk:
            context["factor_url"] = self.address("factor", obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def remove_factor_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, and remove a second factor."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self._may_remove_factor(request):
            raise PermissionDenied
        page = self.address("change", obj)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                with self.attributed(request) as by:
                    second_factors.remove(account_id=obj.pk, by=by, reason=form.cleaned_data["reason"])
            except RecordError as refusal:
                form.tell(refusal)
            else:
                messages.success(
                    request, f"The second factor of “{obj}” is removed, and their sessions have ended."
                )
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": "Remove this second factor?",
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "form": form,
            "page": page,
        }
        return TemplateResponse(request, "actors/remove_factor.html", context)

    def _may_remove_factor(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("actors.change_account"))

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field:
        """Return a field with choices; the register's own accounts come with it, and are not made here."""
        if db_field.name == "kind":
            kinds = [choice for choice in AccountKind.choices if choice[0] != AccountKind.FIXED]
            kwargs["choices"] = [("", "---------"), *kinds]
        if db_field.name == "role":
            kwargs["choices"] = [("", "As most of its kind"), *Role.choices]
        field: forms.Field = super().formfield_for_choice_field(db_field, request, **kwargs)
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find accounts; whoever looks for one to give a key to is offered those that can have one."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            found = found.filter(is_active=True).exclude(kind=AccountKind.FIXED)
        return found, may_repeat

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether an account can be changed: the register's own stay as they are."""
        return super().has_change_permission(request, obj) and (obj is None or obj.kind != AccountKind.FIXED)
