"""Proposals over the API: said as a body of one's own would be, decided by the other side, told whole."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller


@pytest.fixture
def claim(newsroom: Caller) -> dict[str, Any]:
    """Record a claim of the newsroom's."""
    found: dict[str, Any] = newsroom.post("claims", {"text": f"It is so, {uuid4()}."}).json()
    return found


def ask(caller: Caller, claim: dict[str, Any], **more: Any) -> Any:
    """Propose that a claim say something else."""
    body = {"act": "revise", "kind": "claim", "object": claim["id"], "grounds": "It was misheard.", **more}
    answer = caller.post("proposals", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_proposal_is_made_found_accepted_and_told(newsroom: Caller, monitor: Caller, claim: dict[str, Any]):
    body = {
        "valid_from": "2025-08-26", "valid_to": "2025-08-27T01:02:03.000004Z", "answer": "no",
        "quantity": {"unit": "persons", "low": 3, "high": 4}, "against": ["ukraine"],
    }  # fmt: skip
    made = ask(monitor, claim, body=body)
    assert made["body"] == body | {"quantity": {"unit": "persons", "low": 3.0, "high": 4.0, "value": None}}
    assert (made["object"], made["of_revision"], made["outcome"]) == (claim["id"], 1, "open")
    assert made["to"] == claim["partner"]

    waiting = newsroom.get(f"proposals?outcome=open&object={claim['id']}").json()["results"]
    assert waiting == [made]
    answer = newsroom.post(f"proposals/{made['id']}:accept", {"reason": "heard again"})
    assert answer.status_code == 200, answer.text
    accepted = answer.json()
    assert (accepted["outcome"], accepted["decision"], accepted["result"]) == (
        "accepted",
        "heard again",
        claim["id"],
    )

    now = newsroom.get(f"claims/{claim['id']}").json()
    assert {name: now[name] for name in body} == made["body"]
    (latest, _) = newsroom.get(f"claims/{claim['id']}/revisions").json()["results"]
    assert latest["reason"] == "It was misheard. (Proposed by monitor-service; accepted: heard again)"
    assert [each["n"] for each in monitor.get(f"proposals/{made['id']}/revisions").json()["results"]] == [
        2,
        1,
    ]


def test_own_names_in_a_proposal_are_the_proposers(monitor: Caller, claim: dict[str, Any]):
    name = uuid4().hex
    place = monitor.post("places", {"name": "Here", "external_id": name}).json()

    made = ask(monitor, claim, body={"place": {"external_id": name}})

    assert made["body"] == {"place": place["id"]}


def test_declined_and_withdrawn_proposals_change_nothing(
    newsroom: Caller, monitor: Caller, claim: dict[str, Any]
):
    declined, taken_back = (ask(monitor, claim, body={"answer": answer}) for answer in "ab")

    assert (
        newsroom.post(f"proposals/{declined['id']}:decline", {"reason": "no"}).json()["outcome"] == "declined"
    )
    assert monitor.post(f"proposals/{taken_back['id']}:withdraw", {"reason": "no"}).status_code == 200
    late = newsroom.post(f"proposals/{taken_back['id']}:accept", {"reason": "yes"})

    assert (late.status_code, late.json()["code"]) == (409, "already_withdrawn")
    assert newsroom.get(f"claims/{claim['id']}").json()["revision"] == 1


def test_proposal_of_what_was_changed_since_is_refused_when_it_is_accepted(
    newsroom: Caller, monitor: Caller, claim: dict[str, Any]
):
    made = ask(monitor, claim, body={"answer": "no"})
    newsroom.patch(f"claims/{claim['id']}", {"answer": "yes", "reason": "known"})

    late = newsroom.post(f"proposals/{made['id']}:accept", {"reason": "so it is"})

    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "overdue", 2)


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"act": "delete"}, 400, "/act"),
        ({"act": "merge"}, 400, "/body/into"),
        ({"act": "merge", "kind": "stance"}, 400, "/kind"),
        ({"act": "merge", "body": {"into": str(uuid4())}}, 422, "/body/into"),
        ({"kind": "verdict"}, 400, "/kind"),
        ({"grounds": ""}, 400, "/grounds"),
        ({"object": None}, 400, "/object"),
        ({"object": str(uuid4())}, 422, "/object"),
        ({"of_revision": 7}, 409, "/of_revision"),
        ({"to": str(uuid4())}, 400, "/to"),
        ({"body": {"txt": "x"}}, 400, "/body/txt"),
        ({"body": {"text": ""}}, 400, "/body/text"),
        ({"body": {"reason": "x"}}, 400, "/body/reason"),
        ({"body": {"external_id": "x"}}, 400, "/body/external_id"),
        ({"body": {"place": str(uuid4())}}, 422, "/body/place"),
        ({"body": []}, 400, "/body"),
        ({"act": "withdraw"}, 400, "/body"),
        ({"act": "create"}, 400, "/object"),
    ],
)
def test_proposal_that_says_what_cannot_be_is_refused_by_its_place(
    monitor: Caller, claim: dict[str, Any], change: dict[str, Any], status: int, pointer: str
):
    body = {"act": "revise", "kind": "claim", "object": claim["id"], "body": {"text": "x"}, "grounds": "y"}

    answer = monitor.post("proposals", body | change)

    assert answer.status_code == status, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
