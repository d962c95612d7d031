"""API keys: shown once, checked without asking, ended within seconds."""

from datetime import timedelta
from ipaddress import ip_address
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actors.errors import KeyEndedError, NetworkError
from actors.models import SYSTEM_ID, Account, AccountKind, ApiKey, Partner, Role, Scope
from actors.services import keys
from audit.attribution import audited_write
from audit.errors import NotFoundError


class System:
    """Whoever writes in these tests."""

    id = SYSTEM_ID
    partner_id = None
    key_id = None


BY = System()


@pytest.fixture
def account(db: None) -> Account:  # noqa: ARG001 - rows
    """Return the service account of a partner."""
    with audited_write(by=BY, reason="test"):
        partner = Partner.objects.create(slug="desk", name="Desk")
        return Account.objects.create(
            name="desk-service", kind=AccountKind.SERVICE, role=Role.EDITOR, partner=partner
        )


def issue(account: Account, **more: object) -> tuple[ApiKey, str]:
    """Issue a key that reads and writes."""
    return keys.issue(account=account, scopes={Scope.READ, Scope.WRITE}, by=BY, reason="test", **more)  # type: ignore[arg-type]


def test_key_stands_for_its_account_and_scopes(account: Account):
    key, secret = issue(account)
    found = keys.find_credential(secret)
    assert found is not None
    assert (found.account.id, found.key_id, found.scopes) == (account.id, key.id, {"read", "write"})
    assert found.account.key_id == key.id


def test_secret_is_kept_nowhere(account: Account):
    key, secret = issue(account)
    assert secret not in str(ApiKey.objects.values().get(id=key.id))
    assert "digest" not in {field.name for field in ApiKey.history.model._meta.fields}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bad", ["", "ctd_", "ctd_zz", "xyz_000000000000_a", "ctd_000000000000_a", "ctd_\x00", "é"]
)
def test_text_that_is_no_key_stands_for_nobody(db: None, bad: str):  # noqa: ARG001 - rows
    assert keys.find_credential(bad) is None


def test_other_secret_under_the_same_prefix_stands_for_nobody(account: Account):
    _, secret = issue(account)
    assert keys.find_credential(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None


def test_key_in_use_is_checked_without_a_query(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
):
    _, secret = issue(account)
    keys.find_credential(secret)
    with django_assert_num_queries(0):
        assert keys.find_credential(secret) is not None


def test_revoked_key_ends_when_it_is_no_longer_believed(account: Account, monkeypatch: pytest.MonkeyPatch):
    key, secret = issue(account)
    assert keys.find_credential(secret) is not None
    keys.revoke(key_id=key.id, by=BY, reason="leaked")
    now = keys.time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + keys.BELIEVED_SECONDS)
    assert keys.find_credential(secret) is None
    latest = ApiKey.history.filter(id=key.id).first()  # type: ignore[attr-defined]
    assert latest.history_change_reason == "leaked"


def test_expired_key_ends_at_once_even_when_believed(account: Account, monkeypatch: pytest.MonkeyPatch):
    _, secret = issue(account, expires_at=timezone.now() + timedelta(minutes=5))
    assert keys.find_credential(secret) is not None
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(keys.timezone, "now", lambda: later)
    assert keys.find_credential(secret) is None


@pytest.mark.parametrize("ended", ["account", "partner"])
def test_key_of_who_is_deactivated_stands_for_nobody(account: Account, ended: str):
    _, secret = issue(account)
    with audited_write(by=BY, reason="gone"):
        if ended == "account":
            Account.objects.filter(id=account.id).update(is_active=False)
        else:
            Partner.objects.filter(id=account.partner_id).update(is_active=False)
    assert keys.find_credential(secret) is None


def test_last_use_is_written_once_a_minute_and_makes_no_revision(
    account: Account, monkeypatch: pytest.MonkeyPatch
):
    key, secret = issue(account)
    keys.find_credential(secret)
    first = ApiKey.objects.get(id=key.id).last_used_at
    keys.believed.clear()
    keys.find_credential(secret)
    assert first is not None
    assert ApiKey.objects.get(id=key.id).last_used_at == first
    later = first + keys.LAST_USED_EVERY + timedelta(seconds=1)
    monkeypatch.setattr(keys.timezone, "now", lambda: later)
    keys.believed.clear()
    keys.find_credential(secret)
    assert ApiKey.objects.get(id=key.id).last_used_at == later
    assert ApiKey.objects.get(id=key.id).revision == 1


