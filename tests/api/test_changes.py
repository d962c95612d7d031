"""The change log, comparisons and who last changed each field, over HTTP."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.waiting import until


@pytest.fixture(scope="module", autouse=True)
def told(newsroom: Caller, auditor: Caller) -> None:
    """Wait until the change log has come as far as what is recorded now."""
    made = newsroom.post("places", {"name": "A place"}).json()["id"]
    until(lambda: auditor.get(f"changes?object={made}").json()["results"], within=30)
    one, other = (newsroom.post("claims", {"text": "Something is so."}).json()["id"] for _ in range(2))
    newsroom.post("relations", {"kind": "contradicts", "from": one, "to": other})


@pytest.fixture(scope="module")
def actor(newsroom: Caller) -> dict[str, Any]:
    """Return an actor at its fourth revision, every revision in the change log."""
    made = newsroom.post("actors", {"name": "First", "kind": "person", "note": "n"}).json()
    path = f"actors/{made['id']}"
    for change in ({"name": "Second"}, {"name": "Third", "reliability": "B"}, {"name": "Second"}):
        newsroom.patch(path, {**change, "reason": f"because {change['name']}"})
    until(lambda: len(newsroom.get(f"changes?object={made['id']}").json()["results"]) == 4, within=30)
    found: dict[str, Any] = newsroom.get(path).json()
    return found


def test_a_change_is_told_with_who_when_why_and_what_differs(newsroom: Caller, actor: dict[str, Any]):
    (_, change, _, first) = newsroom.get(f"changes?object={actor['id']}").json()["results"]
    me = newsroom.get("me").json()
    revision = newsroom.get(f"actors/{actor['id']}/revisions/3").json()

    assert change == {
        "log_index": revision["log_index"],
        "at": revision["at"],
        "account": {"id": me["account"], "name": me["name"]},
        "partner": me["partner"]["id"],
        "key": me["key"],
        "channel": "api",
        "request_id": revision["request_id"],
        "reason": "because Third",
        "kind": "actor",
        "object": actor["id"],
        "url": actor["url"],
        "operation": "update",
        "revision": 3,
        "sentence": f"{me['name']} changed name and reliability of actor “Third”.",
        "changes": revision["changes"],
        "erased": revision["erased"],
    }
    assert revision["erased"] == []
    assert (first["operation"], first["reason"]) == ("create", "")
    assert {"path": "/name", "old": None, "new": "First"} in first["changes"]


def test_pages_are_newest_first_and_lead_through_the_whole_log(auditor: Caller):
    found, following = [], "changes?limit=60"
    while following:
        page = auditor.get(following).json()
        found += [one["log_index"] for one in page["results"]]
        following = page["next"]

    assert found == [*reversed(range(len(found)))]
    assert len(found) > 100


def test_filters_combine(newsroom: Caller, actor: dict[str, Any]):
    asked = (
        f"changes?object={actor['id']}&field=reliability&operation=update&channel=api,admin&reason=CAUSE%20t"
    )

    assert [one["revision"] for one in newsroom.get(asked).json()["results"]] == [3]
    assert newsroom.get(f"{asked}&channel=task".replace("channel=api,admin&", "")).json()["results"] == []


def test_nothing_new_is_a_304(newsroom: Caller, actor: dict[str, Any]):
    asked = f"changes?object={actor['id']}"
    tag = newsroom.get(asked).headers["ETag"]

    assert newsroom.get(asked, **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("channel=door", "channel"),
        ("kind=ufo", "kind"),
        ("field=digest", "field"),
        ("operation=change", "operation"),
        ("object=1", "object"),
        ("since=yesterday", "since"),
        ("after=-1", "after"),
        ("reason=", "reason"),
        ("who=me", "who"),
    ],
)
@pytest.mark.parametrize("path", ["changes", "changes.csv", "changes.ndjson"])
def test_what_is_no_filter_is_refused(newsroom: Caller, path: str, query: str, name: str):
    answer = newsroom.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [name]


def test_partners_are_not_shown_who_has_access(newsroom: Caller, auditor: Caller):
    access = "changes?kind=account,key,partner"

    assert {one["kind"] for one in auditor.get(access).json()["results"]} == {"account", "key", "partner"}
    assert newsroom.get(access).json()["results"] == []
    assert newsroom.get("changes?limit=200").json()["results"]
    for extension in ("csv", "ndjson"):
        assert len(newsroom.get(access.replace("?", f".{extension}?")).text.splitlines()) == (
            extension == "csv"
        )


def test_no_secret_is_told(auditor: Caller):
    told = auditor.get("changes.ndjson?kind=account,key").text

    paths = {change["path"] for line in told.splitlines() for change in json.loads(line)["changes"]}
    assert paths <= {
        "/name", "/kind", "/role", "/partner", "/email", "/is_active", "/account", "/label", "/prefix", "/scopes",
        "/expires_at",
    }  # fmt: skip
    assert "pbkdf2" not in told


def test_files_hold_what_the_pages_hold(newsroom: Caller, actor: dict[str, Any]):
    asked = f"object={actor['id']}"
    pages = newsroom.get(f"changes?{asked}").json()["results"]

    lines = newsroom.get(f"changes.ndjson?{asked}")
    table = newsroom.get(f"changes.csv?{asked}")

    assert [json.loads(line) for line in lines.text.splitlines()] == pages
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [(row["log_index"], row["sentence"]) for row in rows] == [
        (str(one["log_index"]), one["sentence"]) for one in pages
    ]
    assert [json.loads(row["changes"]) for row in rows] == [one["changes"] for one in pages]
    assert lines.headers["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert table.headers["Content-Disposition"] == 'attachment; filename="changes.csv"'


def test_formulas_are_text_in_the_table(newsroom: Caller):
    made = newsroom.post("actors", {"name": "=cmd|' /C calc'!A0", "kind": "person", "reason": "+1"}).json()
    until(lambda: newsroom.get(f"changes?object={made['id']}").json()["results"], within=30)

    (row,) = csv.DictReader(io.StringIO(newsroom.get(f"changes.csv?object={made['id']}").text))

    assert row["reason"] == "'+1"
    assert "“=cmd|' /C calc'!A0”" in row["sentence"]
    assert row["changes"].startswith("[")


def test_two_revisions_are_compared_in_either_direction(newsroom: Caller, actor: dict[str, Any]):
    path = f"actors/{actor['id']}/revisions:compare"

    assert newsroom.get(f"{path}?from=1&to=4").json() == {
        "from": 1,
        "to": 4,
        "changes": [
            {"path": "/name", "old": "First", "new": "Second"},
            {"path": "/reliability", "old": "", "new": "B"},
        ],
    }
    backwards = newsroom.get(f"{path}?from=3&to=1").json()["changes"]
    assert backwards[0] == {"path": "/name", "old": "Third", "new": "First"}
    assert newsroom.get(f"{path}?from=2&to=2").json()["changes"] == []


@pytest.mark.parametrize(
    ("query", "status"), [("from=1", 400), ("to=1", 400), ("from=0&to=1", 400), ("from=1&to=9", 404)]
)
def test_a_comparison_needs_two_revisions(newsroom: Caller, actor: dict[str, Any], query: str, status: int):
    assert newsroom.get(f"actors/{actor['id']}/revisions:compare?{query}").status_code == status


def test_each_field_names_the_revision_that_its_value_came_with(newsroom: Caller, actor: dict[str, Any]):
    told = newsroom.get(f"actors/{actor['id']}/revisions:fields").json()

    fields = {one["path"]: one for one in told["results"]}
    assert told["revision"] == 4
    # The name is what it was in the second revision; it came back with the fourth.
    assert (fields["/name"]["value"], fields["/name"]["n"]) == ("Second", 4)
    assert (fields["/reliability"]["value"], fields["/reliability"]["n"]) == ("B", 3)
    assert fields["/reliability"]["reason"] == "because Third"
    assert {name: one["n"] for name, one in fields.items() if name not in ("/name", "/reliability")} == dict.fromkeys(
        ("/external_id", "/kind", "/aliases", "/party", "/reliability_reason", "/note", "/marking", "/circles",
         "/withdrawn_at", "/part_of", "/speaks_for", "/merged_into"), 1,
    )  # fmt: skip
    revision = newsroom.get(f"actors/{actor['id']}/revisions/3").json()
    shared = ("n", "at", "account", "partner", "channel", "request_id", "reason", "log_index")
    assert {name: fields["/reliability"][name] for name in shared} == {
        name: revision[name] for name in shared
    }


@pytest.mark.parametrize("action", ["compare?from=1&to=1", "fields"])
@pytest.mark.parametrize(
    "resource", ["actors", "places", "questions", "claims", "sources", "stances", "relations"]
)
def test_every_resource_has_both(newsroom: Caller, resource: str, action: str):
    (record,) = newsroom.get(f"{resource}?limit=1").json()["results"]

    assert newsroom.get(f"{resource}/{record['id']}/revisions:{action}").status_code == 200
    assert newsroom.get(f"{resource}/{uuid4()}/revisions:{action}").status_code == 404
