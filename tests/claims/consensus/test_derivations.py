"""Rules 1 and 3: own words, repetitions, rebuttals, rings, and what falls with a withdrawal."""

from claims.consensus import Decision
from tests.claims.consensus.worlds import World


def totals(decision: Decision) -> tuple[str, int, int]:
    return decision.status, decision.support, decision.dispute


def codes(decision: Decision) -> dict[str, str | None]:
    return {line.stance: line.why_not.code if line.why_not else None for line in decision.ledger}


def test_repetition_of_a_withdrawn_stance_is_as_if_never_said_by_any_chain():
    world = World()
    world.say("root", "x", withdrawn=True)
    world.say("quote", "y", derived_from="root")
    world.say("echo", "z", derived_from="quote")
    decision = world.decide()

    assert totals(decision) == ("unsourced", 0, 0)
    assert codes(decision) == {"root": "withdrawn", "quote": "root_withdrawn", "echo": "root_withdrawn"}


def test_withdrawing_a_link_of_a_chain_leaves_the_root():
    world = World()
    world.say("root", "x")
    world.say("quote", "y", derived_from="root", withdrawn=True)
    world.say("echo", "z", derived_from="quote")
    decision = world.decide()

    assert totals(decision) == ("single_source", 602, 0)
    assert codes(decision) == {"root": None, "quote": "withdrawn", "echo": "root_withdrawn"}


def test_repetition_of_a_withdrawn_stance_no_longer_moves_its_speaker():
    world = World()
    world.say("own", "x", "disputes")
    world.say("root", "y", withdrawn=True)
    world.say("quote", "x", derived_from="root", day=1)

    assert totals(world.decide()) == ("contradicted", 0, 602)


def test_rebuttal_is_an_own_word():
    world = World()
    world.say("report", "x")
    world.say("rebuttal", "y", "disputes", derived_from="report")

    assert totals(world.decide()) == ("disputed", 602, 602)


def test_rebuttal_stays_when_what_it_rebuts_is_withdrawn():
    world = World()
    world.say("report", "x", withdrawn=True)
    world.say("rebuttal", "y", "disputes", derived_from="report")
    world.say("echo", "z", "disputes", derived_from="rebuttal")
    decision = world.decide()

    assert totals(decision) == ("contradicted", 0, 602)
    assert codes(decision) == {"report": "withdrawn", "rebuttal": None, "echo": "derived"}


def test_withdrawn_rebuttal_takes_its_echo_with_it():
    world = World()
    world.say("report", "x")
    world.say("rebuttal", "y", "disputes", derived_from="report", withdrawn=True)
    world.say("echo", "z", "disputes", derived_from="rebuttal")

    assert totals(world.decide()) == ("single_source", 602, 0)


def test_stance_against_another_claim_than_it_cites_is_no_rebuttal():
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.say("rival", "x", on="d")
    world.say("answer", "y", "disputes", derived_from="rival")

    assert totals(world.decide()) == ("contradicted", 0, 602)
    assert codes(world.decide()) == {"rival": None, "answer": "derived"}


def test_taking_a_side_on_something_neutral_is_no_rebuttal():
    world = World()
    world.say("neutral", "x", "neutral")
    world.say("quote", "y", derived_from="neutral")

    assert totals(world.decide()) == ("unverified", 0, 0)


def test_repetition_of_something_unseen_weighs_nothing():
    world = World()
    world.say("quote", "x", derived_from="hidden")
    decision = world.decide()

    assert totals(decision) == ("unverified", 0, 0)
    assert decision.ledger[0].origin is None


def test_repetition_of_a_word_on_another_claim_weighs_nothing():
    world = World()
    world.claim("elsewhere")
    world.say("root", "x", on="elsewhere")
    world.say("quote", "y", derived_from="root")

    assert totals(world.decide()) == ("unverified", 0, 0)
    assert [(line.stance, line.origin) for line in world.decide().ledger] == [("quote", "x")]


def test_ring_weighs_nothing():
    world = World()
    world.say("one", "x", derived_from="three")
    world.say("two", "y", derived_from="one")
    world.say("three", "z", derived_from="two")
    world.say("hanger-on", "w", derived_from="two")
    decision = world.decide()

    assert totals(decision) == ("unverified", 0, 0)
    assert codes(decision) == {"one": "ring", "two": "ring", "three": "ring", "hanger-on": "derived"}


def test_stance_that_derives_from_itself_weighs_nothing():
    world = World()
    world.say("self", "x", derived_from="self")

    assert totals(world.decide()) == ("unverified", 0, 0)


def test_ring_of_rebuttals_weighs_nothing():
    world = World()
    world.say("one", "x", derived_from="two")
    world.say("two", "y", "disputes", derived_from="one")

    assert totals(world.decide()) == ("unverified", 0, 0)


def test_rebuttal_of_a_ring_is_an_own_word():
    world = World()
    world.say("one", "x", derived_from="two")
    world.say("two", "y", derived_from="one")
    world.say("rebuttal", "z", "disputes", derived_from="two")

    assert totals(world.decide()) == ("contradicted", 0, 602)


def test_ring_falls_with_any_of_its_members():
    world = World()
    world.say("one", "x", derived_from="two")
    world.say("two", "y", derived_from="one", withdrawn=True)
    decision = world.decide()

    assert totals(decision) == ("unsourced", 0, 0)
    assert codes(decision) == {"one": "root_withdrawn", "two": "withdrawn"}


def test_withdrawn_members_of_a_ring_are_withdrawn_themselves():
    world = World()
    world.say("one", "x", derived_from="three")
    world.say("two", "y", derived_from="one", withdrawn=True)
    world.say("three", "z", derived_from="two", withdrawn=True)
    decision = world.decide()

    assert codes(decision) == {"one": "root_withdrawn", "two": "withdrawn", "three": "withdrawn"}
    assert decision.ledger[0].why_not is not None
    assert decision.ledger[0].why_not.stance == "three"


def test_long_chain_is_followed():
    world = World()
    world.say("s0", "x")
    for index in range(1, 3000):
        world.say(f"s{index}", "y", derived_from=f"s{index - 1}")

    assert totals(world.decide()) == ("single_source", 602, 0)


def test_withdrawing_restores_what_a_chain_had_replaced():
    world = World()
    world.say("early", "x", basis="verified")
    world.say("late", "x", hedged=True, day=1)
    assert totals(world.decide()) == ("single_source", 301, 0)

    world.say("late", "x", hedged=True, day=1, withdrawn=True)
    assert totals(world.decide()) == ("single_source", 903, 0)


def test_declaring_dependence_restores_the_own_earlier_word():
    world = World()
    world.say("wire", "y", withdrawn=False)
    world.say("early", "x", basis="verified")
    world.say("late", "x", hedged=True, day=1, derived_from="wire")

    assert totals(world.decide()) == ("corroborated", 1505, 0)
