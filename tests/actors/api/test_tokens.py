"""The token endpoint as OAuth2 clients meet it, and what their tokens are good for (RFC 6749)."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken
from pytest_django import Settings

from actors.models import Account, AccountKind, Actor, Role, Scope
from actors.services import accounts, clients, keys, partners
from config.embedded.valkey import free_port
from config.http import limits
from config.http.limits import Limits
from tests.desk import Bootstrap

BY = Bootstrap()
PATH = "/api/v1/oauth/token"
FORM = "application/x-www-form-urlencoded"
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture
def account() -> Account:
    """Return the service account of a partner."""
    partner = partners.record(slug="desk", name="Desk", by=BY)
    return accounts.record(
        name="desk-feed", kind=AccountKind.SERVICE, role=Role.EDITOR, partner=partner, by=BY
    )


class Program:
    """A partner's program that has a client."""

    def __init__(self, account: Account, **more: Any) -> None:
        given = {"scopes": {Scope.READ, Scope.WRITE}, **more}
        self.client, self.secret = clients.issue(account=account, by=BY, reason="test", **given)
        self.address = f"2001:db8::{uuid4().int % 60000:x}"

    @property
    def basic(self) -> str:
        """Return what the header Authorization has of it."""
        return "Basic " + base64.b64encode(f"{self.client.client_id}:{self.secret}".encode()).decode()

    def ask(self, basic: str | None = "", *, path: str = PATH, **parameters: str) -> HttpResponse:
        """Ask for a token, by the header unless that is said to be left out."""
        given = {"grant_type": "client_credentials", "scope": "read", **parameters}
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in given.items() if value)
        headers = {} if basic is None else {"Authorization": basic or self.basic}
        return Client(headers=headers).post(path, body, content_type=FORM, REMOTE_ADDR=self.address)

    def token(self, scope: str = "read") -> str:
        """Return a token."""
        answer = self.ask(scope=scope)
        assert answer.status_code == 200, answer.content
        token: str = answer.json()["access_token"]
        return token


@pytest.fixture
def program(account: Account) -> Program:
    """Return a program that may read and write."""
    return Program(account)


