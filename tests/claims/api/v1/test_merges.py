"""Merging over HTTP: by whom, and how whoever knows the old record is led to the other."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from audit.services import log
from claims.api.v1.merging import KINDS
from tests.flows.hidden import Member, at_rest, client_of, group, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]

BODIES: dict[str, dict[str, Any]] = {
    "actors": {"name": "Somebody", "kind": "person"},
    "claims": {"text": "Something is so."},
    "places": {"name": "Somewhere"},
    "sources": {"title": "A report", "kind": "article"},
}
API = "http://localhost/api/v1"


@dataclass
class Caller:
    """Somebody with a key."""

    member: Member
    client: APIClient

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path if path.startswith("/") else f"/api/v1/{path}", headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        sent = {"Idempotency-Key": uuid4().hex, **headers}
        return self.client.post(f"/api/v1/{path}", body, format="json", headers=sent)

    def patch(self, path: str, body: Any) -> Any:
        return self.client.patch(f"/api/v1/{path}", body, format="json", headers={"If-Match": "*"})

    def new(self, path: str, **values: Any) -> str:
        body = {**BODIES.get(path, {}), **values}
        if path == "sources" and "publisher" not in body:
            body["publisher"] = self.new("actors")
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def merge(self, path: str, record: str, into: Any, **headers: str) -> Any:
        return self.post(f"{path}/{record}:merge", {"into": into, "reason": "recorded twice"}, **headers)

    def merged(self, path: str, **values: Any) -> tuple[str, str]:
        """Return a record that was merged, and the one into which it was."""
        record, other = self.new(path, **values), self.new(path)
        assert self.merge(path, record, other).status_code == 200
        return record, other


def said(by: Caller) -> dict[str, str | None]:
    """Return what a stance of somebody's says, but for the claim."""
    return {"actor": by.new("actors"), "source": None, "position": "supports", "said_at": "2025-08-26"}


def caller(slug: str) -> Caller:
    found = member(slug)
    return Caller(found, client_of(found))


@pytest.fixture
def newsroom() -> Caller:
    return caller("newsroom")


@pytest.mark.parametrize("path", BODIES)
def test_a_record_is_merged_and_that_is_undone(newsroom: Caller, path: str):
    record, other = newsroom.new(path), newsroom.new(path)

    merged = newsroom.merge(path, record, other)
    undone = newsroom.post(f"{path}/{record}:unmerge", {"reason": "not the same"})

    told = merged.json()
    assert (merged.status_code, told["id"], told["merged_into"], told["revision"]) == (200, record, other, 2)
    assert told["withdrawn_at"] is not None
    assert merged.headers["ETag"].startswith('"r2.')
    told = undone.json()
    assert (undone.status_code, told["merged_into"], told["withdrawn_at"], told["revision"]) == (
        200,
        None,
        None,
        3,
    )
    assert newsroom.get(f"{path}/{record}").json() == told


def test_every_kind_that_can_be_merged_is_tried():
    assert {resource.path for resource, _ in KINDS} == set(BODIES)


def test_refusals_say_what_is_at_fault(newsroom: Caller):
    record, other = newsroom.merged("actors")
    stranger = caller("stranger")
    own = stranger.new("actors")

    def said(answer: Any) -> tuple[Any, ...]:
        told = answer.json()
        return answer.status_code, told["code"], *[error["pointer"] for error in told["errors"]]

    assert said(newsroom.merge("actors", other, other)) == (422, "merge_into_itself", "/into")
    assert said(newsroom.merge("actors", other, record)) == (409, "merged", "/into")
    assert said(newsroom.merge("actors", other, str(uuid4()))) == (422, "reference_not_found", "/into")
    assert said(newsroom.merge("actors", record, other)) == (409, "already_withdrawn")
    assert said(newsroom.merge("actors", other, own)) == (403, "not_owner")
    assert said(newsroom.merge("actors", own, other)) == (403, "not_owner")
    assert said(stranger.post(f"actors/{record}:unmerge", {"reason": "mine"})) == (403, "not_owner")
    assert said(newsroom.post(f"actors/{other}:unmerge", {"reason": "why"})) == (409, "not_merged")
    assert said(newsroom.post(f"actors/{other}:merge", {"into": own})) == (400, "required", "/reason")
    assert said(newsroom.merge("actors", other, newsroom.new("actors"), **{"If-Match": '"r7.00000000"'})) == (
        412,
        "stale_revision",
    )


def test_undoing_an_earlier_merge_names_the_one_to_undo_first(newsroom: Caller):
    one, two, three = (newsroom.new("actors") for _ in range(3))
    newsroom.new("sources", publisher=one)
    newsroom.merge("actors", one, two)
    newsroom.merge("actors", two, three)

    told = newsroom.post(f"actors/{one}:unmerge", {"reason": "not the same"}).json()

    assert (told["status"], told["code"], told["undo_first"]) == (409, "undo_first", two)


