"""Whatever changes, the claims it bears on follow: over HTTP, one kind of change at a time."""

from collections.abc import Iterator
from typing import Any

import pytest

from actors.models import SYSTEM_ID
from claims.models import Determination
from tests.claims.services.walk import Staff, adopt
from tests.partner import Dispute, Partner
from tests.stack import Stack

#: What a stance weighs that is all B and nothing else: 602 centidecibans; of an A, 1279; hedged, half.
B, A, HEDGED = 602, 1279, 301


@pytest.fixture
def newsroom(stack: Stack) -> Iterator[Partner]:
    with stack.client() as client:
        yield Partner(client)


@pytest.fixture
def dispute(newsroom: Partner) -> Dispute:
    return Dispute(newsroom)


class Watched:
    """Claims, and what the sources make of them once they are settled."""

    def __init__(self, partner: Partner, *claims: str) -> None:
        self._partner = partner
        self._claims = claims

    def now(self) -> list[tuple[str, int, int]]:
        """Return status, support and dispute of each, settled."""
        self._partner.settle(self._claims)
        told = map(self._partner.consensus, self._claims)
        return [(one["status"], one["support"], one["dispute"]) for one in told]


def test_an_actor_is_regraded(newsroom: Partner, dispute: Dispute):
    claim = dispute.claim()
    dispute.say(claim)
    watched = Watched(newsroom, claim)
    assert watched.now() == [("single_source", B, 0)]

    newsroom.change(f"actors/{dispute.actor}", reliability="A")

    assert watched.now() == [("single_source", A, 0)]


@pytest.mark.parametrize("link", ["part_of", "speaks_for"])
def test_the_actor_above_is_regraded(newsroom: Partner, dispute: Dispute, link: str):
    top = dispute.speaker(kind="organization")
    middle = dispute.speaker(reliability="", **{link: top})
    speaker = dispute.speaker(reliability="", **{link: middle})
    claim = dispute.claim()
    dispute.say(claim, actor=speaker)
    watched = Watched(newsroom, claim)
    assert watched.now() == [("single_source", B, 0)]

    newsroom.change(f"actors/{top}", reliability="A")

    assert watched.now() == [("single_source", A, 0)]


def test_a_stance_is_corrected_and_withdrawn(newsroom: Partner, dispute: Dispute):
    claim = dispute.claim()
    stance = dispute.say(claim)["id"]
    watched = Watched(newsroom, claim)
    assert watched.now() == [("single_source", B, 0)]

    newsroom.change(f"stances/{stance}", hedged=True)
    assert watched.now() == [("single_source", HEDGED, 0)]

    newsroom.withdraw(f"stances/{stance}")
    assert watched.now() == [("unsourced", 0, 0)]


@pytest.mark.parametrize("kind", ["source", "actor"])
def test_what_a_stance_rests_on_is_withdrawn(newsroom: Partner, dispute: Dispute, kind: str):
    """Also where it was said on another claim, and only quoted on this one."""
    speaker = dispute.speaker()
    source = newsroom.record("sources", title="A speech", kind="statement", publisher=speaker)
    claim, elsewhere = dispute.claim(), dispute.claim()
    said = dispute.say(claim, actor=speaker, source=source)["id"]
    dispute.say(elsewhere, derived_from=said, relation="quotes")
    watched = Watched(newsroom, claim, elsewhere)
    assert watched.now() == [("single_source", B, 0), ("unverified", 0, 0)]

    newsroom.withdraw(f"{kind}s/{speaker if kind == 'actor' else source}")

    assert watched.now() == [("unsourced", 0, 0), ("unsourced", 0, 0)]


def test_a_rival_claim_is_withdrawn(newsroom: Partner, dispute: Dispute):
    question = newsroom.record("questions", text="Who holds it?", exclusive=True)
    one, other = dispute.claim(question=question), dispute.claim(question=question)
    dispute.say(other)
    watched = Watched(newsroom, one, other)
    assert watched.now() == [("contradicted", 0, B), ("single_source", B, 0)]

    newsroom.withdraw(f"claims/{other}")

    assert watched.now() == [("unsourced", 0, 0), ("withdrawn", B, 0)]


