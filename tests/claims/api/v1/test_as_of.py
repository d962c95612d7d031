"""The manners of reads as of then: what is taken, what is refused, and what an answer says of its position."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils.http import http_date, parse_http_date
from pytest_django import DjangoDbBlocker

from audit.models import Entry
from audit.services import changes, log
from claims.consensus import decide
from claims.models import Claim, Determination
from claims.selectors import evidence, policies
from tests.databases import Databases, selected
from tests.flows.timetravel import BASE, BEGIN, Past


@pytest.fixture(scope="module")
def past(
    databases: Databases, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Past]:
    """Return a register with a short past, that the module may commit to."""
    database = databases.clone()
    with (
        django_db_blocker.unblock(),
        selected(database.name),
        override_settings(STATIC_ROOT=str(tmp_path_factory.mktemp("static"))),
    ):
        yield Past.walked(7, steps=60)
    databases.drop(database)


#: Changes that a file is read by, in these tests.
BATCH = 10


def middle(past: Past) -> int:
    """Return a size between checkpoints."""
    return past.sealed[-1] // 2


def fault(answer: Any) -> tuple[int, str, str]:
    """Return the status of a refusal, its code, and the parameter or header at fault."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error.get("parameter") or error["header"]


PATHS = ("claims", "claims/{claim}", "claims/{claim}/stances", "claims/{claim}/consensus", "claims/{claim}/revisions",
         "claims/{claim}/determinations", "claims/{claim}/revisions:fields", "changes", "places.geojson")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_answer_as_of_then_says_of_when_it_is_and_where_it_stays(past: Past, path: str):
    size, claim = past.sealed[-1], past.walk.ids["claim"][0]
    path = path.format(claim=claim)

    answer = past.get(f"{path}?known_at={size}")

    assert answer.status_code == 200, answer.content
    assert answer.json()["known_at"] == size
    at = Entry.objects.get(index=size - 1).drained_at
    assert answer.headers["Memento-Datetime"] == http_date(at.timestamp())
    assert answer.headers["Content-Location"] == f"{BASE}/{path}?known_at={size}"
    assert f'<{BASE}/{path}>; rel="original timegate"' in answer.headers["Link"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    known = past.get(f"{path}?known_at={size}", **{"If-None-Match": answer.headers["ETag"]})
    assert (known.status_code, known.headers["Memento-Datetime"]) == (304, http_date(at.timestamp()))


@pytest.mark.parametrize("path", PATHS)
def test_answer_of_the_present_says_nothing_of_a_position(past: Past, path: str):
    answer = past.get(path.format(claim=past.walk.ids["claim"][0]))

    assert answer.status_code == 200
    assert "known_at" not in answer.json()
    assert {"Memento-Datetime", "Content-Location", "Vary"} & {*answer.headers} <= {"Vary"}


@pytest.mark.parametrize(
    "given", ["", "-1", "1.5", "9" * 19, "yesterday", "2026-01-01", "2026-02-30T00:00:00Z"]
)
def test_position_that_cannot_be_read_is_malformed(past: Past, given: str):
    assert fault(past.get(f"claims?known_at={given}"))[::2] == (400, "known_at")


def test_position_that_is_not_there_is_refused(past: Past):
    claim = past.walk.ids["claim"][0]
    for path in ("claims", f"claims/{claim}", f"claims/{claim}/consensus"):
        for given, code in {
            str(log.drain() + 1): "beyond_the_log",
            "2025-12-31T23:59:59Z": "no_checkpoint",
            "2999-01-01T00:00:00Z": "still_to_come",
        }.items():
            assert fault(past.get(f"{path}?known_at={given}")) == (422, code, "known_at")


def test_nothing_stands_at_the_beginning(past: Past):
    assert past.get("claims?known_at=0").json() == {
        "results": [], "next": None, "prev": None, "known_at": 0
    }  # fmt: skip
    answer = past.get(f"claims/{past.walk.ids['claim'][0]}?known_at=0")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_writes_take_no_position(past: Past):
    claim = past.walk.ids["claim"][0]
    sent: dict[str, Any] = {"format": "json", "headers": {"Idempotency-Key": "k", "If-Match": "*"}}
    for answer in (
        past.client.post("/api/v1/claims?known_at=1", {"text": "Anything."}, **sent),
        past.client.patch(f"/api/v1/claims/{claim}?known_at=1", {"reason": "any"}, **sent),
        past.client.post(f"/api/v1/claims/{claim}:withdraw?valid_at=2025-08-26", {"reason": "any"}, **sent),
    ):
        assert fault(answer)[:2] == (400, "unknown")


def test_instant_is_resolved_once_and_its_pages_are_of_the_same_size(past: Past):
    number = len(past.sealed) // 2
    size, instant = past.sealed[number], past.signed(number) + timedelta(seconds=30)
    written = instant.isoformat().replace("+00:00", "Z")
    whole = past.get(f"stances?known_at={size}&limit=200").json()

    page = past.get(f"stances?known_at={written}&limit=2").json()

    assert page["known_at"] == size
    assert f"known_at={size}&" in page["next"]
    found = page["results"]
    while page["next"]:
        page = past.get(page["next"]).json()
        found += page["results"]
    assert found == whole["results"]
    assert len(found) > 2


def test_cursor_of_one_position_is_no_cursor_of_another(past: Past):
    size = past.sealed[-1]
    cursor = re.findall("cursor=([^&]*)", past.get(f"stances?known_at={size}&limit=1").json()["next"])[0]

    assert past.get(f"stances?known_at={size}&cursor={cursor}").status_code == 200
    assert fault(past.get(f"stances?known_at={size - 1}&cursor={cursor}")) == (
        422,
        "invalid_cursor",
        "cursor",
    )
    assert fault(past.get(f"stances?cursor={cursor}")) == (422, "invalid_cursor", "cursor")


@pytest.mark.parametrize(("after", "number"), [(-3600, 0), (0, 0), (61, 1), (10**8, -1)])
def test_date_that_is_accepted_leads_to_the_checkpoint_by_then(past: Past, after: int, number: int):
    """A date before the first checkpoint leads to the first, a later one than the last to the last (RFC 7089)."""
    date = http_date((BEGIN + timedelta(seconds=after)).timestamp())

    answer = past.get("claims", **{"Accept-Datetime": date})

    size = past.sealed[number]
    assert answer.json()["known_at"] == size
    assert answer.headers["Content-Location"] == f"{BASE}/claims?known_at={size}"
    assert answer.headers["Vary"] == "Accept-Datetime"
    assert answer.content == past.get(f"claims?known_at={size}").content


@pytest.mark.parametrize("query", ["", "?known_at=3"])
@pytest.mark.parametrize("date", ["2026-01-01", "0", ""])
def test_date_that_is_none_is_refused_also_beside_a_named_position(past: Past, date: str, query: str):
    answer = past.get(f"claims{query}", **{"Accept-Datetime": date})
    assert fault(answer) == (400, "invalid", "Accept-Datetime")


def test_named_position_goes_before_an_accepted_date(past: Past):
    size = past.sealed[1]
    answer = past.get(f"claims?known_at={size}", **{"Accept-Datetime": http_date(BEGIN.timestamp())})
    assert answer.json()["known_at"] == size


def test_consensus_is_the_last_determination_by_then_as_it_was_explained(past: Past):
    entered = dict(Entry.objects.filter(table_name="claims_determination").values_list("object_id", "index"))
    for made in Determination.objects.order_by("log_size"):
        index = entered[made.id]
        then = past.get(f"claims/{made.claim_id}/consensus?known_at={index + 1}").json()

        again = decide(evidence.at(made.claim_id, size=made.log_size), policies.at(made.log_size).rules)
        assert (then["id"], then["log_size"], then["sentence"]) == (
            str(made.id),
            made.log_size,
            again.sentence,
        )
        assert then["settled"] is None
        before = past.get(f"claims/{made.claim_id}/consensus?known_at={index}").json()
        assert before["id"] != str(made.id)


def test_consensus_of_then_can_be_asked_of_what_had_been_said(past: Past):
    size, claim = middle(past), Claim.objects.order_by("id")[0].id

    then = past.get(f"claims/{claim}/consensus?known_at={size}&said_by=2999-01-01").json()

    decision = decide(evidence.at(claim, size=size), policies.at(size).rules)
    assert (then["sentence"], then["inputs_sha256"]) == (decision.sentence, decision.inputs_sha256)


def test_claim_of_another_time_is_not_found_nor_what_stands_on_it(past: Past):
    timed = Claim.objects.filter(valid_to__isnull=False).order_by("id")[0]
    inside = (timed.valid_to - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    outside = timed.valid_to.isoformat().replace("+00:00", "Z")
    for rest in ("", "/stances", "/consensus", "/determinations", "/revisions"):
        assert past.get(f"claims/{timed.id}{rest}?valid_at={inside}").status_code == 200
        assert past.get(f"claims/{timed.id}{rest}?valid_at={outside}").status_code == 404
    actor = past.walk.ids["actor"][0]
    assert past.get(f"actors/{actor}?valid_at={outside}").status_code == 200


def test_time_map_names_each_state_of_a_record(past: Past):
    claim = Claim.objects.order_by("-revision")[0]

    answer = past.get(f"claims/{claim.id}/timemap")

    assert answer.headers["Content-Type"] == "application/link-format"
    found = re.findall(r'<([^>]*)>; rel="memento"; datetime="([^"]*)"', answer.content.decode())
    assert len(found) == claim.revision > 1
    for number, (url, at) in enumerate(found, start=1):
        then = past.get(url)
        assert then.json()["revision"] == number
        assert then.headers["Memento-Datetime"] == at
        assert datetime.fromtimestamp(parse_http_date(at), UTC) <= datetime.now(UTC)


def test_change_log_as_of_then_is_whole_however_far_it_had_been_kept(past: Past):
    size = log.drain()

    asked = past.get(f"changes?known_at={size}&limit=5")

    assert [row["log_index"] for row in asked.json()["results"]] == [size - n for n in range(1, 6)]
    past.go_on(10)
    changes.follow()
    assert past.get(f"changes?known_at={size}&limit=5").content == asked.content


@pytest.mark.parametrize("file", ["changes.ndjson", "changes.csv"])
def test_files_of_changes_as_of_then_stay_the_same_bytes(
    past: Past, file: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("audit.selectors.changes.BATCH", BATCH)
    size = middle(past)

    answer = past.get(f"{file}?known_at={size}")

    asked = answer.getvalue()
    assert len(asked.splitlines()) == size + file.endswith("csv") > 2 * BATCH
    assert answer.headers["Content-Location"] == f"{BASE}/{file}?known_at={size}"
    at = Entry.objects.get(index=size - 1).drained_at
    assert answer.headers["Memento-Datetime"] == http_date(at.timestamp())
    past.go_on(10)
    past.write(20)
    changes.follow()
    assert past.get(f"{file}?known_at={size}").getvalue() == asked


def test_files_of_changes_hold_what_the_pages_of_then_hold(past: Past):
    size = middle(past)
    for query in ("", "&kind=claim,stance", "&operation=update", f"&after={size - 20}"):
        page = past.get(f"changes?known_at={size}&limit=200{query}").json()
        found = page["results"]
        while page["next"]:
            page = past.get(page["next"]).json()
            found += page["results"]

        lines = past.get(f"changes.ndjson?known_at={size}{query}").getvalue().splitlines()
        table = past.get(f"changes.csv?known_at={size}{query}").getvalue().decode()

        assert [json.loads(line) for line in lines] == found != []
        rows = csv.DictReader(io.StringIO(table, newline=""))
        assert [int(row["log_index"]) for row in rows] == [one["log_index"] for one in found]


def test_a_file_of_changes_is_refused_a_position_that_is_not_there(past: Past):
    for file in ("changes.ndjson", "changes.csv"):
        assert fault(past.get(f"{file}?known_at={log.drain() + 1}")) == (422, "beyond_the_log", "known_at")