def test_the_same_request_again_merges_once(newsroom: Caller):
    record, other = newsroom.new("actors"), newsroom.new("actors")
    key = {"Idempotency-Key": "once"}

    first, again = (newsroom.merge("actors", record, other, **key) for _ in range(2))

    assert (first.content, again.headers["Idempotency-Replayed"]) == (again.content, "true")


@pytest.mark.parametrize("path", BODIES)
def test_whoever_asks_for_a_merged_record_is_led_to_the_other(newsroom: Caller, path: str):
    record, other = newsroom.merged(path)

    there = newsroom.get(f"{path}/{record}?valid_at=2025-08-26")

    to = f"{API}/{path}/{other}?valid_at=2025-08-26"
    assert (there.status_code, there.headers["Location"]) == (308, to)
    assert there.json() == {"merged_into": other, "url": to}
    assert newsroom.get(to.removeprefix("http://localhost")).json()["id"] == other
    head = newsroom.client.head(f"/api/v1/{path}/{record}")
    assert (head.status_code, head.headers["Location"]) == (308, f"{API}/{path}/{other}")
    change = newsroom.patch(f"{path}/{record}", {"note": "more", "reason": "why"})
    assert (change.status_code, change.headers["Location"]) == (308, f"{API}/{path}/{other}")


CLAIMS = ("consensus", "consensus.txt", "consensus.svg", "stances", "bundle")


@pytest.mark.parametrize("part", CLAIMS)
def test_what_belongs_to_a_merged_claim_is_asked_of_the_other(newsroom: Caller, part: str):
    record, other = newsroom.merged("claims")

    there = newsroom.get(f"claims/{record}/{part}")

    assert (there.status_code, there.headers["Location"]) == (308, f"{API}/claims/{other}/{part}")


def test_what_is_sent_to_a_merged_claim_is_sent_to_the_other(newsroom: Caller):
    record, other = newsroom.merged("claims")
    said = {
        "actor": newsroom.new("actors"), "source": newsroom.new("sources"), "position": "supports",
        "said_at": "2025-08-26",
    }  # fmt: skip

    answers = [
        newsroom.post(f"claims/{record}/{part}", body)
        for part, body in (("stances", said), ("consensus:what-if", {}))
    ]

    assert [(each.status_code, each.headers["Location"]) for each in answers] == [
        (308, f"{API}/claims/{other}/stances"),
        (308, f"{API}/claims/{other}/consensus:what-if"),
    ]
    assert newsroom.get("stances").json()["results"] == []


def test_the_track_record_of_a_merged_actor_is_that_of_the_other(newsroom: Caller):
    record, other = newsroom.merged("actors")

    assert (
        newsroom.get(f"actors/{record}/track-record").headers["Location"]
        == f"{API}/actors/{other}/track-record"
    )


def test_whoever_asks_is_led_to_the_end_of_the_way(newsroom: Caller):
    one, two = newsroom.merged("actors")
    three = newsroom.new("actors")
    newsroom.merge("actors", two, three)

    assert newsroom.get(f"actors/{one}").headers["Location"] == f"{API}/actors/{three}"


@pytest.mark.parametrize(
    "rest", ["/revisions", "/revisions/1", "/revisions:compare?from=1&to=2", "/revisions:fields", "/timemap"]
)
def test_the_history_of_a_merged_record_stays_where_it_is(newsroom: Caller, rest: str):
    record, _ = newsroom.merged("actors")

    assert newsroom.get(f"actors/{record}{rest}").status_code == 200


def test_how_the_status_of_a_merged_claim_changed_stays_where_it_is(newsroom: Caller):
    record, other = newsroom.new("claims"), newsroom.new("claims")
    at_rest()
    newsroom.merge("claims", record, other)
    at_rest()

    found = newsroom.get(f"claims/{record}/determinations").json()["results"]

    assert [each["status"] for each in found] == ["withdrawn", "unsourced"]
    assert found[0]["trigger"]["kind"] == "merge"


def test_the_merge_is_told_among_the_changes(newsroom: Caller):
    record, other = newsroom.merged("actors")
    at_rest()

    revision = newsroom.get(f"actors/{record}/revisions").json()["results"][0]
    told = newsroom.get(f"changes?object={record}").json()["results"][0]
    made = newsroom.get("changes?kind=merge").json()["results"]

    assert {"path": "/merged_into", "old": None, "new": other} in revision["changes"]
    assert (revision["reason"], told["operation"]) == ("recorded twice", "withdraw")
    assert [each["sentence"] for each in made] == [f"newsroom-feed recorded merge “‘Somebody’ into {other}”."]  # noqa: RUF001


def test_as_of_before_the_merge_the_record_is_as_it_was(newsroom: Caller):
    record, other = newsroom.new("actors"), newsroom.new("actors")
    before = log.drain()
    newsroom.merge("actors", record, other)
    after = log.drain()

    then, since = (newsroom.get(f"actors/{record}?known_at={size}") for size in (before, after))

    assert (then.status_code, then.json()["merged_into"]) == (200, None)
    assert (since.status_code, since.headers["Location"]) == (308, f"{API}/actors/{other}?known_at={after}")