def test_a_contradiction_is_stated_and_withdrawn(newsroom: Partner, dispute: Dispute):
    one, other = dispute.claim(), dispute.claim()
    dispute.say(one)
    watched = Watched(newsroom, one, other)
    assert watched.now() == [("single_source", B, 0), ("unsourced", 0, 0)]

    relation = newsroom.record("relations", **{"kind": "contradicts", "from": one, "to": other})
    assert watched.now() == [("single_source", B, 0), ("contradicted", 0, B)]

    newsroom.withdraw(f"relations/{relation}")
    assert watched.now() == [("single_source", B, 0), ("unsourced", 0, 0)]


def test_an_entailment_is_stated(newsroom: Partner, dispute: Dispute):
    stronger, weaker = dispute.claim(), dispute.claim()
    dispute.say(stronger)
    dispute.say(weaker, actor=dispute.speaker(), position="disputes")
    watched = Watched(newsroom, stronger, weaker)
    assert watched.now() == [("single_source", B, 0), ("contradicted", 0, B)]

    newsroom.record("relations", **{"kind": "entails", "from": stronger, "to": weaker})

    assert watched.now() == [("disputed", B, B), ("disputed", B, B)]


def test_a_claim_is_superseded_as_long_as_the_newer_is_corroborated(newsroom: Partner, dispute: Dispute):
    older, newer = dispute.claim(), dispute.claim()
    dispute.say(older)
    first = dispute.say(newer)["id"]
    dispute.say(newer, actor=dispute.speaker())
    watched = Watched(newsroom, older, newer)
    assert watched.now() == [("single_source", B, 0), ("corroborated", 2 * B, 0)]

    newsroom.record("relations", **{"kind": "supersedes", "from": newer, "to": older})
    assert watched.now() == [("superseded", B, 0), ("corroborated", 2 * B, 0)]

    newsroom.withdraw(f"stances/{first}")
    assert watched.now() == [("single_source", B, 0), ("single_source", B, 0)]


def test_a_question_becomes_exclusive(newsroom: Partner, dispute: Dispute):
    question = newsroom.record("questions", text="Who holds it?", exclusive=False)
    one, other = dispute.claim(question=question), dispute.claim(question=question)
    dispute.say(one)
    watched = Watched(newsroom, one, other)
    assert watched.now() == [("single_source", B, 0), ("unsourced", 0, 0)]

    newsroom.change(f"questions/{question}", exclusive=True)

    assert watched.now() == [("single_source", B, 0), ("contradicted", 0, B)]


def test_a_claim_moves_to_another_question_and_away_again(newsroom: Partner, dispute: Dispute):
    question = newsroom.record("questions", text="Who holds it?", exclusive=True)
    one, other = dispute.claim(question=question), dispute.claim()
    dispute.say(other)
    watched = Watched(newsroom, one, other)
    assert watched.now() == [("unsourced", 0, 0), ("single_source", B, 0)]

    newsroom.change(f"claims/{other}", question=question)
    assert watched.now() == [("contradicted", 0, B), ("single_source", B, 0)]

    newsroom.change(f"claims/{other}", question=None)
    assert watched.now() == [("unsourced", 0, 0), ("single_source", B, 0)]


def test_a_claim_comes_to_hold_at_another_time(newsroom: Partner, dispute: Dispute):
    question = newsroom.record("questions", text="Who holds it?", exclusive=True)
    one = dispute.claim(question=question, valid_from="2025-08-01", valid_to="2025-09-01")
    other = dispute.claim(question=question, valid_from="2025-09-01")
    dispute.say(other)
    watched = Watched(newsroom, one)
    assert watched.now() == [("unsourced", 0, 0)]

    newsroom.change(f"claims/{other}", valid_from="2025-08-31")

    assert watched.now() == [("contradicted", 0, B)]


