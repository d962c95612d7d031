"""Whoever guesses passwords is locked out for a while: of one name, from one address, and nobody else."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from actors.models import AccountKind
from tests.desk import PASSWORD, Desk

pytestmark = pytest.mark.django_db

NAME = "olena"
LIMIT = settings.AXES_FAILURE_LIMIT
#: What each line of a log-in that failed, one that did not, and a log-out names.
TOLD = [("name", "address"), ("account", "address"), ("account", "address")]


@pytest.fixture(autouse=True)
def olena(quick: None, static_root: Path) -> Desk:  # noqa: ARG001 - before anybody has a password
    """Record somebody who may log in."""
    return Desk.of(AccountKind.STAFF, NAME)


def log_in(password: str = PASSWORD, *, name: str = NAME, address: str = "203.0.113.7") -> HttpResponse:
    sent = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", sent, headers={"Accept": "text/html"}, REMOTE_ADDR=address)


def test_after_a_few_wrong_guesses_the_right_password_is_refused_too():
    answers = [log_in("wrong").status_code for _ in range(LIMIT)]

    assert answers == [200] * (LIMIT - 1) + [429]
    refused = log_in()
    assert refused.status_code == 429
    assert "Too many attempts" in refused.text


def test_another_name_and_another_address_are_not_locked_out():
    Desk.of(AccountKind.STAFF, "petro")
    for _ in range(LIMIT):
        log_in("wrong")

    assert log_in(address="198.51.100.1").status_code == 302
    assert log_in(name="petro").status_code == 302


def test_whoever_logs_in_begins_anew():
    for _ in range(LIMIT - 1):
        log_in("wrong")
    assert log_in().status_code == 302

    assert [log_in("wrong").status_code for _ in range(LIMIT - 1)] == [200] * (LIMIT - 1)


def test_after_a_quarter_of_an_hour_there_is_another_try():
    for _ in range(LIMIT):
        log_in("wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert log_in().status_code == 302


def test_a_proxy_that_is_not_ours_hides_nobody():
    for number in range(LIMIT):
        sent = {"username": NAME, "password": "wrong"}
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}"}
        answer = Client().post("/admin/login/", sent, headers=forwarded, REMOTE_ADDR="203.0.113.7")

    assert answer.status_code == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"203.0.113.7"}


def test_no_password_is_kept():
    log_in("a secret guess")

    assert "a secret guess" not in str(list(AccessAttempt.objects.values()))


def test_who_is_logged_in_already_works_on(olena: Desk):
    for _ in range(LIMIT):
        log_in("wrong")

    assert olena.client.get("/admin/").status_code == 200


def test_another_try_does_not_make_the_wait_longer():
    for _ in range(LIMIT):
        log_in("wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))

    assert log_in("wrong").status_code == 429

    assert timezone.now() - AccessAttempt.objects.get().attempt_time > timedelta(minutes=13)


@pytest.mark.parametrize("name", ["x" * 256, "x\x00y", "", "é" * 300])
def test_a_name_that_is_none_is_refused_like_any_other(name: str):
    assert log_in("wrong", name=name).status_code == 200


def test_who_comes_and_goes_and_who_does_not_get_in_is_logged_without_the_password(
    olena: Desk, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        log_in("one that nobody has")
        browser = Client()
        browser.post("/admin/login/", {"username": NAME, "password": PASSWORD})
        browser.post("/admin/logout/")

    told = [record.msg for record in caplog.records if record.name == "actors.api.authentication"]
    account = str(olena.account.pk)
    assert [{key: line[key] for key in ("event", *keys)} for line, keys in zip(told, TOLD, strict=True)] == [
        {"event": "log-in refused", "name": NAME, "address": "203.0.113.7"},
        {"event": "logged in", "account": account, "address": "127.0.0.1"},
        {"event": "logged out", "account": account, "address": "127.0.0.1"},
    ]
    everything = json.dumps([record.msg for record in caplog.records], default=str)
    assert "one that nobody has" not in everything
    assert PASSWORD not in everything
