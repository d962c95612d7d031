"""What differs between two decisions is told entirely, and nothing else is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Policy, decide, difference
from claims.consensus.difference import FIGURES, TOLD
from tests.claims.consensus.strategies import crowds, examples, worlds
from tests.claims.consensus.worlds import World

HEDGED = Policy.from_document({**CPL_1_DOCUMENT, "version": "cpl-x", "hedged": 40})
any_world = st.one_of(crowds(), worlds())


def decided(world: World, policy: Policy = CPL_1) -> dict[str, Any]:
    return decide(world.evidence(), policy).document()


@examples
@given(any_world)
def test_equal_decisions_differ_in_nothing(world: World):
    one = decided(world)

    assert difference(one, one) == {"figures": {}, "policy": None, "stances": [], "words": []}


@examples
@given(any_world, any_world)
def test_figures_that_differ_are_told_both_ways_and_no_others(one: World, other: World):
    before, after = decided(one), decided(other)

    there, back = difference(before, after)["figures"], difference(after, before)["figures"]

    assert there == {
        name: {"from": before[name], "to": after[name]} for name in FIGURES if before[name] != after[name]
    }
    assert back == {name: {"from": each["to"], "to": each["from"]} for name, each in there.items()}


@examples
@given(any_world, any_world)
def test_stances_that_are_reckoned_otherwise_are_listed_and_no_others(one: World, other: World):
    before, after = decided(one), decided(other)

    told = {each["stance"]: each for each in difference(before, after)["stances"]}

    old, new = ({line["stance"]: line for line in each["ledger"]} for each in (before, after))
    same = {stance for stance in old.keys() & new.keys() if old[stance] == new[stance]}
    assert told.keys() == (old.keys() | new.keys()) - same
    for stance, each in told.items():
        assert (each["before"] is None, each["after"] is None) == (stance not in old, stance not in new)


@examples
@given(any_world)
def test_of_a_first_decision_everything_is_new(world: World):
    one = decided(world)

    told = difference(None, one)

    assert [each["before"] for each in told["stances"]] == [None] * len(one["ledger"])
    assert told["words"][0] == f"Decided for the first time: {one['status'].replace('_', ' ')}."
    assert told["policy"] == {"from": None, "to": "cpl-1"}


def test_a_dispute_is_told_in_sentences():
    world = World()
    world.actor("bbc", "B")
    world.say("s1", "bbc")
    before = decided(world)
    world.say("s2", world.actor("post", "C"), "disputes", basis="observed")
    world.say("s3", world.actor("blog"), derived_from="s2", relation="quotes", position="disputes")

    assert difference(before, decided(world))["words"] == [
        "The status went from single source to disputed.",
        "In centidecibans: 602 to 602 for it, 0 to 336 against it.",
        "New: Post disputes it, and adds 336 against it.",
        "New: Blog disputes it, and adds nothing: quotes Post; adds no origin.",
    ]


def test_another_letter_and_a_withdrawal_are_told_with_their_reasons():
    world = World()
    world.actor("bbc", "B")
    world.say("s1", "bbc")
    world.say("s2", "post", "disputes")
    before = decided(world)
    world.actor("bbc", "C")
    world.say("s2", "post", "disputes", withdrawn=True, withdrawn_because="source")

    assert difference(before, decided(world))["words"] == [
        "The status went from disputed to single source.",
        "In centidecibans: 602 to 269 for it, 602 to 0 against it.",
        "Post now adds nothing: the source it was found in was withdrawn.",
        "Bbc adds 269 in place of 602 (grade B to C).",
    ]


def test_another_policy_is_told():
    world = World()
    world.say("s1", "bbc", hedged=True)

    told = difference(decided(world), decided(world, HEDGED))

    assert told["policy"] == {"from": "cpl-1", "to": "cpl-x"}
    assert told["words"] == [
        "Decided by the policy cpl-x in place of cpl-1.",
        "In centidecibans: 301 to 240 for it, 0 to 0 against it.",
        "Bbc adds 240 in place of 301.",
    ]


def test_no_more_than_a_few_stances_are_told_in_words_and_all_are_listed():
    world = World()
    before = decided(world)
    for number in range(TOLD + 2):
        world.say(f"s{number}", f"a{number}")

    told = difference(before, decided(world))

    assert len(told["stances"]) == TOLD + 2
    assert told["words"][-1] == "And 2 more stances."
