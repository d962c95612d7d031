"""Write accounts of people and services. A password is set, never recorded."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from actors.errors import (
    AccountNameError,
    AccountPartnerError,
    FixedAccountError,
    NotConfirmedError,
    OwnAccountError,
    RoleError,
)
from actors.models import ROLES, Account, AccountKind, Partner
from actors.services import access
from audit.attribution import Principal, audited_write


def record(
    *,
    name: str,
    kind: str,
    role: str = "",
    partner: Partner | None = None,
    email: str = "",
    password: str | None = None,
    by: Principal,
    reason: str = "",
) -> Account:
    """Record an account; without a password it comes in by its keys alone, without a role it has its kind's first.

    Raises:
        FixedAccountError: the register's own accounts come with it.
        AccountPartnerError: a service has no partner, or another account has one.
        RoleError: its kind has no such role.
        AccountNameError: a partner names it, and not after itself.
        InvalidValueError: a value is none that the field takes.
    """
    if kind == AccountKind.FIXED:
        raise FixedAccountError("The register's own accounts come with it.", pointer="/kind")
    if kind == AccountKind.SERVICE and partner is None:
        raise AccountPartnerError("Say for which partner the service acts.", pointer="/partner")
    if kind != AccountKind.SERVICE and partner is not None:
        raise AccountPartnerError("Only a service acts for a partner.", pointer="/partner")
    if partner is not None and by.partner_id is not None:
        _refuse_name(partner, name)
    role = role or ROLES[AccountKind(kind)][0]
    _refuse_role(kind, role)
    with audited_write(by=by, reason=reason):
        account = Account(partner=partner)
        account.set_password(password)  # of None it makes one that nobody can enter
        access.save(account, {"name": name, "kind": kind, "role": role, "email": email})
        return account


def revise(
    *,
    account_id: UUID,
    changes: Mapping[str, Any],
    by: Principal,
    reason: str,
    expected: Collection[int] | None = None,
) -> Account:
    """Change an account's name, address or role, deactivate it, or take it back; what it is for stays.

    Raises:
        FixedAccountError: it is one of the register's own.
        OwnAccountError: the writer would lock themselves out, or give themselves another role.
        RoleError: its kind has no such role.
        AccountNameError: a partner names it, and not after itself.
        RecordError: as `access.locked` and `access.save` say.
    """
    with audited_write(by=by, reason=reason):
        account = access.locked(Account, account_id, reason=reason, expected=expected)
        if account.kind == AccountKind.FIXED:
            raise FixedAccountError("The register's own accounts stay as they are.")
        if account.id == by.id and not changes.get("is_active", True):
            raise OwnAccountError("Somebody else has to deactivate your account.", pointer="/is_active")
        role = changes.get("role", account.role)
        if account.id == by.id and role != account.role:
            raise OwnAccountError("Somebody else has to change your role.", pointer="/role")
        _refuse_role(account.kind, role)
        if account.partner is not None and by.partner_id is not None and "name" in changes:
            _refuse_name(account.partner, changes["name"])
        access.save(account, changes)
        return account


def confirm(*, name: str, password: str) -> Account:
    """Return the account of somebody of staff who knows its password, and so is there themselves.

    Raises:
        NotConfirmedError: there is no such account, of staff and active, with this password; which of it is not told.
    """
    # Past the guard against guessing over the network: whoever is at a terminal of the register can do more than guess.
    account = ModelBackend().authenticate(None, username=name, password=password)
    if not isinstance(account, Account) or account.kind != AccountKind.STAFF:
        raise NotConfirmedError(f"Nobody active of staff is called {name!r} and has this password.")
    return account


def _refuse_name(partner: Partner, name: str) -> None:
    """Keep partners from learning what the accounts of others are called: theirs are called after them."""
    if not name.startswith(f"{partner.slug}-"):
        raise AccountNameError(f"Begin the name with {partner.slug}-.", pointer="/name")


def _refuse_role(kind: str, role: str) -> None:
    if role not in ROLES[AccountKind(kind)]:
        raise RoleError(f"An account of this kind has no role {role!r}.", pointer="/role")
