"""Rule 6: the status, threshold by threshold; rule 7: the opinion."""

from dataclasses import replace
from typing import Any

import pytest

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Opinion, Policy, Superseder, decide
from claims.consensus.opinion import opinion
from claims.consensus.statuses import Ruling, rule
from claims.consensus.totals import Totals
from tests.claims.consensus.worlds import World

NOTHING = Totals(weight=0, origins=0, strong=0, heaviest=0, disinterested=0, served=False, conceded=False)
CARRYING = replace(NOTHING, weight=1000, origins=2, strong=2, heaviest=500, disinterested=200)
AGREEING = replace(
    NOTHING, weight=200, origins=1, strong=1, heaviest=200, disinterested=200, served=True, conceded=True
)


def ruled(support: Totals, dispute: Totals) -> tuple[str, str]:
    ruling = rule(support, dispute, sided=True, policy=CPL_1)
    return ruling.status, ruling.reason


def counting(origins: int) -> Totals:
    return replace(NOTHING, weight=100 * origins, origins=origins, heaviest=100)


@pytest.mark.parametrize(
    ("support", "dispute", "status"),
    [
        (0, 0, "unverified"),
        (1, 0, "single_source"),
        (2, 0, "supported"),
        (9, 0, "supported"),
        (0, 1, "contradicted"),
        (0, 2, "contradicted"),
        (1, 1, "disputed"),
        (2, 3, "disputed"),
    ],
)
def test_counts_decide_what_is_not_settled(support: int, dispute: int, status: str):
    assert ruled(counting(support), counting(dispute)) == (status, "")


def test_nothing_said_is_unsourced():
    assert rule(NOTHING, NOTHING, sided=False, policy=CPL_1) == Ruling("unsourced", "")


@pytest.mark.parametrize(
    ("change", "against", "holds"),
    [
        ({}, {}, True),
        ({"weight": 999}, {}, False),
        ({"weight": 1100}, {"weight": 101}, False),
        ({"weight": 1100}, {"weight": 100, "origins": 1, "heaviest": 100}, True),
        ({"strong": 1}, {}, False),
        ({"disinterested": 199}, {}, False),
        ({}, {"disinterested": 499}, True),
        ({}, {"disinterested": 500}, False),
        ({}, {"heaviest": 900, "disinterested": 0}, True),
    ],
)
def test_weight_settles_when_all_its_conditions_hold(
    change: dict[str, Any], against: dict[str, Any], *, holds: bool
):
    side, other = replace(CARRYING, **change), replace(NOTHING, **against)

    assert (ruled(side, other) == ("corroborated", "weight")) == holds
    assert (ruled(other, side) == ("refuted", "weight")) == holds


@pytest.mark.parametrize(
    ("change", "against", "holds"),
    [
        ({}, {}, True),
        ({"served": False}, {}, False),
        ({"conceded": False}, {}, False),
        ({}, {"origins": 1}, False),
        ({}, {"weight": 99, "heaviest": 99, "disinterested": 99}, True),
    ],
)
def test_common_ground_settles_when_all_its_conditions_hold(
    change: dict[str, Any], against: dict[str, Any], *, holds: bool
):
    side, other = replace(AGREEING, **change), replace(NOTHING, **against)

    assert (ruled(side, other) == ("corroborated", "common_ground")) == holds
    assert (ruled(other, side) == ("refuted", "common_ground")) == holds


def test_common_ground_is_named_before_weight():
    both = replace(CARRYING, served=True, conceded=True)

    assert ruled(both, NOTHING) == ("corroborated", "common_ground")


def war(**claim: Any) -> World:
    """Set up a claim that serves p, of which p says so."""
    world = World(favours="p", **claim)
    world.actor("gain", "D", party="p")
    world.actor("lose", "C", party="q")
    world.say("gain", "gain")
    return world


def test_concession_makes_common_ground():
    world = war()
    world.say("lose", "lose")
    decision = world.decide()

    assert (decision.status, decision.reason, decision.support) == ("corroborated", "common_ground", 336)


@pytest.mark.parametrize(
    ("how", "status"), [({"credibility": 4}, "single_source"), ({"credibility": 3}, "corroborated")]
)
def test_concession_must_be_strong(how: dict[str, Any], status: str):
    world = war()
    world.say("lose", "lose", **how)

    assert world.decide().status == status


@pytest.mark.parametrize(("strong", "reason"), [(420, "common_ground"), (421, "")])
def test_concession_weighs_as_its_word_on_the_claim_alone(strong: int, reason: str):
    """Words on neighbours, said before and after in the order of claims, neither add to it nor take it away."""
    world = war()
    for neighbour in ("b", "d"):
        world.claim(neighbour)
        world.relate("entails", neighbour, "c")
    for claim in ("b", "c", "d"):
        world.say(f"lose {claim}", "lose", on=claim, basis="observed")
    thresholds = CPL_1_DOCUMENT["thresholds"] | {"strong": strong}
    decision = decide(world.evidence(), Policy.from_document(CPL_1_DOCUMENT | {"thresholds": thresholds}))

    assert (decision.reason, decision.support) == (reason, 420)


def test_concession_on_another_claim_makes_no_common_ground():
    world = war()
    world.claim("d")
    world.relate("entails", "d", "c")
    world.say("lose", "lose", on="d")

    assert world.decide().status == "single_source"