@pytest.mark.parametrize(
    ("networks", "address", "is_good"),
    [
        ([], "203.0.113.7", True),
        (["203.0.113.0/24"], "203.0.113.7", True),
        (["203.0.113.0/24"], "203.0.114.7", False),
        (["203.0.113.0/24", "2001:db8::/32"], "2001:db8::1", True),
        (["203.0.113.7"], "203.0.113.7", True),
        (["203.0.113.7"], "203.0.113.8", False),
        (["203.0.113.0/24"], None, False),
    ],
)
def test_key_is_good_from_its_networks(
    account: Account, networks: list[str], address: str | None, *, is_good: bool
):
    _, secret = issue(account, networks=networks)

    found = keys.find_credential(secret)

    assert found is not None
    assert found.is_good_from(None if address is None else ip_address(address)) is is_good


@pytest.mark.parametrize(
    "network", ["203.0.113.7/24", "anywhere", "", "203.0.113.0/33", "::ffff:192.0.2.0/120", "fe80::1%eth0"]
)
def test_what_is_no_network_is_refused(account: Account, network: str):
    with pytest.raises(NetworkError) as refused:
        issue(account, networks=[network])

    assert refused.value.pointer == "/networks"
    assert not ApiKey.objects.filter(account=account).exists()


def test_key_is_replaced_and_goes_on_for_the_overlap(account: Account):
    old, old_secret = issue(account, networks=["203.0.113.0/24"], label="desk")

    new, secret = keys.rotate(key_id=old.id, overlap=timedelta(hours=1), by=BY, reason="yearly")

    assert (new.account_id, new.scopes, new.label, new.networks) == (
        account.id, old.scopes, "desk", ["203.0.113.0/24"],
    )  # fmt: skip
    assert new.expires_at is None
    assert keys.find_credential(secret) is not None
    assert keys.find_credential(old_secret) is not None
    old.refresh_from_db()
    assert old.expires_at is not None
    assert timedelta(minutes=59) < old.expires_at - timezone.now() <= timedelta(hours=1)
    assert ApiKey.history.filter(id=old.id).latest("revision").history_change_reason == "yearly"  # type: ignore[attr-defined]


def test_key_that_was_to_end_is_replaced_by_one_that_lasts_as_long(account: Account):
    old, _ = issue(account, expires_at=timezone.now() + timedelta(days=90))

    new, _ = keys.rotate(key_id=old.id, overlap=timedelta(days=365), by=BY, reason="yearly")

    before = old.expires_at
    old.refresh_from_db()
    assert old.expires_at == before  # no longer than it was good for
    assert new.expires_at is not None
    assert abs(new.expires_at - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)


def test_key_is_replaced_at_once_where_nothing_overlaps(account: Account):
    old, old_secret = issue(account)

    keys.rotate(key_id=old.id, overlap=timedelta(), by=BY, reason="it leaked")

    assert keys.find_credential(old_secret) is None


def test_key_that_has_ended_is_not_replaced(account: Account):
    revoked, _ = issue(account)
    keys.revoke(key_id=revoked.id, by=BY, reason="it leaked")
    expired, _ = issue(account, expires_at=timezone.now() - timedelta(seconds=1))

    for key in (revoked, expired):
        with pytest.raises(KeyEndedError):
            keys.rotate(key_id=key.id, overlap=timedelta(), by=BY, reason="again")
    with pytest.raises(NotFoundError):
        keys.rotate(key_id=uuid4(), overlap=timedelta(), by=BY, reason="again")


def test_key_is_replaced_once(account: Account):
    old, _ = issue(account)
    new, secret = keys.rotate(key_id=old.id, overlap=timedelta(hours=1), by=BY, reason="yearly")

    with pytest.raises(KeyEndedError, match="replaced already"):
        keys.rotate(key_id=old.id, overlap=timedelta(hours=1), by=BY, reason="twice")

    assert ApiKey.objects.filter(account=account).count() == 2
    old.refresh_from_db()
    assert old.replaced_by == new
    assert keys.find_credential(secret) is not None
