"""OAuth2 clients: found by id and secret, exchanged with an overlap, ended with their tokens."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, set_token_value
from pytest_django import DjangoAssertNumQueries

from actors import tasks
from actors.errors import BeyondRoleError, KeyEndedError, NetworkError
from actors.models import Account, AccountKind, OAuthClient, Role, Scope
from actors.services import accounts, clients, partners
from audit.errors import NotFoundError
from tests.desk import Bootstrap

BY = Bootstrap()
HERE = ip_address("192.0.2.7")


@pytest.fixture
def account(db: None) -> Account:  # noqa: ARG001 - rows
    """Return the service account of a partner."""
    partner = partners.record(slug="desk", name="Desk", by=BY)
    return accounts.record(
        name="desk-feed", kind=AccountKind.SERVICE, role=Role.EDITOR, partner=partner, by=BY
    )


def issue(account: Account, **more: Any) -> tuple[OAuthClient, str]:
    """Issue a client that reads and writes."""
    given = {"scopes": {Scope.READ, Scope.WRITE}, **more}
    return clients.issue(account=account, by=BY, reason="test", **given)


def token_of(client: OAuthClient, *, seconds: float = 900, scope: str = "read") -> str:
    """Return a token as the endpoint gives it out."""
    token = clients.new_token()
    kept = AccessToken(application=client, scope=scope, expires=timezone.now() + timedelta(seconds=seconds))
    set_token_value(kept, token)
    kept.save()
    assert kept.token == ""
    return token


def test_client_is_found_by_its_id_and_secret_and_nothing_else(account: Account):
    client, secret = issue(account)
    other, other_secret = issue(account)

    assert clients.find(client.client_id, secret, address=HERE) == client
    assert clients.find(client.client_id, other_secret, address=HERE) is None
    assert clients.find(other.client_id, secret, address=HERE) is None
    for wrong in ("", "ctc_", "nobody", "ctc_" + "0" * 24, client.client_id + "\0", client.client_id.upper()):
        assert clients.find(wrong, secret, address=HERE) is None
    for wrong in ("", secret[:-1], secret + "x", "\0"):
        assert clients.find(client.client_id, wrong, address=HERE) is None


def test_secret_is_kept_nowhere(account: Account):
    client, secret = issue(account)

    assert secret.encode() not in bytes(client.digest)
    (revision,) = client.history.all()
    assert not hasattr(revision, "digest")
    assert not hasattr(revision, "former")
    assert revision.history_change_reason == "test"


def test_client_may_no_more_than_its_account(account: Account):
    with pytest.raises(BeyondRoleError):
        issue(account, scopes={Scope.MANAGE})
    with pytest.raises(NetworkError):
        issue(account, networks=["nowhere"])

    client, _ = issue(account)
    accounts.revise(account_id=account.id, changes={"role": Role.CONTRIBUTOR}, by=BY, reason="less")
    client = OAuthClient.objects.select_related("account").get(id=client.id)
    client.scopes = ["read", "review"]
    assert clients.scopes_of(client) == {"read"}


def test_former_secret_goes_on_for_as_long_as_is_said(account: Account):
    client, first = issue(account)

    changed, second = clients.rotate(client_id=client.id, overlap=timedelta(hours=1), by=BY, reason="yearly")

    assert clients.find(client.client_id, first, address=HERE) == changed
    assert clients.find(client.client_id, second, address=HERE) == changed
    _, third = clients.rotate(client_id=client.id, overlap=timedelta(), by=BY, reason="lost")
    assert clients.find(client.client_id, first, address=HERE) is None
    assert clients.find(client.client_id, second, address=HERE) is None
    assert clients.find(client.client_id, third, address=HERE) == changed
    reasons = list(client.history.order_by("revision").values_list("history_change_reason", flat=True))
    assert reasons == ["test", "yearly", "lost"]


def test_client_that_has_ended_is_not_exchanged(account: Account):
    ended, _ = issue(account)
    clients.end(client_id=ended.id, by=BY, reason="left")
    expired, _ = issue(account, expires_at=timezone.now() - timedelta(seconds=1))

    for client in (ended, expired):
        with pytest.raises(KeyEndedError):
            clients.rotate(client_id=client.id, overlap=timedelta(), by=BY, reason="again")
    with pytest.raises(NotFoundError):
        clients.rotate(client_id=account.id, overlap=timedelta(), by=BY, reason="whose")


def test_client_is_good_from_its_networks_until_it_expires(account: Account):
    client, secret = issue(account, networks=["192.0.2.0/24"])
    expired, late = issue(account, expires_at=timezone.now() - timedelta(seconds=1))

    assert clients.find(client.client_id, secret, address=HERE) == client
    assert clients.find(client.client_id, secret, address=ip_address("198.51.100.1")) is None
    assert clients.find(client.client_id, secret, address=None) is None
    assert clients.find(expired.client_id, late, address=HERE) is None


def test_token_stands_for_the_account_and_is_written_down_as_its_client(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
):
    client, _ = issue(account, networks=["192.0.2.0/24"])
    token = token_of(client, scope="read write")

    found = clients.find_credential(token)

    assert found is not None
    assert (found.account, found.account.key_id, found.key_id) == (account, client.id, client.id)
    assert found.scopes == {"read", "write"}
    assert found.is_good_from(HERE)
    assert not found.is_good_from(ip_address("198.51.100.1"))
    with django_assert_num_queries(0):
        assert clients.find_credential(token) is found


def test_token_may_no_more_than_its_client_and_account_may_by_now(account: Account):
    client, _ = issue(account, scopes={Scope.READ})

    found = clients.find_credential(token_of(client, scope="read write"))

    assert found is not None
    assert found.scopes == {"read"}


@pytest.mark.parametrize("end", ["expired", "ended", "account", "partner", "client expired", "forgotten"])
def test_token_is_good_no_longer_than_all_that_it_stands_on(account: Account, end: str):
    client, _ = issue(account)
    token = token_of(client, seconds=-1 if end == "expired" else 900)
    if end == "ended":
        clients.end(client_id=client.id, by=BY, reason="left")
    elif end == "account":
        accounts.revise(account_id=account.id, changes={"is_active": False}, by=BY, reason="left")
    elif end == "partner":
        partners.revise(partner_id=account.partner_id, changes={"is_active": False}, by=BY, reason="left")
    elif end == "client expired":
        client, _ = issue(account, expires_at=timezone.now() - timedelta(seconds=1))
        token = token_of(client)
    elif end == "forgotten":
        AccessToken.objects.all().delete()

    assert clients.find_credential(token) is None


def test_tokens_that_have_expired_are_forgotten(account: Account):
    client, _ = issue(account)
    token_of(client, seconds=-1)
    young = issue(account)[0]
    token = token_of(young)

    assert tasks.forget_tokens() == 1
    assert clients.find_credential(token) is not None
    assert tasks.forget_tokens() == 0
