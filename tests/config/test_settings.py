"""What a browser is told where the register is served over TLS, by settings made from such an environment."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

#: Prints, of each path, its headers and the attributes of the cookies it sets.
ASK = """
import json, sys
import django
django.setup()
from django.test import Client
told = {}
for path, accept in json.loads(sys.argv[1]):
    sent = {"Host": "contested.example", "Accept": accept, "Origin": "https://elsewhere.example"}
    answer = Client().get(path, secure=True, headers=sent)
    cookies = {name: {key: value for key, value in it.items() if value} for name, it in answer.cookies.items()}
    traced = Client().trace(path, secure=True, headers=sent)
    told[path] = {
        "status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies,
        "traced": [traced.status_code, "elsewhere.example" in traced.text],
    }
print(json.dumps(told))
"""
PATHS = [
    ("/healthz", "*/*"),
    ("/api/v1/problems/stale", "text/html"),
    ("/nothing", "*/*"),
    ("/nothing/for/people", "text/html"),
    ("/api/nothing", "application/json"),
    ("/api/v1/claims", "application/json"),
    ("/admin/login/", "text/html"),
    ("/static/", "text/html"),
    ("/static/http/", "text/html"),
]
LOGIN = "/admin/login/"


def ask(**variables: str) -> dict[str, Any]:
    env = {**os.environ, "CONTESTED_ALLOWED_HOSTS": "contested.example", **variables}
    command = [sys.executable, "-P", "-c", ASK, json.dumps(PATHS)]
    return json.loads(subprocess.check_output(command, env=env, text=True))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Ask a register that is served over TLS."""
    return ask(CONTESTED_SECURE_COOKIES="1")


def test_every_answer_tells_browsers_to_come_back_over_nothing_but_tls(told: dict[str, Any]):
    given = {path: it["headers"].get("Strict-Transport-Security") for path, it in told.items()}

    assert given == {path: "max-age=31536000; includeSubDomains" for path, _ in PATHS}


@pytest.mark.parametrize(
    ("name", "value"), [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")]
)
def test_every_answer_is_taken_for_what_it_says_it_is_and_tells_nobody_where_it_was_read(
    name: str, value: str, told: dict[str, Any]
):
    assert {path: it["headers"].get(name) for path, it in told.items()} == {path: value for path, _ in PATHS}


def test_every_answer_names_what_it_may_load_and_that_nobody_may_frame_it(told: dict[str, Any]):
    policies = {path: it["headers"]["Content-Security-Policy"] for path, it in told.items()}

    assert {path for path, policy in policies.items() if "frame-ancestors 'none'" not in policy} == set()


def test_no_page_of_anybody_elses_may_read_an_answer(told: dict[str, Any]):
    assert {path for path, it in told.items() if "Access-Control-Allow-Origin" in it["headers"]} == set()


def test_no_request_is_echoed(told: dict[str, Any]):
    assert {path: it["traced"][1] for path, it in told.items()} == {path: False for path, _ in PATHS}
    assert {it["traced"][0] for it in told.values()} <= {401, 404, 405}


def test_no_folder_is_listed(told: dict[str, Any]):
    assert [told[path]["status"] for path in ("/static/", "/static/http/")] == [404, 404]


def test_a_cookie_is_of_this_host_alone_over_tls_and_for_no_script(told: dict[str, Any]):
    (name, cookie), *others = told[LOGIN]["cookies"].items()

    assert others == []
    assert name == "__Host-csrftoken"
    assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["samesite"]) == (
        "/",
        True,
        True,
        "Lax",
    )
    assert "domain" not in cookie


def test_a_register_without_tls_asks_for_none():
    told = ask(CONTESTED_SECURE_COOKIES="0")

    assert "Strict-Transport-Security" not in told[LOGIN]["headers"]
    assert list(told[LOGIN]["cookies"]) == ["csrftoken"]
