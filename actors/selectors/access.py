"""Who has access, for those who see to it: a partner administrator for their partner, an administrator for all."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from actors.models import Account, ApiKey, Partner
from audit.attribution import Principal
from audit.errors import NotFoundError


def partner(partner_id: UUID, *, to: Principal) -> Partner:
    """Return a partner whose access somebody sees to.

    Raises:
        NotFoundError: there is none, or it is not theirs to see to.
    """
    found = Partner.objects.filter(id=partner_id).first() if to.partner_id in {None, partner_id} else None
    if found is None:
        raise NotFoundError(f"There is no partner {partner_id} whose access you see to.")
    return found


def account(partner_id: UUID, account_id: UUID, *, to: Principal) -> Account:
    """Return an account of such a partner.

    Raises:
        NotFoundError: there is none.
    """
    found = partner(partner_id, to=to).accounts.filter(id=account_id).first()
    if found is None:
        raise NotFoundError(f"The partner has no account {account_id}.")
    return found


def key(partner_id: UUID, account_id: UUID, key_id: UUID, *, to: Principal) -> ApiKey:
    """Return a key of such an account.

    Raises:
        NotFoundError: there is none.
    """
    found = account(partner_id, account_id, to=to).keys.filter(id=key_id).first()
    if found is None:
        raise NotFoundError(f"The account has no key {key_id}.")
    return found


def partners() -> QuerySet[Partner, Any]:
    """Return every partner, as all may know of it."""
    return Partner.objects.values("id", "slug", "name", "is_active")
