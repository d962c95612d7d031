"""Accounts: who is asked for a password is there themselves."""

import pytest
from pytest_django import Settings

from actors.errors import NotConfirmedError
from actors.models import AccountKind
from actors.services import accounts
from tests.desk import PASSWORD, Bootstrap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Hash passwords in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_somebody_of_staff_is_confirmed_by_their_password():
    ann = accounts.record(name="ann", kind=AccountKind.STAFF, password=PASSWORD, by=Bootstrap())

    assert accounts.confirm(name="ann", password=PASSWORD) == ann


@pytest.mark.parametrize("name", ["ann", "eve", "gone", "system", "nobody"])
def test_whoever_is_not_of_staff_or_active_or_has_another_password_is_not(name: str):
    accounts.record(name="ann", kind=AccountKind.STAFF, password="another long password", by=Bootstrap())  # noqa: S106
    accounts.record(name="eve", kind=AccountKind.AUDITOR, password=PASSWORD, by=Bootstrap())
    gone = accounts.record(name="gone", kind=AccountKind.STAFF, password=PASSWORD, by=Bootstrap())
    accounts.revise(account_id=gone.id, changes={"is_active": False}, by=Bootstrap(), reason="left")

    with pytest.raises(NotConfirmedError, match=f"called '{name}'"):
        accounts.confirm(name=name, password=PASSWORD)
