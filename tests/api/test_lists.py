"""Lists: filters, pages, conditional reading."""

import pytest

from tests.api.conftest import Caller


def external_ids(caller: Caller, path: str) -> set[str]:
    """Return the external ids on a page."""
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    return {row["external_id"] for row in answer.json()["results"]}


def test_claims_are_filtered_by_status_question_place_actor_source_and_time(newsroom: Caller):
    question = newsroom.id_of("questions", "q-zaporizke")
    place = newsroom.id_of("places", "dobropillia")
    trehubov, report = newsroom.id_of("actors", "trehubov"), newsroom.id_of("sources", "gs-statement-0826")
    own = "partner=" + newsroom.get("me").json()["partner"]["id"]
    assert external_ids(newsroom, f"claims?question={question}&{own}") >= {"zaporizke-ru", "zaporizke-ua"}
    assert external_ids(newsroom, f"claims?place={place}") == {"dobropillia-push", "dobropillia-stalled"}
    assert external_ids(newsroom, f"claims?actor={trehubov}") == {"entered-dnipropetrovsk", "advance-stopped"}
    assert "novohryhorivka-contested" in external_ids(newsroom, f"claims?source={report}")
    assert "entered-dnipropetrovsk" in external_ids(newsroom, "claims?status=corroborated,refuted")
    assert "zaporizke-ru" not in external_ids(newsroom, "claims?status=corroborated,refuted")
    assert "dobropillia-push" in external_ids(newsroom, "claims?valid_at=2025-08-02")
    assert "zaporizke-ru" not in external_ids(newsroom, "claims?valid_at=2025-08-02")


def test_lists_take_what_was_recorded_after_a_day_or_an_instant(newsroom: Caller):
    first, second = (newsroom.post("places", {"name": name}).json() for name in ("Earlier", "Later"))
    between = first["recorded_at"]
    assert between < second["recorded_at"]
    found = {row["id"] for row in newsroom.get(f"places?recorded_after={between}").json()["results"]}
    assert second["id"] in found
    assert first["id"] not in found
    assert newsroom.get("places?recorded_after=2025-08-26").json()["results"] != []
    assert newsroom.get("places?recorded_after=2999-01-01").json()["results"] == []


def test_pages_lead_through_all_and_back(newsroom: Caller):
    whole = [row["id"] for row in newsroom.get("actors?limit=200").json()["results"]]
    pages, url = [], "actors?limit=5"
    while url:
        page = newsroom.get(url).json()
        pages.append([row["id"] for row in page["results"]])
        last, url = page, page["next"]
    assert [row for page in pages for row in page] == whole
    assert [row["id"] for row in newsroom.get(last["prev"]).json()["results"]] == pages[-2]


def test_cursor_of_another_list_is_refused(newsroom: Caller):
    cursor = newsroom.get("actors?limit=1").json()["next"].split("cursor=")[1]
    assert newsroom.get(f"claims?limit=1&cursor={cursor}").status_code == 422
    assert newsroom.get(f"actors?limit=1&kind=person&cursor={cursor}").status_code == 422


@pytest.mark.parametrize("path", ["actors", "claims", "stances", "me"])
def test_same_answer_is_told_by_304_to_every_reader(newsroom: Caller, auditor: Caller, path: str):
    answer = newsroom.get(path)
    again = newsroom.http.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    if path != "me":
        assert auditor.get(path).headers["ETag"] == answer.headers["ETag"]


def test_total_is_counted_only_when_asked(newsroom: Caller):
    assert "total_count" not in newsroom.get("places").json()
    counted = newsroom.get("places?limit=1", Prefer="return=total-count")
    assert counted.json()["total_count"] >= 4
