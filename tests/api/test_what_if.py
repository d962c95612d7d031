"""What would be decided if it were recorded, over HTTP; and what differs from one determination to the next."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Caller

NOBODY = str(UUID(int=1))


def supposed(caller: Caller, claim: str, body: Any) -> Any:
    return caller.http.post(f"claims/{claim}/consensus:what-if", json=body)


def test_a_reader_is_told_what_would_be_decided_and_nothing_is_recorded(newsroom: Caller, auditor: Caller):
    claim = newsroom.id_of("claims", "dobropillia-stalled")
    actor = newsroom.id_of("actors", "deepstate")
    recorded = newsroom.get(f"claims/{claim}/stances").json()
    body = {
        "stances": [{"actor": actor, "position": "disputes", "said_at": "2025-08-28", "basis": "verified"}]
    }

    answer = supposed(auditor, claim, body)

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [told[end]["status"] for end in ("before", "after")] == ["single_source", "disputed"]
    assert told["difference"]["figures"]["status"] == {"from": "single_source", "to": "disputed"}
    assert told["difference"]["words"][0] == "The status went from single source to disputed."
    assert [line["stance"] for line in told["after"]["ledger"]][-1:] == told["stances"]
    now = newsroom.get(f"claims/{claim}/consensus").json()
    assert {name: told["before"][name] for name in told["before"]}.items() <= now.items()
    assert newsroom.get(f"claims/{claim}/stances").json() == recorded


def test_own_names_and_letters_are_taken(newsroom: Caller):
    claim = newsroom.id_of("claims", "dobropillia-push")
    body = {"grades": [{"actor": {"external_id": "bbc"}, "reliability": ""}]}

    told = supposed(newsroom, claim, body).json()

    assert (told["before"]["status"], told["after"]["status"]) == ("single_source", "unverified")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"stances": [{"actor": NOBODY, "position": "supports", "said_at": "2025-08-28"}]}, 422, "reference_not_found",
         "/stances/0/actor"),
        ({"withdraw": [NOBODY]}, 422, "reference_not_found", "/withdraw/0"),
        ({"grades": [{"actor": NOBODY, "reliability": "Z"}]}, 400, "invalid_choice", "/grades/0/reliability"),
        ({"stances": [{}]}, 400, "required", "/stances/0/actor"),
        ({"stance": []}, 400, "unknown", "/stance"),
    ],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused_by_its_place(
    newsroom: Caller, body: Any, status: int, code: str, pointer: str
):
    answer = supposed(newsroom, newsroom.id_of("claims", "dobropillia-push"), body)

    assert answer.status_code == status
    assert {"code": code, "pointer": pointer}.items() <= answer.json()["errors"][0].items()


def test_each_determination_tells_what_differs_from_the_one_before(newsroom: Caller):
    claim = newsroom.id_of("claims", "zaporizke-ru")

    told = newsroom.get(f"claims/{claim}/determinations").json()["results"]

    for later, former in pairwise(told):
        figures = later["difference"]["figures"]
        assert figures.get("status", {}).get("from", former["status"]) == former["status"]
    first = told[-1]["difference"]
    assert first["figures"]["status"]["from"] is None
    assert first["words"][0].startswith("Decided for the first time: ")
