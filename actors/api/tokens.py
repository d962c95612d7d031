"""Where OAuth2 clients get their tokens: `POST /api/v1/oauth/token` (RFC 6749 section 4.4), by django-oauth-toolkit.

The one place whose refusals are no problems: their form is the standard's, which clients are written for.
"""

import base64
import binascii
import json
from typing import Any
from urllib.parse import unquote_plus

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request
from oauthlib.oauth2 import BackendApplicationServer

from actors.services import clients
from config.http import addresses, errors, limits
from config.http.middleware import as_it_is

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"
#: A client says who it is in one of two ways.
_IN_BODY = ("client_id", "client_secret")


class ClientValidator(OAuth2Validator):  # type: ignore[misc]  # untyped
    """What django-oauth-toolkit asks of the register: whether a client is one, and what it may be given."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self._asking = request

    def authenticate_client(self, request: Request, *_args: Any, **_kwargs: Any) -> bool:
        """Return whether a client has said who it is, in one way, with a secret of its own."""
        given = _credentials(self._asking)
        address = addresses.client(self._asking)
        request.client = clients.find(*given, address=address) if given else None
        if request.client is None:
            tried = given[0][:40] if given else None
            log.warning("token refused", client=tried, address=addresses.text(self._asking))
        return request.client is not None

    def validate_grant_type(self, _client_id: Any, grant_type: str, *_args: Any, **_kwargs: Any) -> bool:
        """Return whether a grant is the one there is."""
        return grant_type == "client_credentials"

    def validate_scopes(
        self, _client_id: Any, scopes: list[str], client: Any, *_args: Any, **_kwargs: Any
    ) -> bool:
        """Return whether a client names scopes, and may have all of them."""
        return bool(scopes) and clients.scopes_of(client) >= {*scopes}

    def get_default_scopes(self, *_args: Any, **_kwargs: Any) -> list[str]:
        """Return nothing: whoever names no scope is given none."""
        return []


@csrf_exempt  # no cookie is looked at
@require_POST
@sensitive_post_parameters("client_secret")
def token(request: HttpRequest) -> HttpResponse:
    """Give a client a token for some of its scopes, by its id and secret."""
    try:
        # Whoever asks is nobody yet, so guesses at secrets are counted by address with all else that is asked here.
        left = limits.limits.take(limits.TOKEN, f"address {addresses.client(request)}")
        response = _refused(request) or _answered(request)
    except Exception as error:  # noqa: BLE001 - every failure is answered with a problem
        return errors.respond(error, request)
    if left is not None:
        for name, value in limits.limits.headers(left).items():
            response.headers[name] = value
    return response


def _answered(request: HttpRequest) -> HttpResponse:
    server = BackendApplicationServer(
        ClientValidator(request), token_generator=clients.new_token, token_expires_in=settings.TOKEN_SECONDS
    )
    _, _, body, status = OAuthLibCore(server).create_token_response(request)
    return _told(body, status)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Refuse what cannot be read in one way alone: another form, a parameter twice, two ways of saying who it is."""
    if request.content_type != FORM:
        return _fault(f"Send the parameters as {FORM}.")
    if repeated := [name for name, values in request.POST.lists() if len(values) > 1]:
        return _fault(f"Give {repeated[0]} once.")
    if "Authorization" in request.headers and any(name in request.POST for name in _IN_BODY):
        return _fault("Say who you are in the header Authorization or in the body, not in both.")
    return None


def _fault(description: str) -> HttpResponse:
    return _told(json.dumps({"error": "invalid_request", "error_description": description}), 400)


def _told(body: str, status: int) -> HttpResponse:
    """Answer as sections 5.1 and 5.2 of the standard have it."""
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="contested", charset="UTF-8"'
    return as_it_is(HttpResponse(body, status=status, content_type="application/json", headers=headers))


def _credentials(request: HttpRequest) -> tuple[str, str] | None:
    """Return id and secret of a client, as it gives them; None where it gives none that can be read."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        client_id, secret = (request.POST.get(name, "") for name in _IN_BODY)
        return (client_id, secret) if client_id else None
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(client_id), unquote_plus(secret)
