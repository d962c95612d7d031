"""The explanation of a consensus as plain text, over HTTP."""

from tests.api.conftest import Caller

CROSSING = "entered-dnipropetrovsk"


def test_consensus_is_explained_in_plain_text(newsroom: Caller):
    claim = newsroom.id_of("claims", CROSSING)

    answer = newsroom.get(f"claims/{claim}/consensus.txt")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = answer.text.splitlines()
    assert lines[0] == "“Russian ground forces have entered Dnipropetrovsk Oblast.”"
    assert lines[2] == "Status: corroborated by common ground."
    assert newsroom.get(f"claims/{claim}/consensus").json()["policy"]["sha256"] in answer.text
    again = newsroom.get(f"claims/{claim}/consensus.txt", **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_text_is_of_what_had_been_said_and_of_what_was_known_where_that_is_asked(newsroom: Caller):
    claim = newsroom.id_of("claims", CROSSING)
    size = newsroom.get(f"claims/{claim}/determinations").json()["results"][-1]["log_size"]

    said = newsroom.get(f"claims/{claim}/consensus.txt?said_by=2025-06-08")
    known = newsroom.get(f"claims/{claim}/consensus.txt?known_at={size}")

    assert "Status: unverified." in said.text
    assert known.text == "Nothing is decided on it yet.\n"


def test_there_is_no_text_of_what_is_not_there(newsroom: Caller):
    answer = newsroom.get("claims/018f0000-0000-7000-8000-000000000000/consensus.txt")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
