"""Who calls: an API key as a bearer token, or anyone; no cookies. And what is told of those who log in to the admin."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from actors.models import Account
from actors.services import clients, keys
from actors.services.keys import Credential
from audit.selectors.readers import ANYONE, Anyone
from config.http import addresses
from config.http.scopes import ANONYMOUS, Anonymous

if TYPE_CHECKING:
    from config.http.views import ApiView  # its framework imports this module, by the settings

log = structlog.get_logger(__name__)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ctd_…`, a key; or `cto_…`, the token of an OAuth2 client."""

    def authenticate(self, request: Request) -> tuple[Account, Credential] | None:
        """Return the account and its credential, or None where no bearer token came.

        Raises:
            AuthenticationFailed: the key is unknown, expired or deactivated, or not good from here.
        """
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        secret = secret.strip()
        of = clients if secret.startswith(clients.PREFIX) else keys
        credential = of.find_credential(secret)
        if credential is None:
            raise AuthenticationFailed("The key is unknown, expired or deactivated.")
        if not credential.is_good_from(addresses.client(request._request)):  # noqa: SLF001 - wrapped by REST framework
            raise AuthenticationFailed("The key is not good from this address.")
        return credential.account, credential

    def authenticate_header(self, _request: Request) -> str:
        """Return the scheme for WWW-Authenticate."""
        return "Bearer"


class AnonymousReading(BaseAuthentication):
    """Nothing: whoever brings no credential at all, where the register lets anyone read what is clear."""

    def authenticate(self, request: Request) -> tuple[Anyone, Anonymous] | None:
        """Return whoever comes by, or None where they are shown nothing without a key."""
        view: ApiView = request.parser_context["view"]
        is_shown = settings.ANONYMOUS_READING and view.is_open and request.method in ("GET", "HEAD")
        return (ANYONE, ANONYMOUS) if is_shown and "Authorization" not in request.headers else None


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the name that somebody tries to log in to the admin by, no longer than a name may be."""
    tried = (credentials or request.POST).get("username") or ""
    return str(tried)[: Account._meta.get_field("name").max_length]


def begin_session(request: HttpRequest, user: Account, **_kwargs: Any) -> None:
    """Tell of whoever logged in, and have their session end after its time, which each change would begin anew."""
    request.session.cycle_key()  # Django leaves it as it was for whoever was logged in already
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    log.info("logged in", account=str(user.pk), address=addresses.text(request))


def tell_end(request: HttpRequest, user: Account | None, **_kwargs: Any) -> None:
    """Tell of whoever logged out."""
    log.info("logged out", account=str(getattr(user, "pk", None)), address=addresses.text(request))


def tell_failure(request: HttpRequest | None, credentials: Mapping[str, Any], **_kwargs: Any) -> None:
    """Tell of whoever was not let in: the name that was tried, and from where; the password never."""
    if request is not None:
        log.warning("log-in refused", name=name_tried(request, credentials), address=addresses.text(request))
