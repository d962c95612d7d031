"""The explanation of a consensus as plain text and as a picture, and how an actor's word has fared, over HTTP."""

from base64 import b64encode
from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest

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


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "",
            "For the claim 420: Viktor Trehubov 420. Against it 0: nobody. To be settled by weight, the side",
        ),
        ("?picture=balance&said_by=2025-06-08", "For the claim 0: nobody."),
        ("?picture=opinion", "For the claim 58.3 %, against it 0 %, left open 41.7 %;"),
    ],
)
def test_consensus_is_drawn_with_the_same_in_words(newsroom: Caller, query: str, told: str):
    claim = newsroom.id_of("claims", CROSSING)

    answer = newsroom.get(f"claims/{claim}/consensus.svg{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own picture
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert str(root.findtext("{*}desc")).startswith(told)
    looks = b64encode(sha256(str(root.findtext("{*}style")).encode()).digest()).decode()
    assert f"style-src 'sha256-{looks}'" in answer.headers["Content-Security-Policy"]
    again = newsroom.get(f"claims/{claim}/consensus.svg{query}", **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_there_is_no_picture_of_another_kind_and_one_of_what_is_not_decided(newsroom: Caller):
    claim = newsroom.id_of("claims", CROSSING)
    size = newsroom.get(f"claims/{claim}/determinations").json()["results"][-1]["log_size"]

    assert (
        newsroom.get(f"claims/{claim}/consensus.svg?picture=pie").json()["errors"][0]["pointer"] == "/picture"
    )
    assert (
        "Nothing is decided on it yet." in newsroom.get(f"claims/{claim}/consensus.svg?known_at={size}").text
    )


def test_track_record_of_an_actor_counts_its_own_words(newsroom: Caller):
    actor = newsroom.id_of("actors", "bbc")

    told = newsroom.get(f"actors/{actor}/track-record").json()

    assert (told["actor"], told["reliability"]) == (actor, "B")
    own = [
        stance
        for stance in newsroom.get(f"stances?actor={actor}&position=supports,disputes&limit=200").json()[
            "results"
        ]
        if stance["derived_from"] is None
    ]
    assert told["whole"]["words"] == len(own)
    assert sum(part["words"] for part in told["bases"]) == len(own)
    assert newsroom.get("actors/018f0000-0000-7000-8000-000000000000/track-record").status_code == 404
