"""Claims about a quantity: which numbers are said of them, and what those who read are told."""

from typing import Any

import pytest

from claims.consensus import CPL_1, ClaimFact, Quantity, difference, explain
from claims.consensus.canonical import text as canonical
from claims.consensus.words import in_words
from tests.claims.consensus.worlds import World

CLAIMED = Quantity("persons", 45, 60, 50)


def persons(low: float | None, high: float | None) -> Quantity:
    return Quantity("persons", low, high)


def told(world: World) -> Any:
    return world.decide().numbers


def test_each_side_says_from_where_to_where():
    world = World(quantity=CLAIMED)
    world.say("s1", "ministry", quantity=persons(55, None))
    world.say("s2", "monitor", quantity=persons(40, 50))
    world.say("s3", "army", "disputes", quantity=persons(12, 12))

    numbers = told(world)

    assert numbers.claimed == CLAIMED
    assert numbers.supported == (persons(40, 50), persons(55, None))
    assert numbers.disputed == (persons(12, 12),)
    assert numbers.contested == persons(12, None)


def test_who_supports_without_a_number_says_that_of_the_claim_and_who_disputes_none():
    world = World(quantity=CLAIMED)
    world.say("s1", "ministry")
    world.say("s2", "army", "disputes")

    assert told(world).supported == (persons(45, 60),)
    assert told(world).disputed == ()


def test_what_weighs_nothing_or_is_in_another_unit_says_nothing():
    world = World(quantity=CLAIMED)
    world.actor("nobody", None)
    world.actor("liar", "E")
    world.say("s1", "nobody", quantity=persons(46, 46))
    world.say("s2", "liar", quantity=persons(47, 47))
    world.say("s3", "counter", quantity=Quantity("soldiers", 48, 48))

    assert told(world).contested is None


def test_support_of_a_rival_number_is_said_against_this_one():
    world = World(quantity=CLAIMED, question="q")
    world.question("q")
    world.claim("d", question="q", quantity=persons(None, 20))
    world.say("s1", "army", on="d")

    decision = world.decide()

    assert decision.status == "contradicted"
    assert decision.numbers is not None
    assert decision.numbers.disputed == (persons(None, 20),)
    assert decision.ledger[0].quantity == persons(None, 20)


def test_claim_about_no_number_is_written_as_it_ever_was():
    world = World()
    world.say("s1", "army")
    written = world.decide().body()

    assert "quantity" not in written
    assert "numbers" not in written
    assert "quantity" not in canonical(ClaimFact("c", 1, "So it is."))
    assert '"quantity":{' in canonical(ClaimFact("c", 1, "So it is.", quantity=CLAIMED))


def test_reader_is_told_the_numbers():
    world = World(quantity=CLAIMED)
    world.say("s1", "ministry")
    before = world.decide().document()
    world.say("s2", "army", "disputes", quantity=persons(12, 12))

    decision = world.decide()
    explained = explain(decision.document(), "Fifty died.", CPL_1)
    differs = difference(before, decision.document())

    assert "The numbers of those whose word counts range from 12 to 60 persons." in decision.sentence
    assert (
        "Numbers: claimed 45 to 60 persons; said for it 45 to 60 persons; said against it 12 persons;"
        in explained
    )
    assert "- Army disputes it (12 persons) and adds" in explained
    assert differs["figures"]["numbers"] == {"from": "from 45 to 60 persons", "to": "from 12 to 60 persons"}
    assert "The numbers said of it now range from 12 to 60 persons." in differs["words"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([(50, 50)], "Those whose word counts say 50 persons."),
        ([(50, 55)], "The numbers of those whose word counts range from 50 to 55 persons."),
        ([(50, None)], "The numbers of those whose word counts range from 50 persons upwards."),
        ([(None, 50)], "The numbers of those whose word counts range up to 50 persons."),
        (
            [(None, 50), (55, None)],
            "The numbers of those whose word counts range without an end on either side.",
        ),
    ],
)
def test_sentence_says_from_where_to_where(said: Any, words: str):
    world = World(quantity=CLAIMED)
    for number, ends in enumerate(said):
        world.say(f"s{number}", f"a{number}", quantity=persons(*ends))

    assert words in world.decide().sentence


def test_ranges_of_a_side_stay_apart():
    world = World(quantity=CLAIMED)
    for number, ends in enumerate([(70, None), (12, 12), (10, 20), (80, 90)]):
        world.say(f"s{number}", f"a{number}", "disputes", quantity=persons(*ends))

    assert told(world).disputed == (persons(10, 20), persons(70, None))
    assert "said against it 10 to 20 persons, at least 70 persons;" in " ".join(
        explain(world.decide().document(), "So many died.", CPL_1).split()
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50 (45..60) persons", "45 to 60 persons, about 50"),
        ("..60 persons", "at most 60 persons"),
        ("", ""),
        ("a lot", ""),
        ("0.00001 km", "0.00001 km"),
        ("0.000012..0.5 km", "0.000012 to 0.5 km"),
    ],
)
def test_quantity_is_told_in_words(text: str, words: str):
    assert in_words(text) == words


def test_difference_tells_one_number_and_a_range():
    world = World(quantity=persons(50, 50))
    world.say("s1", "ministry")
    before = world.decide().document()
    world.say("s2", "army", "disputes", quantity=persons(12, 12))

    differs = difference(before, world.decide().document())

    assert differs["figures"]["numbers"] == {"from": "50 persons", "to": "from 12 to 50 persons"}


def test_difference_says_one_number_as_one():
    world = World(quantity=persons(40, 60))
    world.say("s1", "ministry")
    before = world.decide().document()
    world.say("s2", "ministry", day=1, quantity=persons(50, 50))

    assert (
        "The number said of it is now 50 persons." in difference(before, world.decide().document())["words"]
    )
