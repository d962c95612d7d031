"""Roles: what an account may do, its keys may do at most, and a contributor changes what it recorded itself."""

import pytest

from actors.errors import BeyondRoleError, OwnAccountError, RoleError
from actors.models import ROLES, Account, AccountKind, ActorKind, Partner, Role, Scope
from actors.services import accounts, actors, keys, partners
from actors.services.records import Draft
from audit.errors import NotOwnerError
from tests.desk import Bootstrap, Desk

pytestmark = pytest.mark.django_db

WRITING = {Scope.READ, Scope.WRITE}


@pytest.fixture
def partner() -> Partner:
    """Return a partner."""
    return partners.record(slug="newsroom", name="Newsroom", by=Bootstrap())


def service(partner: Partner, name: str, role: Role) -> Account:
    """Return a service account of a partner."""
    return accounts.record(name=name, kind=AccountKind.SERVICE, role=role, partner=partner, by=Bootstrap())


def actor(by: Account) -> Draft:
    """Return an actor to be recorded, named after whoever does."""
    return Draft({"name": f"of {by.name}", "kind": ActorKind.PERSON})


def test_account_has_the_first_role_of_its_kind_where_none_is_said(partner: Partner):
    desk = accounts.record(name="desk", kind=AccountKind.SERVICE, partner=partner, by=Bootstrap())

    assert desk.role == Role.EDITOR


@pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.AUDITOR, AccountKind.SERVICE])
def test_role_of_another_kind_is_refused(partner: Partner, kind: AccountKind):
    of = partner if kind == AccountKind.SERVICE else None
    for role in set(Role) - set(ROLES[kind]):
        with pytest.raises(RoleError):
            accounts.record(name="olena", kind=kind, role=role, partner=of, by=Bootstrap())


@pytest.mark.parametrize("role", ROLES[AccountKind.SERVICE])
def test_key_does_no_more_than_its_account_may(partner: Partner, role: Role):
    account = service(partner, "desk", role)
    for scope in set(Scope) - account.scopes:
        with pytest.raises(BeyondRoleError):
            keys.issue(account=account, scopes={scope}, by=Bootstrap(), reason="test")

    _, secret = keys.issue(account=account, scopes=account.scopes, by=Bootstrap(), reason="test")

    found = keys.find_credential(secret)
    assert found is not None
    assert found.scopes == account.scopes


def test_key_does_less_once_its_account_may_less(partner: Partner):
    account = service(partner, "desk", Role.PARTNER_ADMINISTRATOR)
    _, secret = keys.issue(account=account, scopes=set(Scope), by=Bootstrap(), reason="test")

    accounts.revise(account_id=account.id, changes={"role": Role.CONTRIBUTOR}, by=Bootstrap(), reason="moved")

    found = keys.find_credential(secret)
    assert found is not None
    assert found.scopes == {Scope.READ, Scope.WRITE, Scope.PROPOSE}


def test_contributor_changes_its_own_and_an_editor_its_partners(partner: Partner):
    ann, bob = (service(partner, name, Role.CONTRIBUTOR) for name in ("ann", "bob"))
    editor = service(partner, "editor", Role.EDITOR)
    recorded = actors.record(draft=actor(ann), by=ann).record
    change = {"actor_id": recorded.id, "draft": Draft({"party": "ukraine"}), "reason": "known since"}

    actors.revise(**change, by=ann)
    with pytest.raises(NotOwnerError, match="contributor"):
        actors.revise(**change, by=bob)
    actors.revise(**change, by=editor)
    with pytest.raises(NotOwnerError, match="contributor"):
        actors.withdraw(actor_id=recorded.id, by=bob, reason="wrong")
    assert actors.withdraw(actor_id=recorded.id, by=editor, reason="wrong").is_withdrawn


def test_nobody_gives_themselves_another_role():
    olena = Desk.of(AccountKind.STAFF, "olena").account
    with pytest.raises(OwnAccountError):
        accounts.revise(account_id=olena.id, changes={"role": Role.STAFF}, by=olena, reason="less to do")
