"""The life of a record over the API: recorded, read, revised, withdrawn, each step kept."""

import pytest

from tests.api.conftest import Caller

#: A body that each resource takes, and a change to it.
BODIES = {
    "actors": ({"name": "An outlet", "kind": "media_outlet", "reliability": "B"}, {"reliability": "C"}),
    "places": ({"name": "A village", "lat": 48.5, "lon": 37.0}, {"precision": "vicinity"}),
    "questions": ({"text": "Who holds the bridge?", "exclusive": True}, {"exclusive": False}),
    "claims": (
        {"text": "The bridge stands.", "valid_from": "2025-08-26", "valid_to": "2025-08-27T06:30:00Z"},
        {"favours": "ukraine"},
    ),
    "sources": (
        {
            "title": "A post",
            "kind": "post",
            "publisher": {"external_id": "bbc"},
            "published_at": "2025-08-30",
        },
        {"web_url": "https://example.org/post"},
    ),
    "stances": (
        {
            "claim": {"external_id": "uk-troops"},
            "actor": {"external_id": "kallas"},
            "source": {"external_id": "news-report"},
            "position": "neutral",
            "said_at": "2025-08-29",
        },
        {"locator": "paragraph 9"},
    ),
    "relations": (
        {
            "kind": "entails",
            "from": {"external_id": "zelensky-ready"},
            "to": {"external_id": "summit-planned"},
        },
        {"note": "only if both agree"},
    ),
}


@pytest.mark.parametrize("resource", BODIES)
def test_record_is_recorded_read_revised_and_withdrawn(newsroom: Caller, resource: str):
    body, change = BODIES[resource]
    posted = newsroom.post(resource, {**body, "reason": "first entry"})
    assert posted.status_code == 201, posted.text
    path = f"{resource}/{posted.json()['id']}"
    assert posted.headers["Location"] == posted.json()["url"]

    read = newsroom.get(path)
    assert read.json().items() >= {k: v for k, v in body.items() if not isinstance(v, dict)}.items()
    revised = newsroom.patch(path, {**change, "reason": "looked again"}, read.headers["ETag"])
    assert revised.status_code == 200, revised.text
    assert revised.json().items() >= {**change, "revision": 2}.items()

    withdrawn = newsroom.post(f"{path}:withdraw", {"reason": "recorded twice"})
    assert withdrawn.json()["withdrawn_at"] is not None
    assert newsroom.patch(path, {**change, "reason": "too late"}).status_code == 409

    revisions = newsroom.get(f"{path}/revisions").json()["results"]
    assert [(r["n"], r["operation"], r["reason"], r["channel"]) for r in revisions] == [
        (3, "withdraw", "recorded twice", "api"),
        (2, "update", "looked again", "api"),
        (1, "create", "first entry", "api"),
    ]
    (name, value), *_ = change.items()
    assert [c["new"] for c in revisions[1]["changes"] if c["path"] == f"/{name}"] == [value]
    assert revisions[2]["request_id"] == posted.headers["X-Request-ID"]
    single = newsroom.get(f"{path}/revisions/2").json()
    # The log may have taken the revision in between the two answers.
    assert {**single, "log_index": None} == {**revisions[1], "log_index": None}


def test_times_are_given_back_as_they_were_written(newsroom: Caller):
    claim = newsroom.post(
        "claims", {"text": "x", "valid_from": "2025-01-01", "valid_to": "2025-01-02T00:00:00+02:00"}
    )
    assert (claim.json()["valid_from"], claim.json()["valid_to"]) == ("2025-01-01", "2025-01-01T22:00:00Z")
    path = f"claims/{claim.json()['id']}"
    changed = newsroom.patch(path, {"valid_from": "2025-01-01T00:00:00Z", "reason": "an instant"})
    assert changed.json()["valid_from"] == "2025-01-01T00:00:00Z"
    assert changed.json()["revision"] == 2


def test_patch_that_changes_nothing_makes_no_revision(newsroom: Caller):
    place = newsroom.post("places", {"name": "Still"}).json()
    assert (
        newsroom.patch(f"places/{place['id']}", {"name": "Still", "reason": "same"}).json()["revision"] == 1
    )


