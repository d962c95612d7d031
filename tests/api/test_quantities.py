"""Numbers that are claimed and said, over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.waiting import until

FIFTY = {"unit": "persons", "low": 45, "high": 60, "value": 50}


def claimed(newsroom: Caller, quantity: Any, **more: Any) -> Any:
    return newsroom.post("claims", {"text": "So many died.", "quantity": quantity, **more})


def say(newsroom: Caller, claim: str, position: str, quantity: Any, actor: str = "deepstate") -> Any:
    return newsroom.post(
        f"claims/{claim}/stances",
        {
            "actor": {"external_id": actor},
            "source": {"external_id": "deepstate-map-0826"},
            "position": position,
            "said_at": "2025-08-28",
            "basis": "observed",
            "quantity": quantity,
        },
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (FIFTY, FIFTY),
        ({"unit": "persons", "low": 40}, {"unit": "persons", "low": 40, "high": None, "value": None}),
        ({"unit": "km²", "high": 0.5}, {"unit": "km²", "low": None, "high": 0.5, "value": None}),
        ({"unit": "%", "value": 12.0}, {"unit": "%", "low": 12, "high": 12, "value": None}),
        ({"unit": "m", "low": -3, "high": 1e3}, {"unit": "m", "low": -3, "high": 1000, "value": None}),
        *(
            ({"unit": "km", "value": number}, {"unit": "km", "low": number, "high": number, "value": None})
            for number in (
                45.1,
                12.345678,
                123456789.123456,
                99999999999999.9,
                0.000001,
                -0.5,
                0.1,
            )
        ),
        (None, None),
    ],
)
def test_quantity_is_given_back(newsroom: Caller, sent: Any, kept: Any):
    answer = claimed(newsroom, sent)

    assert answer.status_code == 201, answer.text
    assert answer.json()["quantity"] == kept
    assert newsroom.get(f"claims/{answer.json()['id']}").json()["quantity"] == kept


@pytest.mark.parametrize(
    ("quantity", "status", "pointer"),
    [
        ({"unit": "persons"}, 400, "/quantity"),
        ({"unit": "persons", "low": 60, "high": 45}, 400, "/quantity"),
        ({"unit": "persons", "low": 45, "high": 60, "value": 70}, 400, "/quantity"),
        ({"unit": "persons", "low": "45"}, 400, "/quantity/low"),
        ({"unit": "persons", "low": True}, 400, "/quantity/low"),
        ({"unit": "persons", "low": 0.1234567}, 400, "/quantity/low"),
        ({"unit": "persons", "high": 10**15}, 400, "/quantity/high"),
        ({"unit": "5 persons", "low": 1}, 400, "/quantity/unit"),
        ({"low": 45}, 400, "/quantity/unit"),
        ({"unit": "persons", "low": 45, "about": 1}, 400, "/quantity/about"),
        ("50 persons", 400, "/quantity"),
        ({"unit": "persons", "low": 0.1 + 0.2}, 400, "/quantity/low"),
        ({"unit": "persons", "low": 123456789.1234567}, 400, "/quantity/low"),
        ({"unit": "km\n", "low": 1}, 400, "/quantity"),
    ],
)
def test_what_is_no_quantity_is_refused_by_its_place(
    newsroom: Caller, quantity: Any, status: int, pointer: str
):
    answer = claimed(newsroom, quantity)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


def test_numbers_said_on_both_sides_are_told_drawn_and_supposed(newsroom: Caller):
    claim = claimed(newsroom, FIFTY).json()["id"]
    assert say(newsroom, claim, "supports", {"unit": "persons", "low": 55}).status_code == 201
    refused = say(newsroom, claim, "supports", {"unit": "persons", "value": 12}, "bbc")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/quantity")
    assert say(newsroom, claim, "disputes", {"unit": "persons", "value": 12}, "bbc").status_code == 201
    until(lambda: newsroom.get(f"claims/{claim}/consensus").json()["status"] == "disputed", within=30)

    told = newsroom.get(f"claims/{claim}/consensus").json()
    twelve = {"unit": "persons", "low": 12, "high": 12, "value": None}
    assert told["numbers"] == {
        "claimed": FIFTY,
        "supported": [{"unit": "persons", "low": 55, "high": None, "value": None}],
        "disputed": [twelve],
        "contested": {"unit": "persons", "low": 12, "high": None, "value": None},
    }
    assert "The numbers of those whose word counts range from 12 persons upwards." in told["sentence"]
    picture = newsroom.get(f"claims/{claim}/consensus.svg?picture=numbers").text
    assert "Claimed: 45 to 60 persons." in picture
    assert "against it: 12 persons" in picture
    saying = {
        "actor": {"external_id": "bbc"}, "position": "supports", "said_at": "2025-08-29", "quantity": twelve,
    }  # fmt: skip
    supposed = newsroom.http.post(f"claims/{claim}/consensus:what-if", json={"stances": [saying]})
    assert (supposed.status_code, supposed.json()["errors"][0]["pointer"]) == (422, "/stances/0/quantity")
    assert '"50 (45..60) persons"' in newsroom.get(f"claims/{claim}/revisions").text


def test_answers_in_numbers_bear_on_each_other_by_overlap(newsroom: Caller):
    asked = newsroom.post("questions", {"text": "How many died?", "exclusive": True}).json()["id"]
    wide, narrow, other = (
        claimed(newsroom, {"unit": "persons", "low": low, "high": high}, question=asked).json()["id"]
        for low, high in ((40, 60), (50, 55), (1, 12))
    )
    assert say(newsroom, narrow, "supports", None).status_code == 201

    def statuses() -> list[str]:
        return [newsroom.get(f"claims/{one}/consensus").json()["status"] for one in (wide, narrow, other)]

    until(lambda: statuses() == ["single_source", "single_source", "contradicted"], within=30)
    ledger = newsroom.get(f"claims/{wide}/consensus").json()["ledger"]
    assert [line["link"] for line in ledger] == ["range"]


def test_claim_about_no_number_has_no_picture_of_numbers(newsroom: Caller):
    claim = newsroom.id_of("claims", "entered-dnipropetrovsk")

    answer = newsroom.get(f"claims/{claim}/consensus.svg?picture=numbers")

    assert "The claim is about no number." in answer.text
