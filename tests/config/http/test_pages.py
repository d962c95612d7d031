"""The OpenAPI document, its readers, and the pages of the problems."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from config.http import pages
from config.http.problems import CATALOGUE
from tests.config.http.conftest import Caller


@pytest.fixture
def document(http: Caller) -> dict[str, Any]:
    """Return the document of the notes."""
    pages._document.cache_clear()  # noqa: SLF001 - it was made of other paths
    found: dict[str, Any] = http.client.get("/api/v1/openapi.json").json()
    pages._document.cache_clear()  # noqa: SLF001
    return found


def names(operation: dict[str, Any]) -> set[str]:
    return {each.get("name") or each["$ref"].rsplit("/", 1)[1] for each in operation["parameters"]}


def test_document_is_valid_and_without_warnings(document: dict[str, Any]):
    validate_schema(document)
    assert document["openapi"].startswith("3.1.")
    assert not GENERATOR_STATS


def test_operations_with_a_body_need_one(document: dict[str, Any]):
    bodies = {
        operation["operationId"]: operation["requestBody"].get("required")
        for operations in document["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    }
    assert {"notes_create", "notes_update"} <= bodies.keys()
    assert set(bodies.values()) == {True}


def test_references_lead_somewhere(document: dict[str, Any]):
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", str(document))):
        place: Any = document
        for step in reference.split("/"):
            place = place[step]


def test_operations_have_names_of_their_own(document: dict[str, Any]):
    found = {
        operation["operationId"]: (method, path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert found == {
        "notes_list": ("get", "/api/v1/notes"),
        "notes_create": ("post", "/api/v1/notes"),
        "notes_get": ("get", "/api/v1/notes/{note_id}"),
        "notes_update": ("patch", "/api/v1/notes/{note_id}"),
        "notes_shout": ("post", "/api/v1/notes/{note_id}:shout"),
        "echo_get": ("get", "/api/v1/echo"),
        "echo_create": ("post", "/api/v1/echo"),
        "undeclared_get": ("get", "/api/v1/undeclared"),
        "failing_get": ("get", "/api/v1/failing"),
        "failing_create": ("post", "/api/v1/failing"),
    }


COUNTED = {"RateLimit", "RateLimit-Policy"}


def test_list_is_described_with_its_manners(document: dict[str, Any]):
    operation = document["paths"]["/api/v1/notes"]["get"]
    assert names(operation) == {
        *("text", "kind", "least", "is_loud", "limit", "cursor"),
        *("RequestId", "Prefer"),
    }
    assert set(operation["responses"]) == {
        *("200", "304", "400", "401", "403", "406", "422", "429", "500", "503")
    }
    assert set(operation["responses"]["200"]["headers"]) == {*COUNTED, "X-Request-ID", "ETag", "Link"}
    assert operation["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/NoteOutPage"
    }
    assert operation["security"] == [{"bearerAuth": []}, {"oauth2": ["read"]}]
    (flow,) = document["components"]["securitySchemes"]["oauth2"]["flows"].values()
    assert set(flow["scopes"]) == {"read", "write"}
    assert "scope `read`" in operation["description"]


def test_writes_are_described_with_their_manners(document: dict[str, Any]):
    create = document["paths"]["/api/v1/notes"]["post"]
    update = document["paths"]["/api/v1/notes/{note_id}"]["patch"]
    assert names(create) == {"RequestId", "IdempotencyKey"}
    assert names(update) == {"note_id", "RequestId", "IfMatch"}
    assert set(create["responses"]) - set(update["responses"]) == {"201"}
    assert set(update["responses"]) - set(create["responses"]) == {"200", "404", "412", "428"}
    assert set(create["responses"]["201"]["headers"]) == {
        *COUNTED,
        "X-Request-ID",
        "ETag",
        "Location",
        "Idempotency-Replayed",
    }


def test_action_without_a_body_asks_for_none(document: dict[str, Any]):
    assert "requestBody" not in document["paths"]["/api/v1/notes/{note_id}:shout"]["post"]


def test_bodies_are_closed_and_answers_open(document: dict[str, Any]):
    schemas = document["components"]["schemas"]
    assert schemas["NoteInRequest"]["additionalProperties"] is False
    assert schemas["PersonInRequest"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["NoteOut"]
    assert schemas["NoteInRequest"]["properties"]["valid_from"]["oneOf"] == [
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
    ]


def test_document_is_polled_by_its_tag(http: Caller):
    tag = http.client.get("/api/v1/openapi.json").headers["ETag"]
    assert http.client.get("/api/v1/openapi.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/api/v1/docs", "/api/v1/redoc", "/api/v1/problems", "/api/v1/problems/stale"]
)
def test_page_asks_nothing_from_elsewhere(path: str, http: Caller):
    response = http.client.get(path)
    text = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r"(?:src|href|url)=[\"']?(?:[a-z]+:)?//[^\"' ]*", text) == []
    assert re.findall(r"<script(?![^>]*src=)", text) == []
    assert "'unsafe-eval'" not in response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    for asset in re.findall(r"/static/([^\"']+)", text):
        assert finders.find(asset), asset


@pytest.mark.parametrize("slug", CATALOGUE)
def test_every_problem_has_its_page(slug: str, http: Caller):
    problem_type = CATALOGUE[slug]
    text = http.client.get(problem_type.url).content.decode()
    assert f"<td>{problem_type.status}</td>" in text
    assert problem_type.title in text


def test_all_problems_are_listed(http: Caller):
    text = http.client.get("/api/v1/problems").content.decode()
    assert all(f'href="{problem_type.url}"' in text for problem_type in CATALOGUE.values())


def test_a_browser_that_asks_for_an_icon_gets_one(http: Caller):
    answer = http.get("/favicon.ico")

    assert answer.status_code == 301
    assert finders.find(answer.headers["Location"].removeprefix("/static/"))
