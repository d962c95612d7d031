"""Rule 4: whose stances on other claims count, and on which side."""

from datetime import UTC, datetime
from typing import Any

import pytest

from claims.consensus import Link, Quantity, links
from tests.claims.consensus.worlds import World

JANUARY, FEBRUARY, MARCH = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 2, 3))


def counted(world: World, position: str) -> str | None:
    """Tell on which side of `c` a stance on `d` counts."""
    world.say("s", "x", position, on="d")
    decision = world.decide()
    return "support" if decision.support else "dispute" if decision.dispute else None


def two(relations: str = "", *, here: Any = None, there: Any = None, exclusive: bool | None = None) -> World:
    """Set up `c` and `d`: `relations` such as "contradicts c d, entails d c"; one question when told if exclusive."""
    question = {} if exclusive is None else {"question": "q"}
    world = World(**question, **(here or {}))
    world.claim("d", **question, **(there or {}))
    if exclusive is not None:
        world.question("q", exclusive=exclusive)
    for relation in filter(None, relations.split(", ")):
        world.relate(*relation.split())
    return world


@pytest.mark.parametrize(
    ("relations", "exclusive", "on_support", "on_dispute"),
    [
        ("", None, None, None),
        ("", True, "dispute", None),
        ("", False, None, None),
        ("contradicts c d", None, "dispute", None),
        ("contradicts d c", None, "dispute", None),
        ("entails d c", None, "support", None),
        ("entails c d", None, None, "dispute"),
        ("entails c d, entails d c", None, "support", "dispute"),
        ("entails d c", True, "support", None),
        ("entails c d", True, None, "dispute"),
        ("entails d c, contradicts c d", None, "support", None),
        ("entails c d, contradicts c d", True, None, "dispute"),
        ("same_as c d", None, None, None),
        ("same_as c d", True, None, None),
        ("same_as c d, contradicts c d", True, "dispute", None),
        ("supersedes d c", None, None, None),
        ("supersedes d c", True, "dispute", None),
        ("contradicts c c", None, None, None),
    ],
)
def test_one_relation_counts(
    relations: str, *, exclusive: bool | None, on_support: str | None, on_dispute: str | None
):
    assert counted(two(relations, exclusive=exclusive), "supports") == on_support
    assert counted(two(relations, exclusive=exclusive), "disputes") == on_dispute


@pytest.mark.parametrize("position", ["neutral", "no_comment"])
def test_no_side_on_a_neighbour_is_no_side_here(position: str):
    world = two("entails c d, entails d c")
    world.say("s", "x", position, on="d")

    assert world.decide().status == "unsourced"


@pytest.mark.parametrize(
    ("here", "there", "overlaps"),
    [
        ((None, None), (None, None), True),
        ((JANUARY, FEBRUARY), (None, None), True),
        ((JANUARY, FEBRUARY), (FEBRUARY, None), False),
        ((JANUARY, FEBRUARY), (None, JANUARY), False),
        ((FEBRUARY, MARCH), (JANUARY, FEBRUARY), False),
        ((JANUARY, MARCH), (FEBRUARY, None), True),
        ((JANUARY, None), (None, FEBRUARY), True),
        ((None, FEBRUARY), (None, JANUARY), True),
        ((FEBRUARY, None), (JANUARY, None), True),
        ((FEBRUARY, JANUARY), (None, None), False),
        ((JANUARY, JANUARY), (None, None), False),
    ],
)
@pytest.mark.parametrize("relations", ["", "contradicts c d"])
def test_rivals_count_where_their_times_overlap(relations: str, here: Any, there: Any, *, overlaps: bool):
    world = two(
        relations,
        here=dict(zip(("valid_from", "valid_to"), here, strict=True)),
        there=dict(zip(("valid_from", "valid_to"), there, strict=True)),
        exclusive=True,
    )

    assert counted(world, "supports") == ("dispute" if overlaps else None)


def test_entailment_asks_for_no_overlap():
    times = {"valid_from": JANUARY, "valid_to": FEBRUARY}

    assert counted(two("entails d c", here=times, there={"valid_from": MARCH}), "supports") == "support"


def test_contradiction_out_of_time_gives_no_way_to_the_question():
    world = two("contradicts c d", here={"valid_to": JANUARY}, there={"valid_from": MARCH}, exclusive=True)

    assert counted(world, "supports") is None


def test_same_answer_is_no_rival():
    world = two(here={"answer": "1"}, there={"answer": "1"}, exclusive=True)

    assert counted(world, "supports") is None


def test_different_answers_and_missing_ones_are_rivals():
    assert counted(two(here={"answer": "1"}, there={"answer": "2"}, exclusive=True), "supports") == "dispute"
    assert counted(two(here={"answer": "1"}, exclusive=True), "supports") == "dispute"


def test_answers_to_different_questions_are_no_rivals():
    world = World(question="q")
    world.question("q")
    world.question("r")
    world.claim("d", question="r")

    assert counted(world, "supports") is None


def test_question_not_handed_over_makes_no_rivals():
    world = World(question="q")
    world.claim("d", question="q")

    assert counted(world, "supports") is None


@pytest.mark.parametrize("relations", ["", "contradicts c d", "entails d c"])
def test_withdrawn_claim_is_no_neighbour(relations: str):
    assert counted(two(relations, there={"withdrawn": True}, exclusive=True), "supports") is None


def test_only_one_hop_counts():
    world = World()
    world.claim("d")
    world.claim("e")
    world.relate("entails", "d", "c")
    world.relate("entails", "e", "d")
    world.say("s", "x", on="e")

    assert world.decide().status == "unsourced"


