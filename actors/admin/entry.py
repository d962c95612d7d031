"""Who has come in: whoever has given a password and owes a second factor is nobody yet, on every page there is."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from asgiref.sync import sync_to_async
from axes.helpers import get_client_ip_address
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from actors.models import Account

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Owed(StrEnum):
    """What somebody who has given their password still has to do."""

    CODE = "code"
    ENROLMENT = "enrolment"


def owed(account: Any) -> Owed | None:
    """Return what an account owes in this session, if anything; django-otp says whether a code was given."""
    if not account.is_authenticated or account.is_verified():
        return None
    if account.second_factor_since is not None:
        return Owed.CODE
    return None if settings.SECOND_FACTOR == "offered" else Owed.ENROLMENT


class SecondFactorMiddleware:
    """Keeps whoever owes a second factor from every page, by having nobody be logged in.

    Pages look for `request.user`, as they always have, and need not know of this: a page that is forgotten is shut.
    `request.account` is whoever has given a password; the pages of the second factor alone ask for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put nobody in the place of somebody who has not come in yet."""
        account = request.user

        def come_in() -> Any:
            return AnonymousUser() if owed(account) else account

        async def come_in_async() -> Any:
            return await sync_to_async(come_in)()

        request.account = account  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(come_in)  # type: ignore[assignment]
        request.auser = come_in_async
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        """Lead on from the log-in, where every page leads that is shut; and let whoever turns back begin again."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name not in {"admin:login", "admin:logout"} or not owed(request.account):  # type: ignore[attr-defined]
            return None
        if name == "admin:logout" and request.method == "POST":
            logout(request)
            return HttpResponseRedirect(reverse("admin:login"))
        if name == "admin:login" and request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(onward("second-factor", request))
        return None


def onward(name: str, request: HttpRequest) -> str:
    """Return the address of a page on the way in, with the one that somebody was going to."""
    wanted = request.GET.get("next")
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def begin_anew(request: HttpRequest, account: Account) -> None:
    """Forget the wrong guesses of somebody who has come in, those made under their name and from where they are."""
    reset(ip=get_client_ip_address(request), username=account.name)


@receiver(user_logged_in)
def forgive(request: HttpRequest, user: Account, **_kwargs: Any) -> None:
    """Begin anew with whoever needs no more than the password, once they have given it."""
    if user.second_factor_since is None and settings.SECOND_FACTOR == "offered":
        begin_anew(request, user)
