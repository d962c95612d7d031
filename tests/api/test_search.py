"""Lists searched by words and by a box on the map, over HTTP."""

import pytest

from tests.api.conftest import Caller


def names(newsroom: Caller, path: str, field: str) -> list[str]:
    answer = newsroom.get(path)
    assert answer.status_code == 200, answer.text
    return [row[field] for row in answer.json()["results"]]


def test_claims_actors_and_sources_are_found_by_words(newsroom: Caller):
    claims = names(newsroom, "claims?q=forces entering Dnipropetrovsk", "external_id")

    assert "entered-dnipropetrovsk" in claims
    assert names(newsroom, "actors?q=trehubof", "name") == ["Viktor Trehubov"]
    assert names(newsroom, "sources?q=russian announcements&kind=statement", "title") == [
        "Russian announcement of early June 2025"
    ]
    assert names(newsroom, "claims?q=forces entering Dnipropetrovsk&status=unsourced", "external_id") == []


def test_a_search_is_paged_and_asked_as_of_then(newsroom: Caller):
    first = newsroom.get("claims?q=russian&limit=1").json()
    size = newsroom.get("log/checkpoint").text.splitlines()[1]

    assert len(first["results"]) == 1
    second = newsroom.http.get(first["next"]).json()
    assert second["results"][0]["id"] < first["results"][0]["id"]
    then = newsroom.get(f"claims?q=entered Dnipropetrovsk&known_at={size}")
    assert [row["external_id"] for row in then.json()["results"]] == ["entered-dnipropetrovsk"]
    assert newsroom.get("claims?q=entered Dnipropetrovsk&known_at=0").json()["results"] == []


def test_places_and_claims_are_found_in_a_box(newsroom: Caller):
    inside = names(newsroom, "places?bbox=36.0,47.5,37.0,48.5", "name")

    assert inside
    assert names(newsroom, "places?bbox=-10,-10,10,10", "name") == []
    assert set(names(newsroom, "places?bbox=170,47.5,37.0,48.5", "name")) >= set(inside)
    assert names(newsroom, "places?bbox=36.0,48.5,37.0,47.5", "name") == []
    assert "zaporizke-ru" in names(newsroom, "claims?bbox=36.0,47.5,37.0,48.5", "external_id")
    assert names(newsroom, "claims?bbox=-10,-10,10,10", "external_id") == []


@pytest.mark.parametrize("box", ["36,47,37", "a,b,c,d", "36,47,37,48,49", "", "36 47 37 48", "1e3,0,1,1"])
def test_what_is_no_box_is_refused_by_its_name(newsroom: Caller, box: str):
    answer = newsroom.get(f"places?bbox={box}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "bbox"


def test_what_cannot_be_searched_takes_no_words(newsroom: Caller):
    assert newsroom.get("stances?q=russian").json()["errors"][0]["parameter"] == "q"
