"""Who may do what: the declared scope, nothing undeclared, and a challenge to whoever has no key."""

import pytest
from django.test import Client

from tests.config.http.conftest import Caller

CASES = [
    ("1:read", "get", "/api/v1/echo", 200),
    ("1:", "get", "/api/v1/echo", 200),
    ("1:write", "get", "/api/v1/notes/1", 403),
    ("1:write", "head", "/api/v1/notes/1", 403),
    ("1:read", "post", "/api/v1/notes", 403),
    ("1:read write", "get", "/api/v1/undeclared", 403),
    ("unknown", "get", "/api/v1/echo", 401),
    ("unknown", "get", "/api/v1/undeclared", 401),
]


@pytest.mark.parametrize(("key", "method", "path", "status"), CASES)
def test_scope_decides(key: str, method: str, path: str, status: int, client: Client):
    response = getattr(Caller(client, key), method)(path)
    assert response.status_code == status


def test_missing_scope_is_named(client: Client):
    problem = Caller(client, "1:read").post("/api/v1/notes", {"text": "a"}).json()
    assert (problem["code"], problem["detail"]) == ("forbidden", "This operation needs the scope `write`.")


def test_method_without_a_declared_scope_is_open_to_nobody(client: Client):
    problem = Caller(client, "1:read write").get("/api/v1/undeclared").json()
    assert problem["detail"] == "This operation is open to nobody."


def test_caller_without_a_key_is_challenged(client: Client):
    response = client.get("/api/v1/notes")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="contested"')
    assert response.json()["code"] == "unauthenticated"


def test_caller_with_a_bad_key_is_told_so(client: Client):
    response = Caller(client, "unknown").get("/api/v1/notes")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="contested", error="invalid_token"'


def test_session_is_no_credential_and_no_cookie_is_set(client: Client):
    client.cookies["sessionid"] = "a" * 32
    response = client.get("/api/v1/notes")
    assert response.status_code == 401
    assert "Set-Cookie" not in response.headers


def test_refusal_comes_before_the_body_is_looked_at(client: Client):
    assert Caller(client, "1:read").post("/api/v1/notes", b"{").status_code == 403
