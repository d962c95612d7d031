"""Logging in to the admin and out of it, and what a password may be."""

import re

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

import config.settings
from actors.models import AccountKind
from claims.models import Place
from tests.desk import PASSWORD, Desk, case, errors

pytestmark = pytest.mark.usefixtures("db", "quick")

CHANGE = "admin:password_change"


@pytest.fixture
def olena(db: None, quick: None) -> Desk:  # noqa: ARG001 - before anybody has a password
    """Log somebody of staff in."""
    return Desk.of(AccountKind.STAFF, "Olena Kovalenko")


def log_in(browser: Client, *, password: str = PASSWORD, leads: str = "/admin/") -> HttpResponse:
    sent = {"username": "Olena Kovalenko", "password": password, "next": leads}
    return browser.post(reverse("admin:login"), sent)


def change(desk: Desk, new: str, *, old: str = PASSWORD) -> HttpResponse:
    return desk.client.post(
        reverse(CHANGE), {"old_password": old, "new_password1": new, "new_password2": new}
    )


def test_passwords_are_kept_by_a_derivation_that_takes_long(settings: Settings):
    ours = getattr(config.settings, "PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)
    settings.PASSWORD_HASHERS = ours  # not the quick one of tests

    hasher = get_hasher()

    assert isinstance(hasher, PBKDF2PasswordHasher)
    assert (hasher.algorithm, hasher.iterations >= 600_000) == ("pbkdf2_sha256", True)


def test_password_is_changed_by_whoever_knows_it_alone(olena: Desk):
    assert list(errors(change(olena, PASSWORD * 2, old="a guess"))) == ["old_password"]


@pytest.mark.parametrize("password", ["tipperary1", "q1w2e3r4t5y6", "olenakovalenko"])
def test_password_that_is_short_common_or_the_name_is_refused(olena: Desk, password: str):
    assert list(errors(change(olena, password))) == ["new_password2"]


@pytest.mark.parametrize("password", ["Ω" * 40, " spaces at both ends ", "onlysmallletters", "x1 " * 200])
def test_password_is_whatever_was_typed_of_any_letters_and_length(olena: Desk, password: str):
    assert change(olena, password).status_code == 302

    assert log_in(Client(), password=password).status_code == 302
    for other in (password.strip()[:-1], password.swapcase() + "x", password[:64] + "y"):
        assert log_in(Client(), password=other).status_code == 200


@pytest.mark.parametrize("page", [CHANGE, "admin:login"])
def test_password_is_typed_unseen_and_may_be_pasted_and_filled_in(olena: Desk, page: str):
    browser = Client() if page == "admin:login" else olena.client
    fields = re.findall(r'<input[^>]*name="\w*password\w*"[^>]*>', browser.get(reverse(page)).text)

    assert fields
    assert [field for field in fields if 'type="password"' not in field] == []
    assert [field for field in fields if 'autocomplete="off"' in field or "onpaste" in field] == []


def test_new_password_ends_the_sessions_elsewhere(olena: Desk):
    elsewhere = Client()
    log_in(elsewhere)
    assert elsewhere.get("/admin/").status_code == 200

    change(olena, PASSWORD * 2)

    assert elsewhere.get("/admin/").status_code == 302
    assert olena.client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("olena")
def test_session_gets_another_name_when_somebody_logs_in():
    browser = Client()
    browser.cookies["sessionid"] = "a" * 32
    log_in(browser)

    first = browser.cookies["sessionid"].value
    log_in(browser)
    second = browser.cookies["sessionid"].value

    assert len({"a" * 32, first, second}) == 3
    assert re.fullmatch("[a-z0-9]{32}", second)
    assert not Session.objects.filter(session_key=first).exists()


def test_session_ends_half_a_day_after_it_began_whatever_is_done_in_it(olena: Desk):
    browser = Client()
    log_in(browser)
    session = browser.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert 0 <= 12 * 3600 - session["max-age"] < 60
    ends = Session.objects.get(session_key=session.value).expire_date

    Desk(olena.account, browser).save(case()[Place], name="Zaporizhzhia", reason="misheard")

    assert browser.session["_messages"]
    assert Session.objects.get(session_key=session.value).expire_date == ends


def test_logging_out_is_offered_on_each_page_and_ends_the_session_itself(olena: Desk):
    for address in ("/admin/", reverse(CHANGE), "/admin/changes/"):
        assert f'action="{reverse("admin:logout")}"' in olena.client.get(address).text
    key = olena.client.cookies["sessionid"].value

    olena.client.post(reverse("admin:logout"))

    assert not Session.objects.filter(session_key=key).exists()


def test_no_record_that_is_shown_to_whoever_is_logged_in_is_stored(olena: Desk):
    for address in ("/admin/", "/admin/changes/", reverse("admin:claims_place_changelist")):
        assert "no-store" in olena.client.get(address).headers["Cache-Control"]


@pytest.mark.usefixtures("olena")
@pytest.mark.parametrize(
    "leads", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(leads: str):
    assert log_in(Client(), leads=leads).headers["Location"] == "/admin/"


def test_form_that_another_page_sends_is_refused(olena: Desk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olena.account)

    refused = browser.post(reverse(CHANGE), {"old_password": PASSWORD}, headers={"Accept": "text/html"})

    assert refused.status_code == 403
