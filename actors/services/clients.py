"""Issue, check and end OAuth2 clients, and believe the tokens that they were given."""

import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_network
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from oauth2_provider.models import AccessToken

from actors.errors import KeyEndedError
from actors.models import Account, OAuthClient, Scope
from actors.services.keys import (
    LAST_USED_EVERY,
    SECRET_BYTES,
    Credential,
    believed,
    digest,
    lies_within,
    read_networks,
    refuse_beyond,
)
from audit.attribution import Principal, audited_write
from audit.errors import NotFoundError

CLIENT_ID = re.compile(r"ctc_[0-9a-f]{24}")
#: What a token begins with.
PREFIX = "cto_"
_ID_BYTES = 12
#: So many tokens are forgotten in one statement.
_BATCH = 5_000


def issue(
    *,
    account: Account,
    scopes: Collection[Scope],
    label: str = "",
    expires_at: datetime | None = None,
    networks: Collection[str] = (),
    by: Principal,
    reason: str,
) -> tuple[OAuthClient, str]:
    """Issue a client and return it with its secret, which is shown this once and kept nowhere.

    Raises:
        BeyondRoleError: it could do what the account may not.
        NetworkError: one of the networks is none.
    """
    written = [str(network) for network in read_networks(networks)]
    refuse_beyond(account, scopes)
    secret = _new_secret()
    with audited_write(by=by, reason=reason):
        client = OAuthClient.objects.create(
            account=account,
            label=label,
            client_id=f"ctc_{secrets.token_hex(_ID_BYTES)}",
            digest=digest(secret),
            scopes=sorted(scopes),
            expires_at=expires_at,
            networks=written,
        )
    return client, secret


def rotate(*, client_id: UUID, overlap: timedelta, by: Principal, reason: str) -> tuple[OAuthClient, str]:
    """Give a client another secret and return both; the former one ends after the overlap, tokens in their own time.

    Raises:
        NotFoundError: there is none.
        KeyEndedError: it is ended, or has expired.
    """
    secret = _new_secret()
    with audited_write(by=by, reason=reason):
        client = OAuthClient.objects.select_for_update().filter(id=client_id).first()
        if client is None:
            raise NotFoundError(f"There is no OAuth2 client {client_id}.")
        now = timezone.now()
        if not client.is_active or (client.expires_at and client.expires_at <= now):
            raise KeyEndedError("This client has ended. Issue another.")
        client.former, client.digest = client.digest, digest(secret)
        client.former_until = now + overlap
        client.save(update_fields=["digest", "former", "former_until"])
    return client, secret


def end(*, client_id: UUID, by: Principal, reason: str) -> None:
    """Deactivate a client, and its tokens with it, as soon as keys are."""
    with audited_write(by=by, reason=reason):
        OAuthClient.objects.filter(id=client_id).update(is_active=False)


def find(client_id: str, secret: str, *, address: IPv4Address | IPv6Address | None) -> OAuthClient | None:
    """Return the client that an id and a secret are of, where it may have tokens now and from that address."""
    if not CLIENT_ID.fullmatch(client_id):
        return None
    client = _standing().filter(client_id=client_id).first()
    now = timezone.now()
    if client is None or not _is_its_secret(client, secret, now):
        return None
    if client.expires_at and client.expires_at <= now:
        return None
    if not lies_within(address, [ip_network(network) for network in client.networks]):
        return None
    if client.last_used_at is None or now - client.last_used_at > LAST_USED_EVERY:
        # Not part of any revision; lost without harm.
        OAuthClient.objects.filter(id=client.id).update(last_used_at=now)
    return client


def scopes_of(client: OAuthClient) -> frozenset[str]:
    """Return what a client may do: of its own scopes those that its account still has."""
    return client.account.scopes & frozenset(client.scopes)


def new_token(_request: object = None) -> str:
    """Return a new token; what it is good for stands with its digest."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def find_credential(token: str) -> Credential | None:
    """Return whom a token stands for, or None where it stands for nobody; asked as seldom as of a key."""
    known = digest(token)
    credential = believed.find(known)
    if credential is None:
        credential = _look_up(token)
        if credential is not None:
            believed.keep(known, credential)
    if credential is None or (credential.expires_at and credential.expires_at <= timezone.now()):
        return None
    return credential


def forget() -> int:
    """Delete tokens that have expired, and return how many."""
    count = 0
    while True:
        ended = AccessToken.objects.filter(expires__lt=timezone.now()).values_list("pk", flat=True)[:_BATCH]
        deleted: int = AccessToken.objects.filter(pk__in=list(ended)).delete()[0]
        count += deleted
        if deleted < _BATCH:
            return count


def _look_up(token: str) -> Credential | None:
    found = AccessToken.objects.filter(token_checksum=sha256(token.encode()).hexdigest()).first()
    client = found and _standing().filter(id=found.application_id).first()
    if not found or not client:
        return None
    # A token ends with its client, should that be sooner.
    expires_at = min(found.expires, client.expires_at or found.expires)
    client.account.key_id = client.id
    scopes = scopes_of(client) & frozenset(found.scope.split())
    return Credential(client.account, client.id, scopes, expires_at, tuple(map(ip_network, client.networks)))


def _standing() -> QuerySet[OAuthClient]:
    """Return the clients that are good, and whose account and partner are."""
    return (
        OAuthClient.objects.select_related("account")
        .filter(Q(account__partner__isnull=True) | Q(account__partner__is_active=True))
        .filter(is_active=True, account__is_active=True)
    )


def _is_its_secret(client: OAuthClient, secret: str, now: datetime) -> bool:
    given = digest(secret)
    is_current = hmac.compare_digest(bytes(client.digest), given)
    is_former = hmac.compare_digest(bytes(client.former or b""), given)
    return is_current or (is_former and client.former_until is not None and now < client.former_until)


def _new_secret() -> str:
    return f"cts_{secrets.token_urlsafe(SECRET_BYTES)}"
