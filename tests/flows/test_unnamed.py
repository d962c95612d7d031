"""A stance counts while its source stays unnamed, and what only some may know is said in a remark."""

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from audit.services import sealing
from claims.models import Determination
from tests.flows.hidden import at_rest
from tests.flows.test_markings import Case, Desk

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def case(settings: Any, tmp_path: Path) -> Case:
    """Return the case of three partners, decided, and serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)
    made = Case()
    at_rest()
    return made


@pytest.fixture
def unnamed(case: Case) -> str:
    """Return a stance of an actor of its own whose source stays unnamed, decided upon."""
    actor = case.writer.record("actors", name="An insider", kind="person", reliability="B")["id"]
    told = case.writer.record(
        "stances", claim=case.claim, actor=actor, source=None, position="supports",
        said_at="2025-08-26", basis="observed",
    )  # fmt: skip
    at_rest()
    return str(told["id"])


def page(path: str, desk: Desk) -> str:
    return str(desk.client.get(path).content.decode())


def test_a_stance_counts_while_its_source_stays_unnamed(case: Case, unnamed: str):
    consensus = case.stranger.get(f"claims/{case.claim}/consensus")
    lines = {each["stance"]: each for each in consensus["ledger"]}

    assert lines[unnamed]["weight"] > 0
    assert consensus["status"] == "corroborated"
    assert case.stranger.get(f"stances/{unnamed}")["source"] is None
    assert unnamed not in case.stranger.ids(f"stances?source={case.source}")


def test_whoever_leaves_the_source_out_has_to_say_so(case: Case):
    body = {"claim": case.claim, "actor": case.actor, "position": "supports", "said_at": "2025-08-26"}

    refused = case.writer.send("post", "stances", body)

    assert refused.status_code == 400
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [("required", "/source")]


def test_the_room_and_the_bundle_say_that_it_stays_unnamed(case: Case, unnamed: str):
    case.say(None, derived_from=unnamed, relation="quotes")
    at_rest()
    sealing.seal()
    actor = case.stranger.get(f"stances/{unnamed}")["actor"]

    assert page(f"/claims/{case.claim}", case.stranger).count("in a source that stays unnamed") == 4
    assert "in a source that stays unnamed" in page(f"/actors/{actor}", case.stranger)
    assert unnamed in page(f"/api/v1/claims/{case.claim}/bundle", case.stranger)


@pytest.mark.parametrize(
    ("source", "title", "words"),
    [
        (1, "A report", 'in <a href="/sources/1"><bdi>A report</bdi></a>'),
        (1, None, "in a source that is not shown"),
        (None, None, "in a source that stays unnamed"),
    ],
)
def test_a_source_that_is_hidden_by_now_is_not_said_to_stay_unnamed(
    source: int | None, title: str | None, words: str
):
    stance = {"source_id": source, "source__title": title}

    assert render_to_string("room/parts/found.html", {"stance": stance}).strip() == words


def test_a_remark_names_the_source_to_those_who_may_know(case: Case, unnamed: str):
    source = case.publish(marking="amber", circles=[case.circle])

    told = case.writer.record("remarks", stance=unnamed, found_in=source)

    assert (told["marking"], told["circles"]) == ("amber", [case.circle])
    assert (
        case.friend.get(f"remarks?stance={unnamed}&expand=found_in")["results"][0]["found_in"]["id"] == source
    )
    for path in ("remarks", f"remarks?stance={unnamed}", f"changes?object={told['id']}"):
        assert case.stranger.get(path)["results"] == []
    assert case.stranger.get(f"remarks/{told['id']}") is None
    assert case.stranger.get(f"stances/{unnamed}")["marking"] == "clear"


def test_what_becomes_of_a_source_that_is_not_named_is_told_to_nobody(case: Case, unnamed: str):
    source = case.publish(marking="red")
    case.writer.record("remarks", stance=unnamed, found_in=source)
    at_rest()
    before = page(f"/api/v1/claims/{case.claim}/consensus", case.stranger)
    decided = Determination.objects.count()

    withdrawn = case.writer.send(
        "post", f"sources/{source}:withdraw", {"reason": "it is no more"}, **{"If-Match": "*"}
    )
    at_rest()

    assert withdrawn.status_code == 200
    assert page(f"/api/v1/claims/{case.claim}/consensus", case.stranger) == before
    assert Determination.objects.count() == decided


def test_a_remark_on_an_actor_may_be_for_fewer_than_the_actor_is(case: Case):
    told = case.writer.record("remarks", actor=case.actor, text="Paid by them.", marking="red")

    assert case.writer.ids(f"remarks?actor={case.actor}") == {told["id"]}
    assert case.friend.ids(f"remarks?actor={case.actor}") == set()
    assert case.friend.get(f"actors/{case.actor}")["note"] == ""


def test_a_remark_becomes_as_strict_as_what_it_is_on(case: Case):
    told = case.friend.record("remarks", claim=case.claim, text="Seen from the other bank.")

    assert case.writer.revise(f"claims/{case.claim}", marking="red").status_code == 200

    assert case.friend.get(f"remarks/{told['id']}") is None
    assert case.writer.get(f"remarks/{told['id']}")["marking"] == "red"


@pytest.mark.parametrize(
    ("names", "more", "pointer"),
    [
        ((), {"text": "Of nothing."}, ""),
        (("actor", "claim"), {"text": "Of two."}, "/claim"),
        (("actor",), {}, "/text"),
        (("actor",), {"text": "", "found_in": None}, "/text"),
    ],
)
def test_a_remark_is_on_one_record_and_says_something(
    names: tuple[str, ...], more: dict[str, Any], pointer: str, case: Case
):
    refused = case.writer.send("post", "remarks", {**{name: getattr(case, name) for name in names}, **more})

    assert refused.status_code == 422
    told = refused.json()
    assert told["code"] == "remark"
    assert [each["pointer"] for each in told["errors"]] == [pointer]


def test_a_remark_is_reworded_by_its_owner_and_never_to_nothing(case: Case):
    told = case.writer.record("remarks", source=case.source, text="A copy of theirs.")
    path = f"remarks/{told['id']}"

    assert case.friend.revise(path, text="Mine.").status_code == 403
    assert case.writer.revise(path, text="").status_code == 422
    assert case.writer.revise(path, text="A copy of a copy.").json()["revision"] == 2
    assert case.writer.revise(path, source=case.publish()).status_code == 400
