"""API keys: shown once, checked without asking, ended within seconds."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actors.models import SYSTEM_ID, Account, AccountKind, ApiKey, Partner, Scope
from actors.services import keys
from audit.attribution import audited_write


class System:
    """Whoever writes in these tests."""

    id = SYSTEM_ID
    partner_id = None
    key_id = None


BY = System()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Begin and end with no key believed."""
    keys.believed.clear()
    yield
    keys.believed.clear()


@pytest.fixture
def account(db: None) -> Account:  # noqa: ARG001 - rows
    """Return the service account of a partner."""
    with audited_write(by=BY, reason="test"):
        partner = Partner.objects.create(slug="desk", name="Desk")
        return Account.objects.create(name="desk-service", kind=AccountKind.SERVICE, partner=partner)


def issue(account: Account, **more: object) -> tuple[ApiKey, str]:
    """Issue a key that reads and writes."""
    return keys.issue(account=account, scopes=set(Scope), by=BY, reason="test", **more)  # type: ignore[arg-type]


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
