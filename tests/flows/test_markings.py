"""Markings over the API: who sees a record, from when on, and what nobody may do alone."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from actors.models import AccountKind
from actors.services import accounts, markings
from audit.services import log
from claims.models import Claim, Debt
from claims.services import follower
from tests.claims.services.walk import Staff
from tests.flows.hidden import Member, at_rest, client_of, group, member

pytestmark = pytest.mark.usefixtures("live_db", "served")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty."""
    settings.STATIC_ROOT = str(tmp_path)


class Desk:
    """A partner's program, in this process."""

    def __init__(self, who: Member) -> None:
        self.who, self.client = who, client_of(who)

    def send(self, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
        """Send a body."""
        send = getattr(self.client, method)
        return send(
            f"/api/v1/{path}", body, format="json", headers={"Idempotency-Key": str(uuid4()), **headers}
        )

    def record(self, path: str, **body: Any) -> dict[str, Any]:
        """Record something."""
        answer = self.send("post", path, body)
        assert answer.status_code == 201, answer.content
        told: dict[str, Any] = answer.json()
        return told

    def revise(self, path: str, **changes: Any) -> Any:
        """Change a record as it stands."""
        tag = self.client.get(f"/api/v1/{path}").headers["ETag"]
        return self.send("patch", path, {"reason": "as tests will", **changes}, **{"If-Match": tag})

    def get(self, path: str) -> Any:
        """Return what stands at a path, None where nothing does."""
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code in (200, 404), answer.content
        return answer.json() if answer.status_code == 200 else None

    def ids(self, path: str) -> set[str]:
        """Return the ids of a list."""
        return {each["id"] for each in self.get(path)["results"]}


class Case:
    """Three partners; a claim on which two of the first one's stances bear, and a group of the first two."""

    def __init__(self) -> None:
        self.writer, self.friend, self.stranger = (
            Desk(member(slug)) for slug in ("writer", "friend", "stranger")
        )
        self.circle = str(group("The two of us", self.writer.who, self.friend.who))
        desk = self.writer
        self.actor = desk.record("actors", name="A watcher", kind="person", reliability="A")["id"]
        self.claim = desk.record("claims", text="The bridge stands.")["id"]
        self.source = self.publish()
        self.stance = self.say(self.source)

    def publish(self, **more: Any) -> str:
        """Record a source of the writer's."""
        return str(
            self.writer.record("sources", title="A report", kind="article", publisher=self.actor, **more)[
                "id"
            ]
        )

    def say(self, source: str | None, **more: Any) -> str:
        """Record a stance of the writer's."""
        words = {"position": "supports", "said_at": "2025-08-26", "basis": "verified", **more}
        told = self.writer.record("stances", claim=self.claim, actor=self.actor, source=source, **words)
        return str(told["id"])

    def ledger(self, desk: Desk, query: str = "") -> set[str]:
        """Return the stances that a consensus names."""
        return {line["stance"] for line in desk.get(f"claims/{self.claim}/consensus{query}")["ledger"] or ()}


@pytest.fixture
def case() -> Case:
    """Return the case, decided."""
    made = Case()
    at_rest()
    return made


def test_a_record_is_as_strict_as_what_it_rests_on(case: Case):
    source = case.publish(marking="amber", circles=[case.circle])

    told = case.writer.get(f"stances/{case.say(source)}")

    assert (told["marking"], told["circles"]) == ("amber", [case.circle])


@pytest.mark.parametrize(
    ("given", "marking"),
    [({}, "clear"), ({"marking": "clear"}, "clear"), ({"marking": "green"}, "green")],
)
def test_what_is_free_is_in_no_circle(given: dict[str, str], marking: str, case: Case):
    told = case.writer.record("claims", text="Another.", **given)

    assert (told["marking"], told["circles"]) == (marking, [])
    assert case.stranger.get(f"claims/{told['id']}") is not None


def test_without_circles_what_is_strict_is_ones_own(case: Case):
    who = case.writer.who
    told = {
        marking: case.writer.record("claims", text="Another.", marking=marking)["circles"]
        for marking in ("amber", "amber+strict", "red")
    }

    assert told == {
        "amber": [str(who.partner_id)],
        "amber+strict": [str(who.partner_id)],
        "red": [str(who.id)],
    }
    assert case.friend.ids("claims") == {case.claim}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"marking": "green", "circles": ["other"]}, "circles"),
        ({"marking": "amber", "circles": ["other"]}, "circles"),
        ({"marking": "amber+strict", "circles": ["group"]}, "circles"),
    ],
)
def test_circles_that_do_not_go_with_the_marking_are_refused(body: dict[str, Any], code: str, case: Case):
    known = {"other": str(case.stranger.who.partner_id), "group": case.circle}
    body = {**body, "circles": [known[each] for each in body["circles"]]}

    answer = case.writer.send("post", "claims", {"text": "Another.", **body})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"].startswith("/circles")


