"""Issue, check and end API keys."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from actors.errors import BeyondRoleError, KeyEndedError, NetworkError
from actors.models import Account, ApiKey, Scope
from audit.attribution import Principal, audited_write
from audit.errors import NotFoundError

PREFIX_BYTES, SECRET_BYTES = 6, 32
#: Seconds for which a checked key is believed without asking the database: how long a revoked one can live on.
BELIEVED_SECONDS = 3.0
#: How often the time of last use is written.
LAST_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credential:
    """A key that checked out: the account that acts, and what it may do."""

    account: Account
    key_id: UUID
    scopes: frozenset[str]
    expires_at: datetime | None
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def is_good_from(self, address: IPv4Address | IPv6Address | None) -> bool:
        """Return whether the key may be used from an address."""
        return lies_within(address, self.networks)


def lies_within(
    address: IPv4Address | IPv6Address | None, networks: Collection[IPv4Network | IPv6Network]
) -> bool:
    """Return whether an address lies in one of some networks; where there are none, it does."""
    return not networks or (address is not None and any(address in each for each in networks))


def issue(
    *,
    account: Account,
    scopes: Collection[Scope],
    label: str = "",
    expires_at: datetime | None = None,
    networks: Collection[str] = (),
    by: Principal,
    reason: str,
) -> tuple[ApiKey, str]:
    """Issue a key and return it with its secret, which is shown this once and kept nowhere.

    Raises:
        BeyondRoleError: it could do what the account may not.
        NetworkError: one of the networks is none.
    """
    written = [str(network) for network in read_networks(networks)]
    refuse_beyond(account, scopes)
    prefix = secrets.token_hex(PREFIX_BYTES)
    secret = f"ctd_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    with audited_write(by=by, reason=reason):
        key = ApiKey.objects.create(
            account=account,
            label=label,
            prefix=prefix,
            digest=digest(secret),
            scopes=sorted(scopes),
            expires_at=expires_at,
            networks=written,
        )
    return key, secret


def rotate(*, key_id: UUID, overlap: timedelta, by: Principal, reason: str) -> tuple[ApiKey, str]:
    """Issue a key in the place of another and return it with its secret; the old one ends after the overlap.

    Raises:
        NotFoundError: there is none.
        KeyEndedError: it is revoked, has expired, or is replaced already.
    """
    with audited_write(by=by, reason=reason):
        old = ApiKey.objects.select_for_update().select_related("account").filter(id=key_id).first()
        if old is None:
            raise NotFoundError(f"There is no key {key_id}.")
        now = timezone.now()
        if not old.is_active or (old.expires_at and old.expires_at <= now):
            raise KeyEndedError("This key has ended. Issue another.")
        if old.replaced_by_id is not None:
            raise KeyEndedError("This key is replaced already. Replace the one that took its place.")
        key, secret = issue(
            account=old.account,
            scopes=old.account.scopes & frozenset(old.scopes),
            label=old.label,
            networks=old.networks,
            # Of a key that was to end some day the next one ends as long after now as it did after it was issued.
            expires_at=old.expires_at and now + (old.expires_at - _issued_at(old)),
            by=by,
            reason=reason,
        )
        ends = now + overlap
        old.expires_at = min(old.expires_at, ends) if old.expires_at else ends
        old.replaced_by = key
        old.save(update_fields=["expires_at", "replaced_by"])
    return key, secret


def revoke(*, key_id: UUID, by: Principal, reason: str) -> None:
    """Deactivate a key; every process has noticed within `BELIEVED_SECONDS`."""
    with audited_write(by=by, reason=reason):
        ApiKey.objects.filter(id=key_id).update(is_active=False)


class _Believed:
    """Digests that checked out lately, per process."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Credential]] = {}
        self._lock = threading.Lock()

    def find(self, digest: bytes) -> Credential | None:
        until, credential = self._known.get(digest, (0.0, None))
        return credential if time.monotonic() < until else None

    def keep(self, digest: bytes, credential: Credential) -> None:
        now = time.monotonic()
        with self._lock:
            if len(self._known) > 10_000:
                self._known = {key: value for key, value in self._known.items() if value[0] > now}
            self._known[digest] = (now + BELIEVED_SECONDS, credential)

    def clear(self) -> None:
        with self._lock:
            self._known.clear()


believed = _Believed()


def find_credential(secret: str) -> Credential | None:
    """Return whom a key stands for, or None where it stands for nobody.

    Asks the database at most once in `BELIEVED_SECONDS` for a key in use.
    """
    own = digest(secret)
    credential = believed.find(own) or _look_up(secret, own)
    if credential is None or (credential.expires_at and credential.expires_at <= timezone.now()):
        return None
    return credential


def _look_up(secret: str, own: bytes) -> Credential | None:
    kind, _, rest = secret.partition("_")
    prefix, _, _ = rest.partition("_")
    if kind != "ctd" or len(prefix) != 2 * PREFIX_BYTES or not prefix.isalnum():
        return None
    key = (
        ApiKey.objects.select_related("account")
        .filter(Q(account__partner__isnull=True) | Q(account__partner__is_active=True))
        .filter(prefix=prefix, is_active=True, account__is_active=True)
        .first()
    )
    if key is None or not hmac.compare_digest(bytes(key.digest), own):
        return None
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > LAST_USED_EVERY:
        # Not part of any revision; lost without harm.
        ApiKey.objects.filter(id=key.id).update(last_used_at=now)
    key.account.key_id = key.id
    # What the account may no longer, its keys may not either.
    scopes = key.account.scopes & frozenset(key.scopes)
    credential = Credential(key.account, key.id, scopes, key.expires_at, tuple(map(ip_network, key.networks)))
    believed.keep(own, credential)
    return credential


def _issued_at(key: ApiKey) -> datetime:
    """Return when a key was issued: an id of this kind has it in it, in milliseconds."""
    return datetime.fromtimestamp((key.id.int >> 80) / 1000, tz=UTC)


def refuse_beyond(account: Account, scopes: Collection[Scope]) -> None:
    """Refuse a credential that could do what its account may not.

    Raises:
        BeyondRoleError: as said.
    """
    if beyond := sorted({*scopes} - account.scopes):
        raise BeyondRoleError(
            f"The role {account.role or 'of a fixed account'} does not give {' or '.join(beyond)}.",
            pointer="/scopes",
        )


def read_networks(texts: Collection[str]) -> list[IPv4Network | IPv6Network]:
    """Return networks that are written as 192.0.2.0/24.

    Raises:
        NetworkError: one of them is none.
    """
    found = []
    for text in texts:
        try:
            network = ip_network(text.strip())
        except ValueError as error:
            raise NetworkError(f"{error}.", pointer="/networks") from error
        if isinstance(network, IPv6Network) and (
            network.network_address.scope_id or network.network_address.ipv4_mapped
        ):
            raise NetworkError(
                f"Write {text} as the network of IPv4 or IPv6 that it is.", pointer="/networks"
            )
        found.append(network)
    return found


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hmac.digest(settings.KEY_PEPPER.encode(), secret.encode(), hashlib.sha256)
