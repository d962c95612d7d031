"""The consensus by what had been said then, and the map, over HTTP: the scenario day by day."""

from typing import Any

import pytest

from tests.api.conftest import Caller

CROSSING = "entered-dnipropetrovsk"
NO_MEANING = ("id", "tier", "determined_at", "log_size", "trigger")


def consensus(newsroom: Caller, query: str = "") -> dict[str, Any]:
    answer = newsroom.get(f"claims/{newsroom.id_of('claims', CROSSING)}/consensus{query}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def on_the_map(newsroom: Caller, query: str) -> dict[str, Any]:
    answer = newsroom.get(f"places.geojson{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/geo+json"
    told: dict[str, Any] = answer.json()
    return told


def statuses(collection: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    told = (feature["properties"] for feature in collection["features"])
    return {one["text"]: (one["status"], one["is_first"]) for one in told}


@pytest.mark.parametrize(
    ("said_by", "status"),
    [
        ("2025-06-07", "unsourced"),
        ("2025-06-08", "unverified"),
        ("2025-08-25", "unverified"),
        ("2025-08-26T15:59:59Z", "unverified"),
        ("2025-08-26T16:00:00Z", "corroborated"),
        ("2025-08-26", "corroborated"),
    ],
)
def test_border_crossing_is_decided_on_what_had_been_said(newsroom: Caller, said_by: str, status: str):
    told = consensus(newsroom, f"?said_by={said_by}")

    assert (told["status"], told["said_by"], told["settled"]) == (status, said_by, True)
    assert {told[name] for name in NO_MEANING} == {None}


def test_what_is_decided_by_today_is_the_consensus_in_force(newsroom: Caller):
    in_force, today = consensus(newsroom), consensus(newsroom, "?said_by=2026-01-01")

    assert in_force["said_by"] is None
    assert in_force.keys() == today.keys()
    without = {*NO_MEANING, "said_by"}
    assert {name: value for name, value in in_force.items() if name not in without} == {
        name: value for name, value in today.items() if name not in without
    }


@pytest.mark.parametrize(
    "path",
    [
        "claims/{claim}/consensus?said_by=",
        "claims/{claim}/consensus?said_by=2025-02-30",
        "claims/{claim}/consensus?said_by=2025-08-26&said_by=2025-08-27",
        "claims/{claim}/consensus?said_at=2025-08-26",
        "places.geojson?valid_at=yesterday",
        "places.geojson?question=",
        "places.geojson?question=zaporizke",
        "places.geojson?limit=5",
    ],
)
def test_query_that_cannot_be_read_is_refused(newsroom: Caller, path: str):
    answer = newsroom.get(path.format(claim=newsroom.id_of("claims", CROSSING)))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"]


def test_map_shows_the_claims_of_a_day_decided_by_its_end(newsroom: Caller):
    june, august = on_the_map(newsroom, "?valid_at=2025-06-08"), on_the_map(newsroom, "?valid_at=2025-08-27")

    assert june["valid_at"] == "2025-06-08"
    assert statuses(june) == {
        "Russian ground forces have entered Dnipropetrovsk Oblast.": ("unverified", True)
    }
    found = statuses(august)
    assert found["Russian ground forces have entered Dnipropetrovsk Oblast."] == ("corroborated", True)
    first = {text for text, (_, is_first) in found.items() if "Zaporizke" in text and is_first}
    assert len(first) == 1
    (crossing,) = (f for f in august["features"] if f["properties"]["status"] == "corroborated")
    assert crossing["geometry"] == {"type": "Point", "coordinates": [35.04, 48.46]}
    assert crossing["id"] == crossing["properties"]["claim"]
    assert crossing["properties"]["url"].endswith(f"/api/v1/claims/{crossing['id']}")
    assert crossing["properties"]["sentence"].startswith("Corroborated by common ground")


def test_map_of_some_questions_has_their_answers_alone(newsroom: Caller):
    asked = [newsroom.id_of("questions", f"q-{place}") for place in ("zaporizke", "novohryhorivka")]

    one = on_the_map(newsroom, f"?valid_at=2025-08-27&question={asked[0]}")
    both = on_the_map(newsroom, f"?valid_at=2025-08-27&question={','.join(asked)}")

    assert {f["properties"]["question"] for f in one["features"]} == {asked[0]}
    assert {f["properties"]["question"] for f in both["features"]} == set(asked)


def test_map_that_the_caller_has_already_is_not_sent_again(newsroom: Caller):
    path = "places.geojson?valid_at=2025-08-27"
    first = newsroom.get(path)
    again = newsroom.get(path, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