def test_a_marking_is_never_made_less_strict_alone(case: Case):
    source = case.publish(marking="amber", circles=[case.circle])

    answers = [
        case.writer.revise(f"sources/{source}", marking="green"),
        case.writer.revise(f"sources/{source}", circles=[str(case.writer.who.partner_id)]),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "lowering")] * 2
    assert case.writer.revise(f"sources/{source}", marking="red").status_code == 200


def test_what_is_hidden_is_answered_like_what_is_not_there(case: Case):
    hidden = case.writer.record("claims", text="Another.", marking="amber", circles=[case.circle])["id"]
    nowhere = str(uuid4())
    body = {"actor": case.actor, "source": case.source, "position": "supports", "said_at": "2025-08-26"}

    told = []
    for id_ in (hidden, nowhere):
        answers = [
            case.stranger.client.get(f"/api/v1/claims/{id_}"),
            case.stranger.send(
                "patch", f"claims/{id_}", {"reason": "why", "note": "x"}, **{"If-Match": '"r1.00000000"'}
            ),
            case.stranger.send("post", f"claims/{id_}:withdraw", {"reason": "why"}),
            case.stranger.send("post", "stances", {"claim": id_, **body}),
            case.stranger.send("post", f"claims/{id_}/stances", body),
            case.stranger.send("post", f"claims/{id_}/consensus:what-if", {}),
        ]
        told.append(
            [(one.status_code, str(one.json() | {"request_id": ""}).replace(id_, "…")) for one in answers]
        )

    assert told[0] == told[1]
    assert {status for status, _ in told[0]} == {404, 422}


def test_what_is_hidden_counts_for_those_alone_who_see_it(case: Case):
    hidden = case.say(case.publish(marking="amber", circles=[case.circle]), basis="observed")
    at_rest()

    assert case.ledger(case.stranger) == case.ledger(case.friend) == {case.stance}
    assert case.ledger(case.stranger, "?tier=own") == {case.stance}
    assert case.ledger(case.friend, "?tier=own") == {case.stance, hidden}
    assert case.stranger.get(f"claims/{case.claim}")["consensus"]["settled"]


def test_a_claim_of_a_circle_is_decided_for_the_circle(case: Case):
    case.claim = case.writer.record("claims", text="Another.", marking="amber", circles=[case.circle])["id"]
    shared, own = case.say(case.source), case.say(case.source, marking="amber+strict")
    at_rest()

    assert case.ledger(case.friend) == {shared}
    assert case.ledger(case.writer, "?tier=own") == {shared, own}
    assert case.friend.get(f"claims/{case.claim}")["consensus"]["status"] is not None
    assert case.stranger.get(f"claims/{case.claim}/consensus") is None


def test_what_is_made_stricter_is_gone_at_once_and_from_the_past(case: Case):
    size = case.stranger.get("changes?limit=1")["results"][0]["log_index"] + 1
    before = case.ledger(case.stranger)
    assert (
        case.writer.revise(f"sources/{case.source}", marking="amber", circles=[case.circle]).status_code
        == 200
    )

    gone = [
        f"sources/{case.source}", f"stances/{case.stance}", f"stances/{case.stance}/revisions",
        f"stances/{case.stance}/revisions/1", f"stances/{case.stance}?known_at={size}",
        f"stances/{case.stance}/timemap", f"log/bundle?object={case.stance}",
    ]  # fmt: skip
    seen = {path: case.stranger.client.get(f"/api/v1/{path}").status_code for path in gone}
    decided = case.stranger.get(f"claims/{case.claim}/consensus")
    then = case.stranger.get(f"claims/{case.claim}/consensus?known_at={size}")
    named = [change["object"] for change in case.stranger.get("changes")["results"]]
    at_rest()

    assert before == {case.stance}
    assert {status for path, status in seen.items() if not path.startswith("log/")} == {404}
    assert decided["status"] is None  # what had been decided named the stance
    assert then["status"] is None
    assert not {case.stance, case.source} & {*named}
    assert case.ledger(case.stranger) == set()
    assert case.ledger(case.friend, "?tier=own") == {case.stance}
    assert case.friend.get(f"stances/{case.stance}?known_at={size}")["marking"] == "clear"
    assert case.stance not in str(case.stranger.get(f"claims/{case.claim}/determinations"))


