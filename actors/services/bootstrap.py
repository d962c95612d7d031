"""Set a register up: the first partners, people and keys. Running it again changes nothing."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from actors.models import BOOTSTRAP_ID, Account, AccountKind, Partner, Role
from actors.services import keys
from audit.attribution import audited_write, entered

REASON = "first set-up"
PARTNERS = {"newsroom": "Newsroom", "monitor": "Monitor"}
ADMIN = "admin"


@dataclass(slots=True)
class Credentials:
    """Secrets made now; what stood before has none to show."""

    admin: dict[str, str] | None = None
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Bootstrap:
    id = BOOTSTRAP_ID
    partner_id = None
    key_id = None


def is_done() -> bool:
    """Return whether a set-up was committed."""
    return Account.objects.filter(name=ADMIN).exists()


def run(keep: Callable[[Credentials], None]) -> None:
    """Record partners, service accounts, an auditor and an administrator, each with a fresh secret.

    `keep` is called before the commit: secrets that were never kept are never committed.
    """
    made = Credentials()
    with entered("cli"), audited_write(by=_Bootstrap(), reason=REASON):
        for slug, name in PARTNERS.items():
            if not Partner.objects.filter(slug=slug).exists():
                partner = Partner.objects.create(slug=slug, name=name)
                made.keys[slug] = _service(
                    f"{slug}-service", AccountKind.SERVICE, Role.PARTNER_ADMINISTRATOR, partner
                )
        if not Account.objects.filter(name="auditor").exists():
            made.keys["auditor"] = _service("auditor", AccountKind.AUDITOR, Role.AUDITOR)
        if not Account.objects.filter(name=ADMIN).exists():
            password = secrets.token_urlsafe(18)
            account = Account(name=ADMIN, kind=AccountKind.STAFF, role=Role.ADMINISTRATOR)
            account.set_password(password)
            account.save(force_insert=True)
            made.admin = {"username": ADMIN, "password": password}
        keep(made)


def _service(name: str, kind: AccountKind, role: Role, partner: Partner | None = None) -> str:
    account = Account(name=name, kind=kind, role=role, partner=partner)
    account.set_unusable_password()
    account.save(force_insert=True)
    _, secret = keys.issue(
        account=account, scopes=account.scopes, label="first key", by=_Bootstrap(), reason=REASON
    )
    return secret