def test_own_names_are_aliases_of_the_other(newsroom: Caller):
    record, other = newsroom.merged("actors", external_id="spokesman")

    source = newsroom.new("sources", publisher={"external_id": "spokesman"})
    (found,) = newsroom.get("actors?external_id=spokesman").json()["results"]

    assert newsroom.get(f"sources/{source}").json()["publisher"] == other
    assert (found["id"], found["merged_into"]) == (record, other)
    merged = newsroom.merge("actors", newsroom.new("actors"), {"external_id": "spokesman"})
    assert merged.json()["code"] == "merged"


SAME: dict[str, dict[str, Any]] = {
    "actors": {"name": "Viktor Trehubov", "kind": "person"},
    "claims": {"text": "Russian forces captured the village of Novoheorhiivka."},
    "places": {"name": "Zaporizke"},
    "sources": {"web_url": "https://example.org/1"},
}


@pytest.mark.parametrize("path", BODIES)
def test_what_may_be_the_same_is_suggested_within_what_the_caller_sees(newsroom: Caller, path: str):
    record, like = (newsroom.new(path, **SAME[path]) for _ in range(2))
    newsroom.new(path)
    caller("friend").new(path, **SAME[path], marking="red")

    (found,) = newsroom.get(f"{path}/{record}/duplicates").json()["results"]

    assert (found["id"], found["url"], found["score"] > 0.8) == (like, f"{API}/{path}/{like}", True)
    newsroom.merge(path, record, like)
    assert newsroom.get(f"{path}/{record}/duplicates").status_code == 308
    assert newsroom.get(f"{path}/{like}/duplicates").json()["results"] == []
    assert newsroom.get(f"{path}/{uuid4()}/duplicates").status_code == 404


def test_nobody_is_led_to_what_they_do_not_see(newsroom: Caller):
    stranger, friend = caller("stranger"), caller("friend")
    amber = {"marking": "amber", "circles": [str(group("both", newsroom.member, friend.member))]}
    record, other = newsroom.merged("actors")
    newsroom.patch(f"actors/{other}", {**amber, "reason": "not for everybody"})

    assert stranger.get(f"actors/{record}").status_code == 404
    assert stranger.get("actors").json()["results"] == []
    assert friend.get(f"actors/{record}").headers["Location"] == f"{API}/actors/{other}"


def test_merging_moves_what_the_writer_does_not_see(newsroom: Caller):
    friend = caller("friend")
    record, other = newsroom.new("actors"), newsroom.new("actors")
    hidden = friend.new("sources", publisher=record, marking="red")

    newsroom.merge("actors", record, other)

    assert friend.get(f"sources/{hidden}").json()["publisher"] == other
    assert newsroom.get(f"sources/{hidden}").status_code == 404
    newsroom.post(f"actors/{record}:unmerge", {"reason": "not the same"})
    assert friend.get(f"sources/{hidden}").json()["publisher"] == record


def test_neither_a_merge_nor_its_undoing_tells_that_something_hidden_moved(newsroom: Caller):
    """Two worlds, of which one has a red remark of somebody else on the record that is merged twice."""
    friend, told = caller("friend"), []
    for is_hidden in (False, True):
        one, two, three = (newsroom.new("claims") for _ in range(3))
        at_rest()
        before = len(newsroom.get("changes?kind=merge").json()["results"])
        if is_hidden:
            friend.new("remarks", claim=one, text="Among us.", marking="red")
            friend.new("stances", claim=one, **said(friend), marking="red")
        newsroom.merge("claims", one, two)
        at_rest()
        made = newsroom.get(f"claims/{one}/determinations").json()["results"][0]["trigger"]
        newsroom.merge("claims", two, three)
        early = newsroom.post(f"claims/{one}:unmerge", {"reason": "not the same"})
        at_rest()
        counted = len(newsroom.get("changes?kind=merge").json()["results"]) - before
        undone = [
            newsroom.post(f"claims/{each}:unmerge", {"reason": "not the same"}).status_code
            for each in (two, one)
        ]
        told.append(
            (
                made["kind"],
                made["count"],
                early.status_code,
                early.json()["undo_first"] == two,
                counted,
                undone,
            )
        )

    assert told[0] == ("merge", told[0][1], 409, True, 2, [200, 200])
    assert told[1] == told[0]
    assert friend.get("remarks").json()["results"][0]["claim"] == one


def test_the_document_says_where_somebody_may_be_led(newsroom: Caller):
    paths = newsroom.get("openapi.json").json()["paths"]

    led = {
        (path.removeprefix("/api/v1/"), method)
        for path, methods in paths.items()
        for method, told in methods.items()
        if "308" in told["responses"]
    }

    of_record = {(f"{path}/{{record_id}}", method) for path in BODIES for method in ("get", "patch")}
    of_record |= {(f"{path}/{{record_id}}/duplicates", "get") for path in BODIES}
    of_claim = {(f"claims/{{claim}}/{part}", "get") for part in CLAIMS}
    sent = {("claims/{claim}/stances", "post"), ("claims/{claim}/consensus:what-if", "post")}
    assert led == of_record | of_claim | sent | {("actors/{actor}/track-record", "get")}
