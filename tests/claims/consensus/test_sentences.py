"""Rule 8: the sentence says in plain words how the sources stand, and no more."""

import re

import pytest
from hypothesis import given

from claims.consensus import CPL_1, decide
from tests.claims.consensus.strategies import examples, worlds
from tests.claims.consensus.worlds import World, evidence, scenario

FORBIDDEN = re.compile(
    r"\b(true|truth|false|fact|prov\w+|likel\w+|unlikely|probab\w+|certain\w*|lie[sd]?|chance|confiden\w+)\b",
    re.IGNORECASE,
)

SENTENCES = {
    "zaporizke-ru": "The sources disagree: supported by one origin (DeepState), disputed by one origin (General Staff "
    "of the Armed Forces of Ukraine). The sources lean towards support, on two origins.",
    "entered-dnipropetrovsk": "Corroborated by common ground: Viktor Trehubov supports it against the interest of its "
    "own side, and Government of Russia, whom it serves, supports it too. The sources lean towards support, on one "
    "origin.",
    "advance-stopped": "Supported by one origin (Viktor Trehubov); no origin disputes it. The sources lean towards "
    "support, on one origin.",
    "formal-claim-dnipropetrovsk": "Disputed by one origin (BBC); no origin supports it. The sources lean towards "
    "dispute, on one origin.",
    "putin-offer": "One speaker takes a side, but nothing said weighs enough to count.",
}


@pytest.mark.parametrize("claim", SENTENCES)
def test_sentence_of_the_scenario(claim: str):
    assert decide(evidence(scenario(), claim), CPL_1).sentence == SENTENCES[claim]


def speakers(supporting: int, disputing: int = 0, letter: str | None = "B") -> World:
    world = World()
    for index in range(supporting):
        world.say(f"s{index}", world.actor(f"yes{index}", letter))
    for index in range(disputing):
        world.say(f"d{index}", world.actor(f"no{index}", letter), "disputes")
    return world


def test_unsourced():
    assert World().decide().sentence == "Nobody on record takes a side on this claim."


def test_unverified_counts_speakers():
    assert (
        speakers(1, 1, None).decide().sentence
        == "Two speakers take a side, but nothing said weighs enough to count."
    )
    assert speakers(11, 1, None).decide().sentence.startswith("12 speakers take a side")
    assert speakers(11, 0, None).decide().sentence.startswith("11 speakers take a side")
    assert speakers(9, 1, None).decide().sentence.startswith("Ten speakers take a side")


def test_supported_names_three_and_counts_the_rest():
    assert speakers(2, 0, "C").decide().sentence == (
        "Supported by two origins (Yes0, Yes1), not enough to settle it; no origin disputes it. "
        "The sources lean towards support, on two origins."
    )
    assert "three origins (Yes0, Yes1, Yes2)," in speakers(3, 0, "C").decide().sentence
    world = speakers(5, 5, "C")
    assert world.decide().sentence == (
        "The sources disagree: supported by five origins (Yes0, Yes1, Yes2 and two more), disputed by five origins "
        "(No0, No1, No2 and two more). The sources lean to neither side, on ten origins."
    )


def test_even_sources_lean_to_neither_side():
    assert speakers(1, 1).decide().sentence.endswith("The sources lean to neither side, on two origins.")


def test_bloc_is_named_by_its_heaviest_origin_and_the_heaviest_bloc_first():
    world = World()
    world.say("s1", world.actor("light", "C", party="p"))
    world.say("s2", world.actor("heavy", "B", party="p"))
    world.say("s3", world.actor("third", "C"))
    world.say("s4", world.actor("faint", "C"), hedged=True, credibility=4)

    assert "two origins (Heavy, Third)" in world.decide().sentence


def test_origin_that_just_counts_is_named():
    world = World(favours="p")
    world.say("s", world.actor("x", "C", party="p"), basis="verified", hedged=True)
    decision = world.decide()

    assert decision.support == 100
    assert decision.sentence.startswith("Supported by one origin (X);")


def test_corroborated_by_weight():
    assert speakers(3).decide().sentence == (
        "Corroborated by weight: supported by three origins (Yes0, Yes1, Yes2), disputed by no origins. "
        "The sources lean towards support, on three origins."
    )


def test_refuted_by_weight():
    world = speakers(0, 3)
    world.say("yes", world.actor("yes", "C"))

    assert world.decide().sentence == (
        "Refuted by weight: disputed by three origins (No0, No1, No2), supported by one origin (Yes). "
        "The sources lean towards dispute, on four origins."
    )


def test_refuted_by_common_ground():
    world = World(favours="p")
    world.say("s1", world.actor("gain", "C", party="p"), "disputes")
    world.say("s2", world.actor("account", None, party="q"), "disputes", basis="verified")
    world.say("s3", world.actor("lose", "C", party="q"), "disputes")
    world.say("s4", world.actor("other", "C", party="q"), hedged=True, credibility=5)

    assert world.decide().sentence.startswith(
        "Refuted by common ground: Gain disputes it against the interest of its own side, and Lose, whom it serves, "
        "disputes it too."
    )


def test_superseded_names_the_newer_claim_and_keeps_the_rest():
    world = speakers(1)
    world.claim("newer")
    world.relate("supersedes", "newer", "c")
    world.say("x", "x", on="newer")
    world.say("y", "y", on="newer")

    assert world.decide().sentence == (
        "Superseded by “Text of newer.”, which is corroborated. Supported by one origin (Yes0); no origin disputes "
        "it. The sources lean towards support, on one origin."
    )


def test_withdrawn_says_so_and_keeps_the_rest():
    world = speakers(1)
    world.claim("c", withdrawn=True)

    assert world.decide().sentence == (
        "This claim was withdrawn. Supported by one origin (Yes0); no origin disputes it. "
        "The sources lean towards support, on one origin."
    )


@examples
@given(worlds())
def test_words_are_about_the_sources_never_about_what_is_so(world: World):
    decision = world.decide()
    words = [decision.sentence, *(line.why_not.words for line in decision.ledger if line.why_not)]

    assert not [text for text in words if FORBIDDEN.search(text)]
    assert all(text.endswith(".") and "  " not in text for text in words)