def use(token: str, method: str = "get", path: str = "/api/v1/me", **more: Any) -> HttpResponse:
    """Send a request with a token."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), **more.pop("headers", {})}
    answer: HttpResponse = getattr(Client(headers=headers), method)(path, **more)
    return answer


def test_client_gets_a_token_for_the_scopes_it_names(program: Program):
    answer = program.ask(scope="read write")

    told = answer.json()
    token = told.pop("access_token")
    assert told == {"expires_in": 900, "token_type": "Bearer", "scope": "read write"}
    assert token.startswith(clients.PREFIX)
    assert answer.headers["Content-Type"] == "application/json"
    assert {name: answer.headers[name] for name in NO_STORE} == NO_STORE
    assert "Set-Cookie" not in answer.headers
    kept = AccessToken.objects.get()
    assert (kept.token, kept.application, kept.user) == ("", program.client, None)
    assert token not in repr(kept.__dict__)


def test_client_says_who_it_is_in_the_body_as_well(program: Program):
    given = {"client_id": program.client.client_id, "client_secret": program.secret}

    assert program.ask(None, **given).status_code == 200
    both = program.ask(**given)
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")


def test_token_is_good_for_what_it_names(program: Program):
    token = program.token()

    told = use(token).json()
    assert (told["account"], told["key"]) == (str(program.client.account_id), str(program.client.id))
    assert told["scopes"] == ["read"]
    assert told["expires_at"] is not None
    body = {"data": {"name": "A watcher", "kind": "person"}, "content_type": "application/json"}
    assert use(token, "post", "/api/v1/actors", **body).status_code == 403
    assert use(program.token("write"), "post", "/api/v1/actors", **body).status_code == 201


def test_what_a_client_writes_is_written_down_as_its_accounts_and_its_own(program: Program):
    token = program.token("read write")
    headers = {"X-Request-ID": "req-of-a-client"}
    body = {
        "data": {"name": "A watcher", "kind": "person", "reason": "seen"},
        "content_type": "application/json",
    }

    answer = use(token, "post", "/api/v1/actors", headers=headers, **body)

    actor = Actor.objects.get(id=answer.json()["id"])
    account = program.client.account
    assert (actor.recorded_by_id, actor.partner_id) == (account.id, account.partner_id)
    revision = actor.history.get()
    assert (revision.history_user_id, revision.history_partner_id) == (account.id, account.partner_id)
    assert (revision.history_key_id, revision.history_channel) == (program.client.id, "api")
    assert (revision.history_request_id, revision.history_change_reason) == ("req-of-a-client", "seen")


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({"scope": ""}, 400, "invalid_scope"),
        ({"scope": "manage"}, 400, "invalid_scope"),
        ({"scope": "read review"}, 400, "invalid_scope"),
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "a"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "a"}, 400, "unsupported_grant_type"),
        ({"basic": "Basic bm9ib2R5OnNlY3JldA=="}, 401, "invalid_client"),
        ({"basic": "Basic ???"}, 401, "invalid_client"),
        ({"basic": "Basic /w=="}, 401, "invalid_client"),
        ({"basic": "Bearer ctd_000000000000_x"}, 401, "invalid_client"),
        ({"basic": None}, 401, "invalid_client"),
        ({"basic": None, "client_id": "nobody\0", "client_secret": "x"}, 401, "invalid_client"),
    ],
)
def test_refusal_has_the_form_of_the_standard(
    given: dict[str, Any], status: int, error: str, program: Program
):
    answer = program.ask(**given)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["Content-Type"] == "application/json"
    assert {name: answer.headers[name] for name in NO_STORE} == NO_STORE
    assert answer.headers.get("WWW-Authenticate", "").startswith("Basic ") == (status == 401)
    assert "Set-Cookie" not in answer.headers
    assert not AccessToken.objects.exists()


def test_what_can_be_read_in_two_ways_is_refused(program: Program):
    headers = {"Authorization": program.basic}
    form, json = (
        "grant_type=client_credentials&scope=read",
        {"grant_type": "client_credentials", "scope": "read"},
    )

    def send(body: Any, content_type: str, path: str = PATH) -> Any:
        return Client(headers=headers).post(
            path, body, content_type=content_type, REMOTE_ADDR=program.address
        )

    answers = [
        send(f"{form}&scope=write", FORM),
        send(f"{form}&grant_type=client_credentials", FORM),
        send(json, "application/json"),
        send("", FORM, f"{PATH}?{form}"),
        send(form, FORM, f"{PATH}?scope=read"),
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [
        (400, "invalid_request")
    ] * len(answers)


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_tokens_are_asked_for_by_a_post(method: str):
    answer = getattr(Client(), method)(PATH)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path",
    [
        "authorize",
        "introspect",
        "revoke_token",
        "revoke",
        "applications/",
        "authorized_tokens/",
        "register",
        "device",
    ],
)
def test_nothing_else_of_the_toolkit_is_there(path: str):
    for root in ("/api/v1/oauth/", "/oauth/", "/o/"):
        assert Client().get(f"{root}{path}").status_code == 404


def test_token_ends_with_its_time_with_its_client_and_elsewhere(program: Program, account: Account):
    expired, ended = program.token(), program.token("write")
    near = Program(account, networks=["192.0.2.0/24"])
    near.address = "192.0.2.7"
    bound = near.token()
    AccessToken.objects.filter(scope="read", application=program.client).update(
        expires=timezone.now() - timedelta(seconds=1)
    )

    assert use(bound, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert use(bound, REMOTE_ADDR="198.51.100.1").status_code == 401
    assert use(expired).status_code == 401
    assert use(ended).status_code == 200
    clients.end(client_id=program.client.id, by=BY, reason="left")
    keys.believed.clear()
    answer = use(ended)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="contested", error="invalid_token"'
    assert program.ask().status_code == 401


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 500])
def test_token_that_was_never_given_out_is_refused(token: str):
    assert use(clients.PREFIX + token).status_code == 401


def test_client_and_its_secret_are_no_key(program: Program):
    assert use(program.secret).status_code == 401
    assert use(program.client.client_id).status_code == 401


def test_client_does_no_more_than_its_account_has_left(program: Program, account: Account):
    accounts.revise(account_id=account.id, changes={"role": Role.CONTRIBUTOR}, by=BY, reason="less")
    reader = Program(account, scopes={Scope.READ})

    assert reader.ask(scope="write").json()["error"] == "invalid_scope"
    assert program.ask(scope="read write").status_code == 200


def test_guesses_are_counted_by_address(
    program: Program, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        limits, "limits", Limits({"token": "2/minute", "read": "9/minute"}, settings.REDIS_URL)
    )

    answers = [program.ask("Basic bm9ib2R5OnNlY3JldA=="), program.ask(), program.ask()]

    assert [answer.status_code for answer in answers] == [401, 200, 429]
    assert answers[0].headers["RateLimit"].startswith('"token";r=1;')
    assert answers[-1].json()["code"] == "token_limit"
    program.address = f"2001:db8:1::{uuid4().int % 60000:x}"
    assert program.ask().status_code == 200


def test_tokens_are_given_while_redis_is_away(program: Program, monkeypatch: pytest.MonkeyPatch):
    away = Limits({"token": "2/minute"}, f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(limits, "limits", away)

    assert [program.ask().status_code for _ in range(3)] == [200, 200, 429]


def test_time_of_a_token_is_configured(program: Program, settings: Settings):
    settings.TOKEN_SECONDS = 60

    assert program.ask().json()["expires_in"] == 60
    assert AccessToken.objects.get().expires < timezone.now() + timedelta(seconds=61)
