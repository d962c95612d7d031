"""Parts of records: only the fields that are asked for, and records in the place of references."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.api.resources import Resource
from actors.api.views import ACTOR, GROUP
from audit.services import log
from claims.api.v1.resources import CLAIM, PLACE, QUESTION, RELATION, SOURCE, STANCE
from tests.claims.services.walk import begun
from tests.flows.hidden import at_rest, group, member
from tests.flows.test_markings import Case, Desk

pytestmark = pytest.mark.usefixtures("live_db", "served")

REFERRING = (ACTOR, QUESTION, CLAIM, SOURCE, STANCE, RELATION)


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty."""
    settings.STATIC_ROOT = str(tmp_path)


def walked(seed: int) -> tuple[Desk, int]:
    """Return somebody who reads a register of chance, and a size of its log in the midst of that."""
    walk = begun(seed)
    for _ in range(90):
        walk.step()
    size = log.drain() - 40
    for _ in range(20):
        walk.step()
    at_rest()
    return Desk(member("reader")), size


def alone(desk: Desk, resource: Resource, times: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a record with each reference as its own address gives it, the id where it gives none."""
    found = {}
    for name, other in resource.linked.items():
        record = desk.get(f"{other.path}/{row[name]}?{times}") if row[name] else None
        found[name] = {n: v for n, v in record.items() if n != "known_at"} if record else row[name]
    return {**row, **found}


@pytest.mark.parametrize(
    "asked", ["", "known_at={}", "valid_at=2025-08-27", "known_at={}&valid_at=2025-08-28"]
)
def test_an_expanded_reference_is_what_its_own_address_gives(asked: str):
    desk, size = walked(11)
    times = asked.format(size)
    records = 0

    for resource in REFERRING:
        names = ",".join(resource.linked)
        whole = desk.get(f"{resource.path}?limit=20&{times}")["results"]
        told = desk.get(f"{resource.path}?limit=20&{times}&expand={names}")["results"]
        assert told == [alone(desk, resource, times, row) for row in whole]
        records += sum(isinstance(row[name], dict) for row in told for name in resource.linked)

    assert records > 30


def test_what_does_not_hold_at_the_time_asked_for_stays_an_id(case: Case):
    former = case.writer.record("claims", text="It fell.", valid_to="2025-08-20")["id"]
    words = {"actor": case.actor, "source": case.source, "position": "supports", "said_at": "2025-08-26"}
    root = case.writer.record("stances", claim=former, **words)["id"]
    stance = case.writer.record("stances", claim=case.claim, **words, derived_from=root, relation="quotes")[
        "id"
    ]

    at = f"stances/{stance}?expand=derived_from"
    assert case.stranger.get(at)["derived_from"]["claim"] == former
    assert case.stranger.get(f"{at}&valid_at=2025-08-26")["derived_from"] == root
    assert case.stranger.get(f"stances/{root}?valid_at=2025-08-26") is None


@pytest.mark.parametrize("resource", [*REFERRING, PLACE, GROUP], ids=lambda resource: resource.path)
def test_fields_give_those_and_the_id(resource: Resource):
    desk = Desk(member("reader"))
    actor = desk.record("actors", name="A watcher", kind="person")["id"]
    claim, other = (desk.record("claims", text=text)["id"] for text in ("It stands.", "It fell."))
    source = desk.record("sources", title="A report", kind="article", publisher=actor)["id"]
    desk.record("stances", claim=claim, actor=actor, source=source, position="supports", said_at="2025-08-26")
    desk.record("relations", **{"kind": "contradicts", "from": claim, "to": other})
    desk.record("questions", text="Does it?", place=desk.record("places", name="Here")["id"])
    group("Ours", desk.who)
    at_rest()
    (whole, *_) = desk.get(resource.path)["results"]
    at = f"{resource.path}/{whole['id']}"

    assert whole == desk.get(at) == desk.get(f"{at}?fields={','.join(whole)}")
    for name, value in whole.items():
        part = {"id": whole["id"], name: value}
        assert desk.get(f"{at}?fields={name}") == part
        assert part in desk.get(f"{resource.path}?fields={name}")["results"]


def test_what_is_expanded_is_given_beside_the_fields(case: Case):
    told = case.stranger.get(f"stances/{case.stance}?fields=position&expand=actor")

    actor = case.stranger.get(f"actors/{case.actor}")
    assert told == {"id": case.stance, "position": "supports", "actor": actor}


def test_a_page_asks_once_for_each_kind_that_it_expands():
    desk, _ = walked(12)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(desk.get(path)["results"]) > 2
        return len(found)

    for resource in REFERRING:
        kinds = {other.path for other in resource.linked.values()}
        bare, expanded = (
            f"{resource.path}?limit=30",
            f"{resource.path}?limit=30&expand={','.join(resource.linked)}",
        )
        # Where the sources leave a claim is told with it, in two queries more.
        assert queries(expanded) <= queries(bare) + len(kinds) + 2 * ("claims" in kinds)


@pytest.fixture
def case() -> Case:
    """Return three partners and a claim with a stance on it, decided."""
    made = Case()
    at_rest()
    return made


def test_what_is_hidden_by_now_stays_the_id_that_a_former_state_has(case: Case):
    desk = case.writer
    parent, other = (desk.record("actors", name=name, kind="organization")["id"] for name in ("One", "Two"))
    actor = desk.record("actors", name="A clerk", kind="person", part_of=parent)["id"]
    size = log.drain()
    desk.revise(f"actors/{actor}", part_of=other)
    desk.revise(f"actors/{parent}", marking="amber", circles=[case.circle])
    at_rest()

    then = f"actors/{actor}?known_at={size}"
    assert case.stranger.get(f"{then}&expand=part_of") == case.stranger.get(then)
    assert case.stranger.get(then)["part_of"] == parent
    assert case.friend.get(f"{then}&expand=part_of")["part_of"]["name"] == "One"


def test_the_tag_is_that_of_the_part_and_names_the_revision(case: Case):
    client, at = case.writer.client, f"/api/v1/actors/{case.actor}"
    whole, part = client.get(at), client.get(f"{at}?fields=name")

    assert part.headers["ETag"] != whole.headers["ETag"]
    assert client.get(f"{at}?fields=name", headers={"If-None-Match": part.headers["ETag"]}).status_code == 304
    changed = case.writer.send(
        "patch",
        f"actors/{case.actor}",
        {"name": "Another", "reason": "so called"},
        **{"If-Match": part.headers["ETag"]},
    )
    assert changed.status_code == 200
    assert changed.json().keys() == whole.json().keys()
