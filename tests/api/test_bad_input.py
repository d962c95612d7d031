"""Bad input gets a problem that names the place, never a 500, and leaves no row."""

import json
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller
from tests.stack import Stack

ACTOR = {"name": "x", "kind": "person"}
NOBODY = "01890000-0000-7000-8000-000000000000"


def body(**fields: object) -> bytes:
    """Return an actor's body with other fields."""
    return json.dumps({**ACTOR, **fields}).encode()


CORPUS: dict[str, tuple[str, bytes, int, str]] = {
    "100,000 opening brackets": ("actors", b"[" * 100_000, 400, ""),
    "a bracket bomb in a field": ("actors", b'{"name": ' + b"[" * 100_000, 400, ""),
    "a duplicate key": ("actors", b'{"name": "a", "name": "b", "kind": "person"}', 400, "/name"),
    "NaN": ("places", b'{"name": "x", "lat": NaN, "lon": 1}', 400, "/lat"),
    "10^400": ("places", b'{"name": "x", "lat": 1e400, "lon": 1}', 400, "/lat"),
    "an integer of 400 digits": (
        "places",
        b'{"name": "x", "lat": 1' + b"0" * 400 + b', "lon": 1}',
        400,
        "/lat",
    ),
    "a lone surrogate": ("actors", b'{"name": "\\ud800", "kind": "person"}', 400, "/name"),
    "a NUL": ("actors", b'{"name": "a\\u0000b", "kind": "person"}', 400, "/name"),
    "an unknown field": ("actors", body(nmae="x"), 400, "/nmae"),
    "a string of 2 MiB": ("actors", body(note="x" * (2 << 20)), 400, ""),
    "a number for a text": ("actors", body(name=7), 400, "/name"),
    "a word for a boolean": ("questions", b'{"text": "x", "exclusive": "yes"}', 400, "/exclusive"),
    "true for a number": ("places", b'{"name": "x", "lat": true, "lon": 1}', 400, "/lat"),
    "a list for an object": ("actors", b"[]", 400, ""),
    "nothing": ("actors", b"", 400, ""),
    "no UTF-8": ("actors", b'{"name": "\xff", "kind": "person"}', 400, ""),
    "a kind nobody knows": ("actors", body(kind="ghost"), 400, "/kind"),
    "a reference to nobody": ("actors", body(part_of=NOBODY), 422, "/part_of"),
    "a reference to an own id that is none": ("actors", body(part_of={"external_id": "?"}), 422, "/part_of"),
    "a reference of two ids": ("actors", body(part_of={"id": NOBODY, "external_id": "x"}), 400, "/part_of"),
    "a claim valid backwards": (
        "claims",
        b'{"text": "x", "valid_from": "2025-02-01", "valid_to": "2025-01-01"}',
        422,
        "/valid_to",
    ),
    "a claim valid for no instant": (
        "claims",
        b'{"text": "x", "valid_from": "2025-01-01", "valid_to": "2025-01-01T00:00:00Z"}',
        422,
        "/valid_to",
    ),
    "half a position": ("places", b'{"name": "x", "lat": 1}', 422, "/lon"),
    "a place off the earth": ("places", b'{"name": "x", "lat": 91, "lon": 0}', 400, "/lat"),
    "30 February": ("claims", b'{"text": "x", "valid_from": "2025-02-30"}', 400, "/valid_from"),
    "a time without an offset": (
        "claims",
        b'{"text": "x", "valid_from": "2025-02-01T10:00:00"}',
        400,
        "/valid_from",
    ),
    "a relation to itself": (
        "relations",
        b'{"kind": "entails", "from": {"external_id": "uk-troops"}, "to": {"external_id": "uk-troops"}}',
        422,
        "/to",
    ),
}


@pytest.fixture
def counted(newsroom: Caller) -> Iterator[None]:
    """See to it that nothing was recorded."""

    def count() -> list[int]:
        paths = ("actors", "places", "questions", "claims", "sources", "stances", "relations")
        headers = {"Prefer": "return=total-count"}
        return [newsroom.http.get(f"{path}?limit=1", headers=headers).json()["total_count"] for path in paths]

    before = count()
    yield
    assert count() == before


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("name", CORPUS)
def test_bad_body_is_refused_with_its_place(newsroom: Caller, name: str):
    path, content, status, pointer = CORPUS[name]
    headers = {"Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}
    answer = newsroom.http.post(path, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    places = [fault["pointer"] for fault in answer.json()["errors"]]
    assert any(place.startswith(pointer) for place in places), places
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "query", ["colour=red", "limit=0", "limit=201", "limit=1&limit=2", "status=fine", "partner=x"]
)
def test_bad_query_is_refused_with_the_parameter(newsroom: Caller, query: str):
    answer = newsroom.get(f"claims?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]


@pytest.mark.parametrize("link", ["part_of", "speaks_for"])
def test_ring_of_actors_is_refused(newsroom: Caller, link: str):
    low, middle, high = (newsroom.post("actors", ACTOR).json()["id"] for _ in range(3))
    assert newsroom.patch(f"actors/{low}", {link: middle, "reason": "r"}).status_code == 200
    assert newsroom.patch(f"actors/{middle}", {link: high, "reason": "r"}).status_code == 200
    for actor in (low, middle, high):
        closing = newsroom.patch(f"actors/{high}", {link: actor, "reason": "r"})
        assert (closing.status_code, closing.json()["errors"][0]["pointer"]) == (422, f"/{link}")
    assert newsroom.get(f"actors/{high}").json()[link] is None


def test_ring_of_derivations_is_refused(newsroom: Caller):
    said = {
        "claim": {"external_id": "uk-troops"},
        "actor": {"external_id": "kallas"},
        "source": {"external_id": "news-report"},
        "position": "neutral",
        "said_at": "2025-08-29",
    }
    root = newsroom.post("stances", said).json()["id"]
    quote = newsroom.post("stances", {**said, "derived_from": root, "relation": "quotes"}).json()["id"]
    closing = {"derived_from": quote, "relation": "quotes", "reason": "r"}
    assert newsroom.patch(f"stances/{root}", closing).json()["code"] == "ring"
    assert newsroom.patch(f"stances/{root}", {**closing, "derived_from": root}).json()["code"] == "ring"


def test_address_that_is_none_gets_a_problem(newsroom: Caller):
    for path in ("nothing", "actors/", "actors/x", f"actors/{NOBODY}", f"actors/{NOBODY}/revisions"):
        answer = newsroom.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
    assert newsroom.http.delete(f"actors/{NOBODY}").status_code == 405


def test_caller_without_a_key_gets_401(register: Stack):
    for credential in ({}, {"Authorization": "Bearer ctd_000000000000_x"}, {"Authorization": "Basic eDp4"}):
        answer = httpx.get(f"{register.url}/api/v1/claims", headers=credential)
        assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_change_without_a_reason_is_refused(newsroom: Caller):
    place = newsroom.post("places", {"name": "x"}).json()["id"]
    for reason in ({}, {"reason": ""}, {"reason": "  "}):
        answer = newsroom.patch(f"places/{place}", {"name": "y", **reason})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")
        assert newsroom.post(f"places/{place}:withdraw", reason).status_code == 400
    assert newsroom.get(f"places/{place}").json()["revision"] == 1
