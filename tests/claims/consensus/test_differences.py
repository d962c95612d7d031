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


def test_one_stance_beyond_those_told_is_counted_alone():
    world = World()
    before = decided(world)
    for number in range(TOLD):
        world.say(f"s{number}", f"a{number}")
    whole = difference(before, decided(world))["words"]
    world.say("one more", "b")

    assert whole[-1] == "New: A7 supports it, and adds 602 for it."
    assert difference(before, decided(world))["words"][-1] == "And 1 more stance."


def test_what_is_beside_the_reckoning_is_no_difference():
    world = World()
    world.say("s1", "bbc")
    one = decided(world)
    other = {
        **one,
        "ledger": [
            {**one["ledger"][0], "actor_name": "BBC News", "actor_revision": 7, "stance_revision": 8},
        ],
    }

    assert difference(one, other) == {"figures": {}, "policy": None, "stances": [], "words": []}


def test_a_listed_stance_has_how_it_was_reckoned_and_how_it_is():
    world = World()
    world.actor("bbc", "B")
    world.say("s1", "bbc")
    before = decided(world)
    world.say("s1", "bbc", withdrawn=True, withdrawn_because="source")

    assert difference(before, decided(world))["stances"] == [
        {
            "stance": "s1",
            "actor": "bbc",
            "actor_name": "Bbc",
            "before": {
                "position": "supports", "side": "support", "weight": 602, "share": 602, "counts": True,
                "why_not": None,
            },
            "after": {
                "position": "supports", "side": "support", "weight": 602, "share": 0, "counts": False,
                "why_not": "The source it was found in was withdrawn.",
            },
        }
    ]  # fmt: skip


def test_who_changes_sides_moves_by_both_and_is_told_first():
    world = World()
    world.say("s0", world.actor("blog", "C"))
    world.say("s1", "bbc")
    before = decided(world)
    world.say("s0", world.actor("blog", "A"))
    world.say("s1", "bbc", "disputes")

    assert difference(before, decided(world))["words"] == [
        "The status went from supported to disputed.",
        "In centidecibans: 871 to 1279 for it, 0 to 602 against it.",
        "Bbc adds 602 against it in place of 602.",
        "Blog adds 1279 in place of 269 (grade C to A).",
    ]


def test_new_stances_that_move_as_much_are_told_in_their_order():
    world = World()
    before = decided(world)
    world.say("s1", "bbc")
    world.say("s2", "post", "disputes")

    assert [each["stance"] for each in difference(before, decided(world))["stances"]] == ["s1", "s2"]


def test_every_factor_that_is_another_is_named():
    world = World()
    world.say("s1", "bbc", credibility=1)
    world.say("s2", world.actor("blog"))
    before = decided(world)
    world.say("s1", "bbc", hedged=True, basis="observed")
    world.say("s2", world.actor("blog", "C"))
    after = decided(world)

    assert difference(before, after)["words"] == [
        "The status went from single source to supported.",
        "In centidecibans: 839 to 645 for it, 0 to 0 against it.",
        "Bbc adds 376 in place of 752 (basis unknown to observed, credibility 1 to none, hedging no to yes).",
        "Blog now adds 269 for it (grade none to C).",
    ]
    assert "hedging yes to no" in difference(after, before)["words"][2]


def test_a_factor_that_changes_nothing_is_told_and_a_weight_of_nothing_is_said():
    world = World()
    world.say("s1", "bbc", credibility=3)
    before = decided(world)
    world.say("s1", "bbc", credibility=6)
    world.say("s2", world.actor("post", "D"))

    assert difference(before, decided(world))["words"] == [
        "Bbc adds 602 as before (credibility 3 to 6).",
        "New: Post supports it, and weighs nothing.",
    ]
