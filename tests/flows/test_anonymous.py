"""Reading without a key: what is clear, as a partner who sees no more is told it, and nothing else."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from audit.services import log, sealing
from config.http import limits, pages
from config.http.limits import Limits
from tests.architecture.test_views import READ_BY_ANYONE
from tests.claims.services.walk import begun
from tests.flows.hidden import Hidden, answers, at_rest, group, member, routes, urls
from tests.flows.test_markings import Desk

pytestmark = pytest.mark.usefixtures("live_db", "served")

#: What stands in a path, where that is no id.
BESIDE_IDS = {
    "<int:number>": "1",
    "<int:index>": "0",
    "revisions:compare": "revisions:compare?from=1&to=1",
    "log/bundle": "log/bundle?first=0&end=1",
}


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> None:
    """Have the folder of static files there, empty."""
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def is_on(settings: Settings) -> None:
    """Let anyone read."""
    settings.ANONYMOUS_READING = True


def nobody() -> APIClient:
    """Return the client of whoever comes by."""
    return APIClient(HTTP_HOST="localhost")


@dataclass
class Clear:
    """A register in which everything is clear, some of each kind, decided and sealed."""

    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        walk = begun(21)
        for _ in range(60):
            walk.step()
        earlier = sealing.seal()
        self.writer, self.reader = (Desk(member(slug)) for slug in ("writer", "reader"))
        one = self.writer.record
        place = one("places", name="Here", lat=48.5, lon=37.0)["id"]
        question = one("questions", text="Who holds it?", exclusive=True, place=place)["id"]
        claim, other = (
            one("claims", text=text, question=question)["id"] for text in ("It stands.", "It fell.")
        )
        actor = one("actors", name="A watcher", kind="person", reliability="B")["id"]
        source = one("sources", title="A report", kind="article", publisher=actor)["id"]
        words = {"actor": actor, "source": source, "position": "supports", "said_at": "2025-08-26"}
        self.ids = {
            "places": place,
            "questions": question,
            "claims": claim,
            "actors": actor,
            "sources": source,
            "stances": one("stances", claim=claim, **words)["id"],
            "relations": one("relations", **{"kind": "entails", "from": claim, "to": other})["id"],
            "remarks": one("remarks", actor=actor, text="Seen twice.")["id"],
            "sharing-groups": str(group("Ours", self.writer.who)),
        }
        at_rest()
        self.consistency = f"from={earlier}&to={sealing.seal()}"

    def address(self, route: str) -> str:
        """Return the address of something that stands at a route."""
        kind = route.removeprefix("api/v1/").split("/")[0]
        if route.endswith("log/consistency"):
            return f"{route}?{self.consistency}"
        for place in ("record_id", "claim", "actor"):
            route = route.replace(f"<uuid:{place}>", self.ids.get(kind) or str(uuid4()))
        route = re.sub("<uuid:[a-z_]+>", str(uuid4()), route)
        for place, value in BESIDE_IDS.items():
            route = route.replace(place, value)
        return route


def test_every_read_without_a_key_is_answered_401_where_that_is_off():
    clear = Clear()

    found = answers(nobody(), [clear.address(route) for route in routes()])

    assert {status for status, *_ in found.values()} == {401}
    assert len(found) > len(READ_BY_ANYONE)


@pytest.mark.usefixtures("is_on")
def test_whoever_comes_by_reads_what_is_clear_as_a_partner_does_byte_for_byte():
    clear = Clear()
    asked = {route: clear.address(route) for route in routes()}

    mine, theirs = (answers(client, list(asked.values())) for client in (nobody(), clear.reader.client))

    for route, address in asked.items():
        if route in READ_BY_ANYONE:
            assert (address, mine[address]) == (address, theirs[address])
            assert (address, mine[address][0]) == (address, 200)
        else:
            assert (address, mine[address][0]) == (address, 401)
            assert theirs[address][0] != 401


@pytest.mark.usefixtures("is_on")
@pytest.mark.parametrize("marking", ["green", "amber", "red"])
def test_what_is_marked_makes_no_difference_to_whoever_comes_by(marking: str):
    walk = begun(22)
    for _ in range(50):
        walk.step()
    writer, friend = (member(slug) for slug in ("writer", "friend"))
    circle = group("The two of us", writer, friend)
    at_rest()
    size = log.drain()
    circles = {} if marking == "green" else {"circles": [circle]}
    hidden = Hidden(
        Random(22), ids={k: list(v) for k, v in walk.ids.items()}, marks={"marking": marking, **circles}
    )
    asked = [url for url in urls(walk.ids, known_at=size, others={}) if url.startswith("api/")]
    before = answers(nobody(), asked)

    hidden.one_of_each()
    for _ in range(15):
        hidden.step()
    at_rest()

    after = answers(nobody(), asked)
    assert [url for url in asked if before[url] != after[url]] == []
    assert sum(status == 200 for status, *_ in after.values()) > 100
    own = [str(id_) for ids in hidden.own.values() for id_ in ids]
    bodies = b"".join(body for status, _, body in after.values() if status == 200)
    assert len(own) > 5
    assert [id_ for id_ in own if id_.encode() in bodies] == []
    with_hidden = urls(walk.ids, known_at=size, others=hidden.own)
    gone = [url for url in with_hidden if url.startswith("api/") and url not in before]
    assert {status for status, *_ in answers(nobody(), gone).values()} <= {404, 401}


@pytest.mark.usefixtures("is_on")
@pytest.mark.parametrize(
    "credential", ["Bearer ctd_000000000000_wrong", "Bearer ", "Bearer", "Basic YTpi", "ctd_0", ""]
)
def test_a_credential_that_is_none_is_refused_and_not_passed_over(credential: str):
    answer = nobody().get("/api/v1/actors", headers={"Authorization": credential})

    assert answer.status_code == 401


@pytest.mark.usefixtures("is_on")
def test_nothing_is_written_or_computed_for_whoever_comes_by():
    clear = Clear()
    claim = clear.ids["claims"]
    key = {"Idempotency-Key": str(uuid4()), "If-Match": "*"}
    actor = {"name": "A watcher", "kind": "person"}

    client = nobody()
    sent = [
        client.post("/api/v1/actors", actor, format="json", headers=key),
        client.post(f"/api/v1/claims/{claim}/stances", {}, format="json", headers=key),
        client.post(f"/api/v1/claims/{claim}/consensus:what-if", {}, format="json"),
        client.patch(f"/api/v1/claims/{claim}", {"reason": "so"}, format="json", headers=key),
        client.post(f"/api/v1/claims/{claim}:withdraw", {"reason": "so"}, format="json", headers=key),
    ]

    assert [answer.status_code for answer in sent] == [401] * len(sent)


@pytest.mark.usefixtures("is_on")
def test_whoever_comes_by_has_no_records_of_their_own_and_the_sight_of_everyone():
    clear = Clear()
    clear.writer.record("actors", name="Named", kind="person", external_id="mine")
    claim, client = clear.ids["claims"], nobody()
    at_rest()

    def told(path: str) -> Any:
        return client.get(f"/api/v1/{path}").json()

    assert len(clear.writer.get("actors?external_id=mine")["results"]) == 1
    assert told("actors?external_id=mine")["results"] == []
    own, public = (told(f"claims/{claim}/consensus{query}") for query in ("?tier=own", ""))
    named = ("status", "support", "dispute", "ledger", "sentence")
    assert [own[name] for name in named] == [public[name] for name in named]
    assert told(f"claims/{claim}?expand=question")["question"]["text"] == "Who holds it?"


@pytest.mark.usefixtures("is_on")
def test_whoever_comes_by_is_counted_by_address(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    few = {"anonymous": "2/minute", "anonymous-export": "1/minute", "unknown": "1/minute", "read": "9/minute"}
    monkeypatch.setattr(limits, "limits", Limits(few, settings.REDIS_URL))
    clear = Clear()
    here, there = (f"2001:db8::{uuid4().int % 60000:x}:{n}" for n in (1, 2))

    def get(path: str, address: str = here) -> Any:
        return nobody().get(f"/api/v1/{path}", REMOTE_ADDR=address)

    bundle = f"claims/{clear.ids['claims']}/bundle"
    found = [get("actors"), get("claims"), get("claims"), get(bundle), get(bundle), get("me"), get("me")]

    assert [answer.status_code for answer in found] == [200, 200, 429, 200, 429, 401, 429]
    assert found[0]["RateLimit"].startswith('"anonymous";r=1;')
    codes = [answer.json()["code"] for answer in found if answer.status_code == 429]
    assert codes == ["anonymous_limit", "anonymous-export_limit", "unknown_limit"]
    assert get("claims", there).status_code == 200
    assert clear.reader.client.get("/api/v1/claims", REMOTE_ADDR=here).status_code == 200


@pytest.mark.parametrize("lets", [True, False])
def test_the_document_says_where_no_key_is_needed(lets: bool, settings: Settings):  # noqa: FBT001 - a case
    settings.ANONYMOUS_READING = lets
    pages._document.cache_clear()  # noqa: SLF001 - made under another setting
    document = nobody().get("/api/v1/openapi.json").json()
    pages._document.cache_clear()  # noqa: SLF001

    keyless = {
        (method, path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if {} in operation["security"]
    }
    assert ("get", "/api/v1/claims/{record_id}") in keyless or not lets
    assert len(keyless) == (len(READ_BY_ANYONE) if lets else 0)
    assert {method for method, _ in keyless} <= {"get"}