def test_agreement_in_own_interest_may_come_from_a_neighbour():
    world = World(favours="p")
    world.claim("d")
    world.relate("entails", "d", "c")
    world.say("gain", world.actor("gain", "D", party="p"), on="d")
    world.say("lose", world.actor("lose", "C", party="q"))

    assert world.decide().reason == "common_ground"


def test_copy_of_the_concession_by_who_gains_makes_no_common_ground():
    world = World(favours="p")
    world.say("lose", world.actor("lose", "C", party="q"))
    world.say("gain", world.actor("gain", "D", party="p"), derived_from="lose")

    assert world.decide().status == "single_source"


def test_graded_dissent_of_the_conceding_party_breaks_common_ground_at_any_weight():
    world = war()
    world.say("lose", "lose")
    world.say("dissent", world.actor("other", "E", party="q"), "disputes")

    assert world.decide().status == "single_source"


def test_copied_dissent_of_the_conceding_party_breaks_nothing():
    world = war()
    world.say("lose", "lose")
    world.say("outlet", world.actor("outlet", "D"), "disputes")
    world.say("dissent", world.actor("other", "C", party="q"), "disputes", derived_from="outlet")

    assert world.decide().reason == "common_ground"


def test_light_dissent_of_a_third_party_breaks_nothing():
    world = war()
    world.say("lose", "lose")
    world.say("dissent", world.actor("other", "C", party="r"), "disputes", hedged=True)
    decision = world.decide()

    assert (decision.reason, decision.dispute) == ("common_ground", 67)


def test_one_conceding_party_of_one_voice_is_enough():
    world = war()
    world.say("lose", "lose")
    world.say("dissent", world.actor("other", "D", party="q"), "disputes")
    world.say("third", world.actor("third", "C", party="r"))

    assert world.decide().reason == "common_ground"


def test_party_that_loses_nothing_concedes_nothing():
    world = war(against=("r",))
    world.say("lose", "lose")

    assert world.decide().status == "single_source"


def test_ungraded_party_makes_no_concession():
    world = war()
    world.say("lose", world.actor("account", None, party="q"), basis="verified", credibility=1)
    decision = world.decide()

    assert (decision.status, decision.support) == ("unverified", 203)


def test_two_interested_blocs_do_not_corroborate():
    world = World(against=("z",))
    world.say("s1", world.actor("x", "A", party="z"), "disputes", basis="verified", credibility=1)
    world.say("s2", world.actor("y", "A", party="z"), "disputes", basis="verified", credibility=1)

    assert world.decide().status == "contradicted"


def test_opinion_is_floored_and_the_rest_is_uncertainty():
    assert opinion(0, 0, CPL_1) == Opinion(0, 0, 1000, 500)
    assert opinion(940, 134, CPL_1) == Opinion(belief=684, disbelief=97, uncertainty=219, projected=793)


@pytest.mark.parametrize(("speakers", "status"), [(("x", "y"), "superseded"), (("x",), "single_source")])
def test_corroborated_superseder_lies_over_the_base_status(speakers: tuple[str, ...], status: str):
    world = World()
    world.claim("newer")
    world.relate("supersedes", "newer", "c")
    world.say("old", "w")
    for speaker in speakers:
        world.say(speaker, speaker, on="newer")
    decision = world.decide()

    assert (decision.status, decision.base_status) == (status, "single_source")
    newer = Superseder(claim="newer", revision=1, text="Text of newer.")
    assert decision.superseded_by == ((newer,) if status == "superseded" else ())


def test_superseder_is_decided_with_its_own_neighbours():
    world = World()
    world.claim("newer")
    world.claim("stronger")
    world.relate("supersedes", "newer", "c")
    world.relate("entails", "stronger", "newer")
    world.say("s1", "x", on="stronger")
    world.say("s2", "y", on="stronger")

    assert world.decide().status == "superseded"


def test_superseder_that_is_superseded_itself_still_supersedes():
    world = World()
    world.relate("supersedes", "newer", "c")
    world.relate("supersedes", "newest", "newer")
    for claim in ("newer", "newest"):
        world.claim(claim)
        world.say(f"x {claim}", "x", on=claim)
        world.say(f"y {claim}", "y", on=claim)

    assert world.decide().status == "superseded"


@pytest.mark.parametrize("how", ["withdrawn", "backwards", "of itself", "unknown"])
def test_nothing_else_supersedes(how: str):
    world = World()
    world.claim("newer", withdrawn=how == "withdrawn")
    ends = {"backwards": ("c", "newer"), "of itself": ("c", "c"), "unknown": ("gone", "c")}.get(
        how, ("newer", "c")
    )
    world.relate("supersedes", *ends)
    for claim in ("newer", "c"):
        world.say(f"x {claim}", "x", on=claim)
        world.say(f"y {claim}", "y", on=claim)

    assert world.decide().status == "corroborated"


def test_withdrawn_claim_keeps_its_base_status_underneath():
    world = World(withdrawn=True)
    world.claim("newer")
    world.relate("supersedes", "newer", "c")
    world.say("s", "w")
    for speaker in ("x", "y"):
        world.say(speaker, speaker, on="newer")
    decision = world.decide()

    assert (decision.status, decision.base_status) == ("withdrawn", "single_source")