def test_withdrawal_heeds_the_revision_it_was_decided_on(newsroom: Caller):
    path = f"places/{newsroom.post('places', {'name': 'Moving'}).json()['id']}"
    read = newsroom.get(path).headers["ETag"]
    newsroom.patch(path, {"name": "Moved", "reason": "it did"})

    stale = newsroom.post(f"{path}:withdraw", {"reason": "as it was"}, **{"If-Match": read})
    assert (stale.status_code, stale.json()["revision"]) == (412, 2)
    garbled = newsroom.post(f"{path}:withdraw", {"reason": "as it was"}, **{"If-Match": "r2"})
    assert (garbled.status_code, garbled.json()["errors"][0]["pointer"]) == (400, "/If-Match")
    assert newsroom.get(path).json()["withdrawn_at"] is None

    current = newsroom.get(path).headers["ETag"]
    assert newsroom.post(f"{path}:withdraw", {"reason": "now"}, **{"If-Match": current}).status_code == 200


def test_partner_changes_only_its_own_records(newsroom: Caller, monitor: Caller, auditor: Caller):
    path = f"actors/{newsroom.id_of('actors', 'bbc')}"
    body = {"reliability": "A", "reason": "no reason"}
    assert monitor.patch(path, body).status_code == 403
    assert monitor.post(f"{path}:withdraw", {"reason": "no"}).status_code == 403
    assert auditor.patch(path, body).status_code == 403
    assert auditor.get(path).status_code == 200
    assert newsroom.get(path).json()["revision"] == 1


def test_external_ids_are_each_partners_own(newsroom: Caller, monitor: Caller):
    body = {"name": "Same name", "kind": "person", "external_id": "shared-name"}
    first, theirs = newsroom.post("actors", body), monitor.post("actors", body)
    again, other = newsroom.post("actors", body), newsroom.post("actors", {**body, "name": "Another"})
    assert (first.status_code, theirs.status_code, again.status_code, other.status_code) == (
        201,
        201,
        200,
        409,
    )
    assert again.json()["id"] == first.json()["id"] != theirs.json()["id"]
    assert other.json()["existing"] == first.json()["id"]


def test_source_is_recorded_with_its_stances_or_not_at_all(newsroom: Caller):
    stance = {
        "claim": {"external_id": "uk-troops"},
        "actor": {"external_id": "radakin"},
        "position": "supports",
        "said_at": "2025-08-30",
    }
    body = {
        "external_id": "radakin-speech",
        "title": "A speech",
        "kind": "statement",
        "publisher": {"external_id": "uk-government"},
        "stances": [{**stance, "external_id": "r1"}, {**stance, "position": "neutral", "external_id": "r2"}],
    }
    broken = {**body, "stances": [stance, {**stance, "actor": {"external_id": "nobody"}}]}
    refused = newsroom.post("sources", broken)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/stances/1/actor"
    assert newsroom.get("sources?external_id=radakin-speech").json()["results"] == []

    recorded = newsroom.post("sources", body)
    assert recorded.status_code == 201, recorded.text
    assert [s["external_id"] for s in recorded.json()["stances"]] == ["r1", "r2"]
    again = newsroom.post("sources", body)
    assert again.status_code == 200
    assert [s["recompute"] for s in (*recorded.json()["stances"], *again.json()["stances"])] == [
        "pending",
        "pending",
        None,
        None,
    ]
    assert [s["id"] for s in again.json()["stances"]] == [s["id"] for s in recorded.json()["stances"]]
    fewer = newsroom.post("sources", {**body, "stances": body["stances"][:1]})
    assert fewer.status_code == 409


def test_stance_says_what_it_contradicts(newsroom: Caller):
    claim = newsroom.id_of("claims", "zaporizke-ua")
    body = {
        "actor": {"external_id": "bbc"},
        "source": {"external_id": "news-report"},
        "said_at": "2025-08-30T10:00:00Z",
        "position": "supports",
    }
    answer = newsroom.post(f"claims/{claim}/stances", body).json()
    # Support for one answer of an exclusive question contradicts support for the other.
    assert answer["conflicts_with"] == [newsroom.id_of("stances", "s02")]
    assert answer["recompute"] == "pending"
    neutral = newsroom.post(f"claims/{claim}/stances", {**body, "position": "neutral"}).json()
    assert neutral["conflicts_with"] == []


def test_me_tells_whom_the_key_stands_for(newsroom: Caller, auditor: Caller):
    assert newsroom.get("me").json()["partner"]["slug"] == "newsroom"
    assert (
        auditor.get("me").json() | {"partner": None, "kind": "auditor", "scopes": ["read"]}
        == auditor.get("me").json()
    )
