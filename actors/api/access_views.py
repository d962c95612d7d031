"""Endpoints of those who see to access: partners, their service accounts and the keys of these."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from actors.api.access_serializers import (
    AccountIn,
    AccountOut,
    AccountPatch,
    IssuedOut,
    KeyIn,
    KeyOut,
    OrganisationOut,
    RotationIn,
)
from actors.api.serializers import ReasonIn
from actors.models import Account, AccountKind, ApiKey
from actors.selectors import access
from actors.services import accounts, keys
from audit.api.views import RegisterView
from config.http import idempotency
from config.http.queries import PageQuery
from config.http.renderers import dumps

_ACCOUNT = ("id", "revision", "name", "role", "is_active", "partner_id")
_KEY = (
    "id", "revision", "account_id", "label", "prefix", "scopes", "networks", "expires_at", "is_active",
    "replaced_by_id", "last_used_at",
)  # fmt: skip


class Partners(RegisterView):
    """Organisations with access."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": PageQuery}
    answers = {"GET": [OrganisationOut]}

    def get(self, _request: Request) -> HttpResponse:
        """List the organisations that record and read here, the latest first."""
        return self.page(access.partners())


class AccessView(RegisterView):
    """An endpoint of access. What it reads is marked for nobody, and is its partner's by the query."""

    def read(self, _request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a read as the application: the reader's role knows nothing of when a key was last used."""
        return handler()

    def account(self, partner_id: UUID, account_id: UUID) -> Account:
        """Return an account that the caller sees to."""
        return access.account(partner_id, account_id, to=self.caller)

    def account_out(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return an account as the API gives it."""
        shown = {name.removesuffix("_id"): row[name] for name in _ACCOUNT}
        return shown | {"url": f"{self.base}/partners/{row['partner_id']}/accounts/{row['id']}"}

    def key_out(self, partner_id: UUID, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a key as the API gives it."""
        shown = {name.removesuffix("_id"): row[name] for name in _KEY}
        account = f"{self.base}/partners/{partner_id}/accounts/{row['account_id']}"
        return shown | {"url": f"{account}/keys/{row['id']}"}

    def issued(self, partner_id: UUID, key: ApiKey, secret: str) -> HttpResponse:
        """Answer 201 with a key and its secret, which is not kept for whoever asks again."""
        out = self.key_out(partner_id, _row(key, _KEY))
        response = self.answer({**out, "secret": secret}, status=201, location=out["url"])
        idempotency.keep(response, dumps({**out, "secret": None}))
        return response


class Accounts(AccessView):
    """The service accounts of a partner."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "manage", "POST": "manage"}
    query = {"GET": PageQuery}
    bodies = {"POST": AccountIn}
    answers = {"GET": [AccountOut], "POST": {201: AccountOut}}

    def get(self, _request: Request, partner_id: UUID) -> HttpResponse:
        """List the service accounts of a partner, the latest first."""
        found = access.partner(partner_id, to=self.caller).accounts.values(*_ACCOUNT)
        return self.page(found, out=self.account_out)

    def post(self, _request: Request, partner_id: UUID) -> HttpResponse:
        """Make a service account; it comes in with its keys."""
        account = accounts.record(
            name=self.body["name"],
            kind=AccountKind.SERVICE,
            role=self.body.get("role", ""),
            partner=access.partner(partner_id, to=self.caller),
            by=self.caller,
            reason=self.body.get("reason", ""),
        )
        out = self.account_out(_row(account, _ACCOUNT))
        return self.answer(out, revision=account.revision, status=201, location=out["url"])


class AccountDetail(AccessView):
    """One service account."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "manage", "PATCH": "manage"}
    bodies = {"PATCH": AccountPatch}
    answers = {"GET": AccountOut, "PATCH": AccountOut}

    def get(self, _request: Request, partner_id: UUID, account_id: UUID) -> HttpResponse:
        """Give one service account."""
        return self._told(self.account(partner_id, account_id))

    def patch(self, _request: Request, partner_id: UUID, account_id: UUID) -> HttpResponse:
        """Change a service account, deactivate it or take it back."""
        changes = {name: value for name, value in self.body.items() if name != "reason"}
        account = accounts.revise(
            account_id=self.account(partner_id, account_id).id,
            changes=changes,
            by=self.caller,
            reason=self.body["reason"],
            expected=self.expected,
        )
        return self._told(account)

    def _told(self, account: Account) -> HttpResponse:
        return self.answer(self.account_out(_row(account, _ACCOUNT)), revision=account.revision)


class Keys(AccessView):
    """The keys of a service account."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "manage", "POST": "manage"}
    query = {"GET": PageQuery}
    bodies = {"POST": KeyIn}
    answers = {"GET": [KeyOut], "POST": {201: IssuedOut}}

    def get(self, _request: Request, partner_id: UUID, account_id: UUID) -> HttpResponse:
        """List the keys of an account, those that have ended too, the latest first."""
        found = self.account(partner_id, account_id).keys.values(*_KEY)
        return self.page(found, out=lambda row: self.key_out(partner_id, row))

    def post(self, _request: Request, partner_id: UUID, account_id: UUID) -> HttpResponse:
        """Issue a key. Its secret is in this answer and in no other."""
        key, secret = keys.issue(
            account=self.account(partner_id, account_id),
            scopes=self.body["scopes"],
            label=self.body.get("label", ""),
            expires_at=self.body.get("expires_at"),
            networks=self.body.get("networks", ()),
            by=self.caller,
            reason=self.body.get("reason", ""),
        )
        return self.issued(partner_id, key, secret)


class KeyDetail(AccessView):
    """One key."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "manage"}
    answers = {"GET": KeyOut}

    def get(self, _request: Request, partner_id: UUID, account_id: UUID, key_id: UUID) -> HttpResponse:
        """Give one key."""
        key = access.key(partner_id, account_id, key_id, to=self.caller)
        return self.answer(self.key_out(partner_id, _row(key, _KEY)), revision=key.revision)


class KeyRotation(AccessView):
    """The exchange of a key."""

    required_scopes: ClassVar[Mapping[str, str]] = {"POST": "manage"}
    bodies = {"POST": RotationIn}
    answers = {"POST": {201: IssuedOut}}

    def post(self, _request: Request, partner_id: UUID, account_id: UUID, key_id: UUID) -> HttpResponse:
        """Issue a key in the place of this one, which goes on for as long as is said."""
        key, secret = keys.rotate(
            key_id=access.key(partner_id, account_id, key_id, to=self.caller).id,
            overlap=timedelta(hours=self.body["overlap_hours"]),
            by=self.caller,
            reason=self.body["reason"],
        )
        return self.issued(partner_id, key, secret)


class KeyRevocation(AccessView):
    """The end of a key."""

    required_scopes: ClassVar[Mapping[str, str]] = {"POST": "manage"}
    bodies = {"POST": ReasonIn}
    answers = {"POST": {200: KeyOut}}

    def post(self, _request: Request, partner_id: UUID, account_id: UUID, key_id: UUID) -> HttpResponse:
        """Revoke a key; whoever uses it is refused within seconds."""
        key = access.key(partner_id, account_id, key_id, to=self.caller)
        keys.revoke(key_id=key.id, by=self.caller, reason=self.body["reason"])
        key.refresh_from_db()
        return self.answer(self.key_out(partner_id, _row(key, _KEY)), revision=key.revision)


def _row(record: Account | ApiKey, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in columns}
