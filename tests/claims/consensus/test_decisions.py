"""The decision as a whole: its body, the digest of its inputs, what it refuses, and its speed."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from claims.consensus import CPL_1, ActorFact, Evidence, EvidenceError, decide
from tests.claims.consensus.worlds import World, evidence, scenario


def village() -> Evidence:
    return evidence(scenario(), "zaporizke-ru")


def test_body_holds_what_explains_the_status_and_nothing_else():
    document = decide(village(), CPL_1).document()

    assert sorted(document) == [
        "base_status",
        "claim",
        "claim_revision",
        "dispute",
        "dispute_origins",
        "flips",
        "graded_dispute",
        "graded_support",
        "inputs_sha256",
        "ledger",
        "opinion",
        "policy",
        "reason",
        "sentence",
        "status",
        "superseded_by",
        "support",
        "support_origins",
    ]
    assert document["opinion"] == {"belief": 684, "disbelief": 97, "projected": 793, "uncertainty": 219}
    assert document["flips"] == [
        {
            "origins": [
                {
                    "actor": "ua-general-staff",
                    "actor_name": "General Staff of the Armed Forces of Ukraine",
                    "side": "dispute",
                    "weight": 134,
                }
            ],
            "status": "single_source",
        },
        {
            "origins": [{"actor": "deepstate", "actor_name": "DeepState", "side": "support", "weight": 940}],
            "status": "contradicted",
        },
    ]
    assert document["policy"] == {"version": "cpl-1", "sha256": CPL_1.sha256}


def test_body_keeps_characters_as_they_are_and_is_compact():
    world = World()
    world.facts["actors"]["x"] = ActorFact("x", 1, "Генеральний штаб", "B")
    world.say("s", "x")
    body = world.decide().body()

    assert "Генеральний штаб" in body
    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_body_is_the_same_in_another_time_zone():
    there = replace(
        village(),
        stances=tuple(
            replace(said, said_at=said.said_at.astimezone(timezone(timedelta(hours=3))))
            for said in village().stances
        ),
    )

    assert decide(there, CPL_1).body() == decide(village(), CPL_1).body()


@pytest.fixture
def local_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Move the machine to another time zone."""
    with monkeypatch.context() as moved:
        moved.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("local_time")
def test_bytes_of_a_decision_stay_what_they_were():
    """Decisions on record are replayed: other bytes for the same evidence and policy would break their proof."""
    body = decide(village(), CPL_1).body()

    assert (
        json.loads(body)["inputs_sha256"]
        == "02276d926dc4ffa016299dfe7572d6c6f9f4afcd58a4a7a3081f366161d77e37"
    )
    assert (
        hashlib.sha256(body.encode()).hexdigest()
        == "1149c9c480bd3bc6d06c3bff986779c25a3249bd6f56171de03dae2a7e3ab0b2"
    )


def digests(world: World) -> str:
    return world.decide().inputs_sha256


def base() -> World:
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.claim("elsewhere")
    world.actor("body", "B")
    world.actor("x", part_of="body")
    world.say("root", "y", on="elsewhere")
    world.say("link", "z", on="elsewhere", derived_from="root")
    world.say("s", "x")
    world.say("quote", "w", derived_from="link")
    world.say("rival", "x", on="d", day=-1)
    return world


@pytest.mark.parametrize(
    ("kind", "ref", "change"),
    [
        ("claims", "c", {"revision": 2}),
        ("claims", "d", {"text": "Another wording."}),
        ("actors", "x", {"name": "Another name"}),
        ("actors", "body", {"revision": 2}),
        ("actors", "y", {"revision": 2}),
        ("stances", "s", {"revision": 2}),
        ("stances", "root", {"revision": 2}),
        ("stances", "link", {"revision": 2}),
        ("stances", "rival", {"hedged": True}),
        ("questions", "q", {"revision": 2}),
    ],
)
def test_digest_changes_with_what_bears_on_the_claim(kind: str, ref: str, change: dict[str, Any]):
    world = base()
    before = digests(world)
    world.facts[kind][ref] = replace(world.facts[kind][ref], **change)

    assert digests(world) != before


