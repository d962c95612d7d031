"""Rule 8: the ledger says of every stance what it weighs, what it adds, or why it does not count."""

import pytest

from claims.consensus import Decision, Factors, Line
from tests.claims.consensus.worlds import World


def line(decision: Decision, stance: str) -> Line:
    (found,) = (found for found in decision.ledger if found.stance == stance)
    return found


def why(decision: Decision, stance: str) -> tuple[str, str, str | None]:
    reason = line(decision, stance).why_not
    assert reason is not None
    return reason.code, reason.words, reason.stance


def test_line_of_a_word_that_counts_shows_every_factor():
    world = World(favours="p")
    world.actor("army", "D", party="q")
    world.actor("spokesman", part_of="army")
    world.say("s", "spokesman", basis="observed", credibility=2, hedged=True)

    assert world.decide().ledger == (
        Line(
            stance="s",
            stance_revision=1,
            claim="c",
            link="itself",
            actor="spokesman",
            actor_revision=1,
            actor_name="Spokesman",
            position="supports",
            side="support",
            own_word=True,
            origin="spokesman",
            bloc="party:q",
            factors=Factors(
                letter="D",
                letter_from="army",
                reliability=269,  # as C, since it concedes
                basis="observed",
                basis_percent=125,
                credibility=2,
                credibility_percent=110,
                hedged=True,
                hedge_percent=50,
                interest="conceding",
                party="q",
                party_from="army",
                interest_percent=125,
            ),
            weight=231,
            share=231,
            counts=True,
            why_not=None,
        ),
    )


def test_line_of_a_repetition_names_its_origin_and_weighs_nothing():
    world = World()
    world.say("root", "x")
    world.say("quote", "y", derived_from="root", relation="quotes")
    world.say("echo", "z", derived_from="quote", relation="cites")
    decision = world.decide()
    echo = line(decision, "echo")

    assert (echo.own_word, echo.origin, echo.bloc, echo.factors) == (False, "x", None, None)
    assert (echo.weight, echo.share, echo.counts) == (0, 0, False)
    assert why(decision, "echo") == ("derived", "Cites Y; adds no origin.", "quote")


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("quotes", "Quotes Root; adds no origin."),
        ("cites", "Cites Root; adds no origin."),
        ("speaks_for", "Speaks for Root; adds no origin."),
        ("derives_from", "Derives from Root; adds no origin."),
        (None, "Repeats Root; adds no origin."),
    ],
)
def test_words_say_how_a_stance_derives(relation: str | None, words: str):
    world = World()
    world.say("root", "root")
    world.say("s", "x", derived_from="root", relation=relation)

    assert why(world.decide(), "s") == ("derived", words, "root")


def test_words_do_not_name_what_is_not_shown():
    world = World()
    world.say("s", "x", derived_from="hidden")

    decision = world.decide()

    assert why(decision, "s") == ("derived", "Repeats a stance that is not shown here; adds no origin.", None)
    assert (line(decision, "s").origin, line(decision, "s").own_word) == (None, False)


def test_withdrawn_repetition_of_what_is_not_shown_is_withdrawn():
    world = World()
    world.say("s", "x", derived_from="hidden", withdrawn=True)
    decision = world.decide()

    assert why(decision, "s") == ("withdrawn", "It was withdrawn.", None)
    assert decision.status == "unsourced"


def test_rebuttal_is_an_origin_of_its_own():
    world = World()
    world.say("report", "x")
    world.say("rebuttal", "y", "disputes", derived_from="report")
    world.say("echo", "z", "disputes", derived_from="rebuttal")
    decision = world.decide()

    assert [found.origin for found in decision.ledger] == ["x", "y", "y"]


@pytest.mark.parametrize(
    ("because", "words"),
    [
        ("stance", "It was withdrawn."),
        ("", "It was withdrawn."),
        ("source", "The source it was found in was withdrawn."),
        ("actor", "Its speaker was withdrawn."),
        ("claim", "The claim it was taken on was withdrawn."),
    ],
)
def test_words_say_what_was_withdrawn(because: str, words: str):
    world = World()
    world.say("s", "x", withdrawn=True, withdrawn_because=because)
    decision = world.decide()

    assert why(decision, "s") == ("withdrawn", words, None)
    assert (line(decision, "s").weight, line(decision, "s").share) == (602, 0)


def test_words_point_to_the_withdrawn_root():
    world = World()
    world.say("root", "x", withdrawn=True)
    world.say("s", "y", derived_from="root")

    assert why(world.decide(), "s") == (
        "root_withdrawn",
        "It derives from a stance that was withdrawn.",
        "root",
    )


@pytest.mark.parametrize("position", ["neutral", "no_comment"])
def test_words_say_that_no_side_was_taken(position: str):
    world = World()
    world.say("s", "x", position)
    decision = world.decide()

    assert why(decision, "s") == (position, "It takes no side.", None)
    assert (line(decision, "s").side, line(decision, "s").factors) == (None, None)


