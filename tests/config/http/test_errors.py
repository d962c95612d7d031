"""Whatever goes wrong leaves as a problem, and nothing of it stays in the database."""

import logging

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpResponse
from pytest_django import Settings

from config.http.errors import problem_for
from tests.config.http.conftest import Caller
from tests.config.http.notes import Failing, RuleError

KINDS = {
    "malformed": 400,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "precondition": 412,
    "invalid": 422,
}


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
def test_domain_error_is_known_by_its_kind(kind: str, status: int, http: Caller):
    Failing.failures = [RuleError(kind, pointer="/text", ring=["a", "b"])]
    response = http.get("/api/v1/failing", X_Request_ID="a-test")
    slug = "stale" if kind == "precondition" else kind.replace("_", "-")
    assert response.status_code == status
    assert {**response.json(), "title": "", "etag": None} == {
        "type": f"/api/v1/problems/{slug}",
        "title": "",
        "status": status,
        "code": "a_rule",
        "detail": f"the rule of {kind}",
        "instance": "/api/v1/failing",
        "errors": [{"pointer": "/text", "code": "a_rule", "detail": f"the rule of {kind}"}],
        "request_id": "a-test",
        "ring": ["a", "b"],
        "etag": None,
        **({"revision": None} if kind == "precondition" else {}),
    }


OTHERS = [
    (Http404(), 404, "not_found"),
    (PermissionDenied(), 403, "forbidden"),
    (SuspiciousOperation(), 400, "unreadable"),
    (OperationalError("gone"), 503, "unavailable"),
    (InterfaceError("closed"), 503, "unavailable"),
    (DataError("out of range"), 400, "value_out_of_range"),
    (IntegrityError("what"), 500, "internal"),
    (ProgrammingError("no such table"), 500, "internal"),
    (RuntimeError("a bug"), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "code"), OTHERS, ids=lambda value: type(value).__name__)
def test_other_error_is_a_problem_too(error: Exception, status: int, code: str, http: Caller):
    Failing.failures = [error]
    response = http.get("/api/v1/failing")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert ("Retry-After" in response.headers) == (status == 503)


DATABASE = {
    "NUL in a text": (("SELECT %s", ["a\0"]), 400, "value_out_of_range"),
    "no UUID": ("SELECT 'a'::uuid", 400, "value_out_of_range"),
    "an integer out of range": ("SELECT 2147483647::int4 + 1::int4", 400, "value_out_of_range"),
    "a rule broken": (
        "CREATE TEMP TABLE t (a int CONSTRAINT a_is_positive CHECK (a > 0)); INSERT INTO t VALUES (0)",
        422,
        "a_is_positive",
    ),
    "a value twice": (
        "CREATE TEMP TABLE t (a int CONSTRAINT a_is_unique UNIQUE); INSERT INTO t VALUES (1), (1)",
        409,
        "a_is_unique",
    ),
    "a reference to nothing": (
        "CREATE TEMP TABLE t (a int UNIQUE, b int CONSTRAINT an_a REFERENCES t (a));INSERT INTO t VALUES (1,2)",
        422,
        "an_a",
    ),
    "a bug": ("CREATE TEMP TABLE t (a int NOT NULL); INSERT INTO t VALUES (NULL)", 500, "internal"),
    "a bug in SQL": ("SELECT nothing", 500, "internal"),
    "too slow": ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)", 503, "unavailable"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("sql", "status", "code"), DATABASE.values(), ids=DATABASE)
def test_database_error_is_a_problem_and_leaves_nothing(sql: object, status: int, code: str, http: Caller):
    Failing.failures = [sql]
    response = http.post("/api/v1/failing")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_answer_that_is_no_success_leaves_nothing(http: Caller):
    Failing.failures = [HttpResponse(status=409)]
    assert http.post("/api/v1/failing").status_code == 409
    assert not Group.objects.exists()


def test_pool_without_a_free_connection_is_503():
    error = OperationalError("couldn't get a connection after 10.00 sec")
    error.__cause__ = psycopg.OperationalError()
    problem = problem_for(error)
    assert (problem.type.status, problem.headers) == (503, {"Retry-After": "1"})


def test_model_that_refuses_names_its_fields():
    error = ValidationError(
        {"valid_to": [ValidationError("before valid_from", code="backwards")], "__all__": ["no"]}
    )
    problem = problem_for(error)
    assert problem.type.status == 422
    assert [(fault["pointer"], fault["code"]) for fault in problem.errors] == [
        ("/valid_to", "backwards"),
        ("", "invalid"),
    ]


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/api/v1/failing", "/api/plain?bare"])
def test_fault_of_the_server_is_logged_and_not_told(
    path: str,
    debug: bool,  # noqa: FBT001
    http: Caller,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
):
    settings.DEBUG = debug
    Failing.failures = [RuntimeError("a secret of the server")]
    response = http.get(path)
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert b"secret" not in response.content
    assert [record.exc_info is not None for record in caplog.records if record.levelno >= logging.ERROR] == [
        True
    ]


PATHS = {
    "/api/nothing": (404, "not_found"),
    "/api/v1/notes/": (404, "not_found"),
    "/api/v1/notes/%00": (404, "not_found"),
    "/api/v1/problems/nothing": (404, "not_found"),
    "/api/plain?status=418": (400, "malformed"),
    "/api/plain?status=403": (403, "forbidden"),
    "/api/plain?status=502": (500, "internal"),
    "/nothing": (404, "not_found"),
}


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(("path", "expected"), PATHS.items())
def test_path_that_answers_with_an_error_answers_with_a_problem(
    path: str,
    expected: tuple[int, str],
    debug: bool,  # noqa: FBT001
    http: Caller,
    settings: Settings,
):
    settings.DEBUG = debug
    response = http.get(path)
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert (response.status_code, problem["status"], problem["code"]) == (expected[0], *expected)


def test_browser_outside_of_the_api_is_shown_a_page(http: Caller):
    response = http.get("/plain?status=404", Accept="text/html,*/*;q=0.8")
    assert response.content == b"<h1>plain</h1>"


def test_unknown_host_is_a_problem(http: Caller):
    response = http.get("/api/v1/echo", Host="elsewhere.example")
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("method", ["put", "delete", "options", "trace", "patch"])
def test_method_that_is_not_there_is_405(method: str, http: Caller):
    response = getattr(http.client, method)("/api/v1/notes")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_plain_view_keeps_what_it_says_of_its_methods(http: Caller):
    response = http.client.post("/api/v1/problems")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD"


ACCEPTED = {
    "": 200,
    "*/*": 200,
    "application/json": 200,
    "application/*": 200,
    "text/html, */*;q=0.1": 200,
    "text/html": 406,
    "application/xml, text/*": 406,
    "application/json;q=0": 406,
    ";;;,": 406,
}


@pytest.mark.parametrize(("accept", "status"), ACCEPTED.items())
def test_accept_is_heeded(accept: str, status: int, http: Caller):
    headers = {"Accept": accept} if accept else {}
    response = http.get("/api/v1/echo", **headers)
    assert response.status_code == status
    if status == 406:
        assert response.json()["code"] == "not_acceptable"