def test_digest_changes_with_the_relation_that_links_a_neighbour():
    world = base()
    world.relate("contradicts", "c", "d")
    before = digests(world)
    relation = world.facts["relations"]["contradicts c d"]
    world.facts["relations"]["contradicts c d"] = replace(relation, revision=2)

    assert digests(world) != before


def test_digest_changes_with_the_claim_that_supersedes():
    world = base()
    world.claim("newer")
    world.relate("supersedes", "newer", "c")
    before = digests(world)
    world.say("n1", "y", on="newer")
    world.say("n2", "z", on="newer")

    assert digests(world) != before


def test_digest_does_not_change_with_what_does_not_bear_on_the_claim():
    world = base()
    before = digests(world)
    world.actor("stranger", "A")
    world.claim("e", question="q")
    world.question("r")
    world.relate("supersedes", "e", "elsewhere")
    world.say("elsewhere", "stranger", on="elsewhere")
    world.say("of no bearing", "stranger", "disputes", on="e")

    assert digests(world) == before


def test_latest_revision_of_a_record_is_read():
    world = World()
    world.say("s", "x")
    facts = world.evidence()
    later = replace(facts.stances[0], revision=2, position="disputes")

    for stances in ((later, *facts.stances), (*facts.stances, later)):
        assert decide(replace(facts, stances=stances), CPL_1).status == "contradicted"


def test_two_contents_of_one_revision_are_refused():
    world = World()
    world.say("s", "x")
    facts = world.evidence()
    other = replace(facts.stances[0], position="disputes")

    with pytest.raises(EvidenceError) as refused:
        decide(replace(facts, stances=(*facts.stances, other)), CPL_1)
    assert str(refused.value) == "s was handed over with two contents of revision 1"


def test_claim_that_is_not_handed_over_is_refused():
    with pytest.raises(EvidenceError) as refused:
        decide(Evidence(claim="c"), CPL_1)
    assert str(refused.value) == "the claim decided, c, is not in the evidence"


def test_stance_without_its_actor_is_refused():
    world = World()
    world.say("s", "x")

    with pytest.raises(EvidenceError) as refused:
        decide(replace(world.evidence(), actors=()), CPL_1)
    assert str(refused.value) == "actor x of stance s is not in the evidence"


def test_letter_unknown_to_the_rules_is_refused():
    world = World()
    world.actor("x", "G")

    with pytest.raises(EvidenceError) as refused:
        world.decide()
    assert str(refused.value) == "reliability of actor x is 'G', which the rules do not know"


def test_relation_unknown_to_the_rules_is_refused():
    world = World()
    world.relate("implies", "c", "d")

    with pytest.raises(EvidenceError) as refused:
        world.decide()
    assert str(refused.value) == "kind of relation implies c d is 'implies', which the rules do not know"


def crowd(stances: int) -> Evidence:
    """Set up many graded origins of many weights, blocs and sides."""
    world = World(favours="p0")
    bases, letters = ("verified", "observed", "reported"), ("A", "B", "C", "D", None)
    for index in range(stances):
        party = f"p{index % 37}" if index % 3 else None
        world.actor(f"a{index}", letters[index % 5], party=party)
        side = "disputes" if index % 7 < 3 else "supports"
        world.say(
            f"s{index}", f"a{index}", side, basis=bases[index % 3], hedged=index % 11 == 0, day=index % 30
        )
    return world.evidence()


@pytest.mark.soak
@pytest.mark.parametrize(("stances", "seconds"), [(20, 0.005), (1000, 0.15)])
def test_decision_with_its_explanation_is_quick(stances: int, seconds: float):
    facts = crowd(stances)
    taken = []
    for _ in range(5):
        started = time.process_time()
        decide(facts, CPL_1).body()
        taken.append(time.process_time() - started)

    assert min(taken) < seconds