def test_words_say_that_a_ring_has_no_beginning():
    world = World()
    world.say("one", "x", derived_from="two")
    world.say("two", "y", derived_from="one")
    decision = world.decide()

    assert why(decision, "one") == ("ring", "It derives from itself in a ring: nobody said it first.", "two")
    assert (line(decision, "one").origin, line(decision, "one").own_word) == (None, False)


def test_words_say_that_an_account_has_no_grade():
    world = World()
    world.say("s", world.actor("account", "F"))
    decision = world.decide()

    words = "Its speaker has no grade: shown in the total, but no part of the status."
    assert why(decision, "s") == ("ungraded", words, None)
    assert (line(decision, "s").weight, line(decision, "s").share, line(decision, "s").counts) == (
        87,
        87,
        False,
    )


def superseded(world: World, stance: str) -> str | None:
    code, words, by = why(world.decide(), stance)
    assert (code, words) == ("superseded", "Its speaker has taken a later stance.")
    return by


def test_word_replaced_on_the_same_side_points_to_the_word_that_counts():
    world = World()
    world.say("first", "x")
    world.say("second", "x", day=1)
    world.say("third", "x", day=2, derived_from="second")

    assert superseded(world, "first") == "second"
    assert line(world.decide(), "second").counts


def test_word_replaced_by_the_other_side_points_to_the_latest():
    world = World()
    world.say("yes", "x")
    world.say("no", "x", "disputes", day=1)

    assert superseded(world, "yes") == "no"


def test_word_replaced_by_a_repetition_points_to_it():
    world = World()
    world.say("yes", "x")
    world.say("root", "y", "disputes")
    world.say("no", "x", "disputes", day=1, derived_from="root")
    world.say("beside it", "x", "neutral", day=2)
    world.say("taken back", "x", day=3, withdrawn=True)

    assert superseded(world, "yes") == "no"


def rivals() -> World:
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.claim("e", question="q")
    return world


def test_word_replaced_on_another_claim_points_there():
    world = rivals()
    world.say("there", "x", on="d")
    world.say("here", "x", day=1)

    assert superseded(world, "there") == "here"


def test_word_taken_back_on_a_neighbour_points_to_what_took_it_back():
    world = rivals()
    world.say("for", "x", on="d")
    world.say("against", "x", "disputes", on="d", day=1)
    decision = world.decide()

    assert superseded(world, "for") == "against"
    assert why(decision, "against") == ("no_bearing", "It takes no side that bears on this claim.", None)


def test_lighter_word_points_to_the_heavier():
    world = rivals()
    world.say("here", "x", "disputes", hedged=True)
    world.say("there", "x", on="d")
    decision = world.decide()

    assert why(decision, "here") == (
        "lighter",
        "Another word of its speaker weighs as much or more.",
        "there",
    )
    assert (line(decision, "here").weight, line(decision, "here").share) == (301, 0)
    assert line(decision, "there").link == "question"


def test_of_words_of_one_weight_that_on_the_claim_itself_counts():
    world = rivals()
    world.say("z", "x", on="d")
    world.say("a", "x", "disputes")
    world.say("b", "x", on="e")

    assert [found.stance for found in world.decide().ledger if found.counts] == ["a"]


def test_of_words_of_one_weight_elsewhere_the_greater_id_counts():
    world = rivals()
    world.say("z", "x", on="d")
    world.say("b", "x", on="e")

    assert [found.stance for found in world.decide().ledger if found.counts] == ["z"]


def test_lines_come_in_the_order_in_which_things_were_said():
    world = rivals()
    world.say("second", "x", day=1)
    world.say("third", "y", on="d", day=2)
    world.say("first", "z", day=0)

    assert [found.stance for found in world.decide().ledger] == ["first", "second", "third"]


def test_neighbours_stances_are_listed_for_speakers_who_took_a_side_that_bears():
    world = rivals()
    world.say("bears", "x", on="d")
    world.say("beside it", "x", "neutral", on="d")
    world.say("does not", "y", "disputes", on="d")
    world.say("nor this", "z", "neutral", on="d")
    world.say("here", "z", "no_comment")

    assert {found.stance for found in world.decide().ledger} == {"bears", "beside it", "here"}


def test_share_is_what_is_left_in_the_bloc():
    world = World()
    world.say("s1", world.actor("x", "B", party="p"))
    world.say("s2", world.actor("y", "C", party="p"))
    decision = world.decide()

    assert [(found.weight, found.share) for found in decision.ledger] == [(602, 602), (269, 67)]


def test_word_of_a_letter_that_weighs_nothing_still_counts():
    world = World()
    world.say("s", world.actor("x", "D"))
    decision = world.decide()

    assert (line(decision, "s").weight, line(decision, "s").counts) == (0, True)