@pytest.mark.usefixtures("stack_db")
def test_a_policy_is_adopted(newsroom: Partner, dispute: Dispute):
    claim = dispute.claim()
    dispute.say(claim, hedged=True)
    watched = Watched(newsroom, claim)
    assert watched.now() == [("single_source", HEDGED, 0)]

    adopt("hedged-less", by=Staff(), hedged=75)
    assert watched.now() == [("single_source", 451, 0)]

    adopt("hedged-as-before", by=Staff(), hedged=50)
    assert watched.now() == [("single_source", HEDGED, 0)]


def trigger(newsroom: Partner, claim: str) -> dict[str, Any]:
    """Return what made the last determination of a claim due."""
    newsroom.settle([claim])
    found: dict[str, Any] = newsroom.get(f"claims/{claim}/determinations")["results"][0]["trigger"]
    return found


def test_a_conflict_is_told_at_once_and_in_the_trigger_of_what_follows(newsroom: Partner, dispute: Dispute):
    claim = dispute.claim()
    supporting = dispute.say(claim)
    newsroom.settle([claim])

    disputing = dispute.say(claim, actor=dispute.speaker(), position="disputes")

    assert supporting["conflicts_with"] == []
    assert disputing["conflicts_with"] == [supporting["id"]]
    told = trigger(newsroom, claim)
    assert (told["kind"], told["id"], told["conflicts_with"]) == (
        "stance",
        disputing["id"],
        [supporting["id"]],
    )


def test_a_conflict_across_an_exclusive_question_is_told_on_both_claims(newsroom: Partner, dispute: Dispute):
    question = newsroom.record("questions", text="Who holds it?", exclusive=True)
    one, other = dispute.claim(question=question), dispute.claim(question=question)
    first = dispute.say(one)["id"]
    newsroom.settle([one, other])

    second = dispute.say(other, actor=dispute.speaker())

    assert second["conflicts_with"] == [first]
    for claim in (one, other):
        told = trigger(newsroom, claim)
        assert (told["id"], told["conflicts_with"]) == (second["id"], [first])


def test_a_source_with_stances_is_one_act_and_tells_each_conflict(newsroom: Partner, dispute: Dispute):
    one, other = dispute.claim(), dispute.claim()
    said = dispute.say(one)["id"]
    words = {"position": "disputes", "said_at": "2025-08-27", "actor": dispute.speaker()}

    answer = newsroom.post(
        "sources",
        {
            "title": "A denial",
            "kind": "statement",
            "publisher": dispute.actor,
            "stances": [{**words, "claim": one}, {**words, "claim": other}],
        },
        allowed=[201],
    ).json()

    assert [stance["conflicts_with"] for stance in answer["stances"]] == [[said], []]
    assert Watched(newsroom, one, other).now() == [("disputed", B, B), ("contradicted", 0, B)]


@pytest.mark.usefixtures("stack_db")
def test_a_determination_is_a_change_by_the_system_account_with_all_it_rests_on(
    newsroom: Partner, dispute: Dispute
):
    claim = dispute.claim()
    stance = dispute.say(claim)["id"]
    newsroom.settle([claim])

    made = Determination.objects.filter(claim=claim).latest("log_size")
    (revision,) = Determination.history.filter(id=made.id)
    assert (revision.history_user_id, revision.history_channel) == (SYSTEM_ID, "task")
    assert revision.history_change_reason == "consensus recomputed"
    told = newsroom.get(f"claims/{claim}/consensus")
    assert [line["stance"] for line in told["ledger"]] == [stance]
    assert told["policy"]["sha256"] == made.policy.sha256
    assert told["trigger"]["log_index"] < told["log_size"] == made.log_size
    assert told["inputs_sha256"] == made.inputs_sha256
