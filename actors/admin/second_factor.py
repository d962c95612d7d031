"""The pages of the second factor: a code is asked for, and an authenticator app is enrolled."""

from collections.abc import Callable
from functools import wraps
from textwrap import wrap
from typing import Any, Concatenate, ParamSpec

import django_otp
import segno
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from actors.admin.entry import Owed, begin_anew, onward, owed
from actors.errors import EnrolledError, EnrolmentEndedError, WrongCodeError
from actors.models import Account, SecondFactor
from actors.services import second_factors
from actors.services.second_factors import Enrolment
from audit.attribution import entered
from audit.errors import RecordError

P = ParamSpec("P")
#: What a browser is told about a field for the app's code: which keys to offer, and that it may fill one in.
DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
#: And about one for recovery: a code to be typed as it was written down.
LETTERS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(forms.Form):
    """A code of the app, or one for recovery."""

    code = forms.CharField(max_length=20, required=False, label="Code", widget=forms.TextInput(attrs=DIGITS))
    recovery = forms.CharField(
        max_length=40, required=False, label="Or a recovery code", widget=forms.TextInput(attrs=LETTERS)
    )

    def clean(self) -> dict[str, Any]:
        """Ask for either."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["code"] or cleaned["recovery"]):
            self.add_error("code", "Give the code that the app shows.")
        return cleaned

    @property
    def given(self) -> tuple[str, str]:
        """Return the field that was filled in, and what it says."""
        name = "code" if self.cleaned_data["code"] else "recovery"
        return name, self.cleaned_data[name]


class ConfirmForm(forms.Form):
    """A code of a secret that was just shown, and that secret, sealed."""

    code = forms.CharField(max_length=20, label="Code", widget=forms.TextInput(attrs=DIGITS))
    sealed = forms.CharField(max_length=400, widget=forms.HiddenInput)


def of_whoever_gave_a_password(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Make a view a page for whoever has given the password of an account that the admin opens to."""

    @never_cache
    @sensitive_post_parameters("code", "recovery", "sealed")
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.account  # type: ignore[attr-defined]
        if not (account.is_authenticated and account.is_staff):
            return HttpResponseRedirect(reverse("admin:login"))
        return view(request, account, *args, **kwargs)

    return opened


@of_whoever_gave_a_password
def enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Ask for a code; show whoever has come in how it stands with their second factor."""
    match owed(account):
        case Owed.ENROLMENT:
            return HttpResponseRedirect(onward("second-factor-enrol", request))
        case Owed.CODE:
            return _ask(request, account)
    context = {
        **admin.site.each_context(request),
        "title": "Second factor",
        "since": account.second_factor_since,
        "left": second_factors.count_recovery(account),
    }
    return TemplateResponse(request, "actors/second_factor.html", context)


@of_whoever_gave_a_password
def enrol(request: HttpRequest, account: Account) -> HttpResponse:
    """Show a secret; once a code confirms it, show the recovery codes, this once."""
    if account.second_factor_since is not None:
        return HttpResponseRedirect(onward("second-factor", request))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with entered("admin", getattr(request, "request_id", "")):
                factor, codes = second_factors.enrol(account, **form.cleaned_data)
        except EnrolledError:
            return HttpResponseRedirect(onward("second-factor", request))
        except RecordError as refusal:
            form.add_error("code" if refusal.pointer else None, str(refusal))
        else:
            _let_in(request, account, factor)
            given = {"title": "Recovery codes", "codes": codes, "next": _next(request)}
            return TemplateResponse(
                request, "actors/recovery_codes.html", {**admin.site.each_context(request), **given}
            )
    shown = _shown(account, form)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Enrol a second factor",
        "form": form,
        "sealed": shown.sealed,
        "secret": " ".join(wrap(shown.secret, 4)),
        # Made here, of paths alone: nothing is asked from elsewhere, and the page's policy holds.
        "picture": segno.make(shown.address, micro=False).svg_inline(scale=5, dark="#000", light="#fff"),
        "is_owed": owed(account) is not None,
        "next": _next(request),
    }
    return TemplateResponse(request, "actors/enrol.html", context)


def _ask(request: HttpRequest, account: Account) -> HttpResponse:
    credentials = {"username": account.name}
    if not AxesProxyHandler.is_allowed(request, credentials):
        # Whoever is locked out does not guess on here; the middleware answers in place of this.
        request.axes_locked_out = True  # type: ignore[attr-defined]
        return HttpResponse(status=429)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, code = form.given
        try:
            factor = second_factors.enter(account, code)
        except RecordError as refusal:
            form.add_error(name, str(refusal))
            if isinstance(refusal, WrongCodeError):
                # Counted with the wrong passwords for that name.
                user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        else:
            _let_in(request, account, factor)
            return HttpResponseRedirect(_next(request))
    context = {
        **admin.site.each_context(request),
        "title": "Second factor",
        "form": form,
        "name": account.name,
        "next": _next(request),
    }
    return TemplateResponse(request, "actors/code.html", context)


def _shown(account: Account, form: ConfirmForm) -> Enrolment:
    """Return the secret that a form was about, so that nobody has to scan twice; or another."""
    try:
        return second_factors.resume(account, form.data.get("sealed", ""))
    except EnrolmentEndedError:
        return second_factors.begin(account)


def _let_in(request: HttpRequest, account: Account, factor: SecondFactor) -> None:
    """Note in the session, under a new name, that the second factor was given."""
    request.user = account
    update_session_auth_hash(request, account)
    django_otp.login(request, factor)
    begin_anew(request, account)


def _next(request: HttpRequest) -> str:
    """Return where somebody was going, as long as it is here."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
