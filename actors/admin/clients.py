"""Pages of OAuth2 clients, beside those of keys; django-oauth-toolkit has pages of its own, which none sees."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import oauth2_provider.admin  # noqa: F401  # registers what is taken away here
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from actors.admin.keys import CredentialAdmin, CredentialForm, account_of
from actors.models import OAuthClient
from actors.services import clients
from audit.admin import Ending
from audit.attribution import Principal

_theirs: list[type[Model]] = [OAuthClient, *apps.get_app_config("oauth2_provider").get_models()]
admin.site.unregister([model for model in _theirs if admin.site.is_registered(model)])


class ClientForm(CredentialForm):
    """A client to be issued."""

    account = account_of(OAuthClient)


@admin.register(OAuthClient)
class OAuthClientAdmin(CredentialAdmin):
    """OAuth2 clients."""

    form = ClientForm
    service: ClassVar[Any] = clients
    rotation_template, issued_template = "actors/rotate_client.html", "actors/issued_client.html"
    rotation_title = "Give this OAuth2 client another secret?"
    ending: ClassVar[Ending | None] = Ending(
        "end",
        "ended",
        "It gets no more tokens, and those that it has are refused within seconds. It does not come back.",
    )
    list_display = ("client_id", "label", "account", "scopes", "is_active", "expires_at", "last_used_at")
    search_fields = ("client_id", "label", "account__name")

    def get_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the fields: of a client to be issued, or of one that was."""
        if obj is None:
            return ("account", "label", "scopes", "expires_at", "networks")
        return (
            "account", "client_id", "label", "scopes", "is_active", "expires_at", "networks", "former_until",
            "last_used_at", "revision",
        )  # fmt: skip

    def exchange(
        self, record_id: UUID, overlap: timedelta, *, by: Principal, reason: str
    ) -> tuple[OAuthClient, str]:
        """Give a client another secret."""
        return clients.rotate(client_id=record_id, overlap=overlap, by=by, reason=reason)

    def end(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> None:
        """End a client; that is the same at every revision."""
        del expected
        clients.end(client_id=record_id, by=by, reason=reason)