def test_relation_to_a_claim_not_handed_over_is_passed_by():
    world = World()
    world.relate("entails", "gone", "c")
    world.say("s", "x", on="gone")

    assert world.decide().status == "unsourced"


def test_rebuttal_on_a_neighbour_is_an_own_word_here_too():
    world = two("entails c d")
    world.say("report", "x", on="d")
    world.say("rebuttal", "y", "disputes", on="d", derived_from="report")

    assert world.decide().dispute == 602


def test_links_say_by_what_two_claims_are_linked():
    world = World(question="q")
    world.question("q")
    for claim in ("asked", "opposite", "stronger", "weaker", "both", "apart"):
        world.claim(claim, question="q" if claim == "asked" else None)
    world.relate("contradicts", "opposite", "c")
    world.relate("entails", "stronger", "c")
    world.relate("entails", "c", "weaker")
    world.relate("entails", "both", "c")
    world.relate("entails", "c", "both")
    facts = world.evidence()
    found = links(facts.claims[0], claims=facts.claims, questions=facts.questions, relations=facts.relations)

    assert found == {
        "c": Link("itself", "support", "dispute"),
        "asked": Link("question", "dispute", None, ("q",)),
        "opposite": Link("contradicts", "dispute", None, ("contradicts opposite c",)),
        "stronger": Link("entails", "support", None, ("entails stronger c",)),
        "weaker": Link("entails", None, "dispute", ("entails c weaker",)),
        "both": Link("entails", "support", "dispute", ("entails both c", "entails c both")),
    }


@pytest.mark.parametrize(
    ("here", "there", "on_support", "on_dispute"),
    [
        ((45, 60), (12, 12), "dispute", None),  # apart
        ((45, 60), (50, 55), "support", None),  # theirs lies in ours
        ((45, 60), (40, 70), None, "dispute"),  # ours lies in theirs
        ((45, 60), (45, 60), "support", "dispute"),
        ((45, 60), (55, 70), None, None),  # some numbers in both
        ((45, 60), (60, 70), None, None),
        ((45, 60), (60.5, 70), "dispute", None),
        ((45, None), (50, None), "support", None),
        ((45, None), (None, 44), "dispute", None),
        ((None, 60), (None, 70), None, "dispute"),
    ],
)
def test_numbers_that_answer_a_question_bear_on_each_other_by_overlap(
    here: Any, there: Any, on_support: str | None, on_dispute: str | None
):
    quantities = ({"quantity": Quantity("persons", *ends)} for ends in (here, there))
    ours, theirs = quantities

    assert counted(two(here=ours, there=theirs, exclusive=True), "supports") == on_support
    assert counted(two(here=ours, there=theirs, exclusive=True), "disputes") == on_dispute
    assert counted(two(here=ours, there=theirs, exclusive=False), "supports") is None
    assert counted(two(here=ours, there=theirs), "supports") is None


def test_numbers_of_two_units_and_a_claim_without_one_are_rivals():
    ours = {"quantity": Quantity("persons", 45, 60)}

    assert (
        counted(two(here=ours, there={"quantity": Quantity("soldiers", 45, 60)}, exclusive=True), "supports")
        == "dispute"
    )
    assert counted(two(here=ours, exclusive=True), "supports") == "dispute"


def test_what_is_said_of_numbers_goes_before_how_they_lie():
    ours, theirs = ({"quantity": Quantity("persons", 45, high)} for high in (60, 50))

    assert counted(two("contradicts c d", here=ours, there=theirs, exclusive=True), "supports") == "dispute"
    assert counted(two("same_as c d", here=ours, there=theirs, exclusive=True), "supports") is None


OURS = Quantity("persons", 45, 60)


@pytest.mark.parametrize(
    ("theirs", "link"),
    [
        ((50, 55), Link("range", "support", None, ("q",), OURS)),
        ((40, 70), Link("range", None, "dispute", ("q",), OURS)),
        ((45, 60), Link("range", "support", "dispute", ("q",), OURS)),
        ((61, 70), Link("question", "dispute", None, ("q",), OURS)),
        ((55, 70), None),
    ],
)
def test_link_between_two_numbers_names_the_question(theirs: Any, link: Link | None):
    world = two(
        here={"quantity": OURS},
        there={"quantity": Quantity("persons", *theirs)},
        exclusive=True,
    )
    facts = world.evidence()

    found = links(facts.claims[0], claims=facts.claims, questions=facts.questions, relations=facts.relations)

    assert found.get("d") == link


@pytest.mark.parametrize(
    ("theirs", "own", "side"),
    [
        ((62, 70), (62, 62), "dispute"),
        ((62, 70), (55, None), None),  # shares numbers with ours: cannot be against it
        ((50, 55), (52, 52), "support"),
        ((50, 55), (52, 80), "support"),
        ((62, 70), None, "dispute"),
    ],
)
def test_a_number_of_ones_own_goes_before_that_of_the_claim_spoken_on(
    theirs: Any, own: Any, side: str | None
):
    world = two(here={"quantity": OURS}, there={"quantity": Quantity("persons", *theirs)}, exclusive=True)
    world.say("s", "x", on="d", quantity=own and Quantity("persons", *own))

    decision = world.decide()

    assert ("support" if decision.support else "dispute" if decision.dispute else None) == side


def test_a_number_of_ones_own_means_nothing_where_a_relation_makes_the_link_or_the_unit_is_another():
    rivals = {"here": {"quantity": OURS}, "there": {"quantity": Quantity("persons", 62, 70)}}
    for relations, own in (("contradicts c d", Quantity("persons", 55)), ("", Quantity("soldiers", 55))):
        world = two(relations, **rivals, exclusive=True)
        world.say("s", "x", on="d", quantity=own)

        assert world.decide().dispute