def test_entries_of_the_log_tell_of_what_is_hidden_nothing_but_their_commitments(case: Case):
    hidden = case.say(case.publish(marking="amber", circles=[case.circle]))
    at_rest()

    told = {
        desk: desk.get("log/entries?first=0&limit=200")["results"] for desk in (case.stranger, case.friend)
    }

    assert len(told[case.stranger]) == len(told[case.friend])
    assert [one["leaf"] for one in told[case.stranger]] == [one["leaf"] for one in told[case.friend]]
    assert hidden in str(told[case.friend])
    assert hidden not in str(told[case.stranger])
    assert {one["withheld"] for one in told[case.stranger]} == {None, "hidden"}


def test_whoever_leaves_a_group_sees_nothing_more_of_what_it_shares(case: Case):
    hidden = case.say(case.publish(marking="amber", circles=[case.circle]))
    at_rest()
    size = case.friend.get("changes?limit=1")["results"][0]["log_index"] + 1
    assert case.friend.get(f"stances/{hidden}?known_at={size}") is not None

    assert case.writer.revise(f"sharing-groups/{case.circle}", members=[]).status_code == 200

    for path in (f"stances/{hidden}", f"stances/{hidden}?known_at={size}", f"sharing-groups/{case.circle}"):
        assert case.friend.get(path) is None
    assert case.writer.get(f"stances/{hidden}") is not None


def test_whoever_leaves_out_their_own_organisation_changes_nothing(case: Case):
    own = case.writer.record("sharing-groups", name="Ourselves")

    answer = case.writer.revise(f"sharing-groups/{own['id']}", members=[])

    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    assert case.writer.get(f"sharing-groups/{own['id']}")["revision"] == 1


def test_a_stranger_neither_sees_nor_joins_a_group(case: Case):
    assert case.stranger.ids("sharing-groups") == set()
    assert case.friend.ids("sharing-groups") == {case.circle}
    own = [str(case.stranger.who.partner_id)]
    answer = case.friend.revise(f"sharing-groups/{case.circle}", members=own)
    assert answer.status_code == 403


def test_what_is_stated_where_one_cannot_see_may_be_stated_again(case: Case):
    other = case.writer.record("claims", text="The bridge is gone.")["id"]
    body = {"kind": "contradicts", "from": case.claim, "to": other}
    case.writer.record("relations", **body, marking="amber", circles=[case.circle])

    case.stranger.record("relations", **body)

    # And both may come to be marked alike.
    stricter = {"marking": "amber", "circles": [case.circle]}
    assert case.writer.revise(f"claims/{case.claim}", **stricter).status_code == 200


def test_a_claim_is_not_unsettled_by_way_of_what_is_hidden(case: Case):
    case.claim = case.writer.record("claims", text="Another.")["id"]
    case.actor = case.writer.record("actors", name="Another watcher", kind="person")["id"]
    case.say(case.publish(marking="amber", circles=[case.circle]))
    at_rest()

    assert case.writer.revise(f"actors/{case.actor}", note="seen by everyone").status_code == 200
    settled = []
    for noted in (False, True):
        if noted:
            log.drain()
            follower.follow()
        settled.append(
            [
                desk.get(f"claims/{case.claim}")["consensus"]["settled"]
                for desk in (case.stranger, case.friend)
            ]
        )

    assert Debt.objects.filter(claim=case.claim).exists()
    assert settled == [[True, False]] * 2


def test_a_claim_that_is_marked_for_others_before_it_is_decided_is_decided_for_them(case: Case):
    claim = UUID(case.writer.record("claims", text="Another.", marking="amber")["id"])
    ann, bob = (accounts.record(name=name, kind=AccountKind.STAFF, by=Staff()) for name in ("ann", "bob"))
    theirs = [case.friend.who.partner_id]
    markings.lower(
        Claim, claim, marking="amber", circles=theirs, by=ann, approved_by=bob, reason="It is theirs."
    )

    at_rest()

    assert case.friend.get(f"claims/{claim}")["consensus"]["status"] == "unsourced"


def test_what_was_decided_names_nothing_that_has_become_hidden_since(case: Case):
    elsewhere = case.writer.record("claims", text="Elsewhere.")["id"]
    here, case.claim = case.claim, elsewhere
    root = case.say(case.source)
    case.claim = here
    quoting = case.say(case.source, derived_from=root, relation="quotes")
    at_rest()
    assert root in str(case.stranger.get(f"claims/{here}/determinations"))
    assert case.writer.revise(f"stances/{quoting}", derived_from=None, relation="").status_code == 200
    at_rest()

    assert case.writer.revise(f"stances/{root}", marking="amber", circles=[case.circle]).status_code == 200
    at_rest()

    assert root not in str(case.stranger.get(f"claims/{here}/determinations"))
    assert case.ledger(case.stranger) == {case.stance, quoting}


def test_staff_see_everything(case: Case):
    hidden = case.say(case.publish(marking="red"))
    client: APIClient = client_of(Staff())

    assert client.get(f"/api/v1/stances/{hidden}").status_code == 200
