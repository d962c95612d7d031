"""Rule 3: how blocs share weight, and what ungraded accounts add."""

from claims.consensus import Decision
from tests.claims.consensus.worlds import World


def bloc(*letters: str | None, **shared: str) -> World:
    world = World()
    world.actor("top")
    for index, letter in enumerate(letters):
        world.actor(f"x{index}", letter, **shared)
        world.say(f"s{index}", f"x{index}")
    return world


def support(decision: Decision) -> tuple[int, int]:
    return decision.graded_support, decision.support


def test_each_further_origin_of_a_bloc_weighs_a_quarter_of_a_quarter():
    decision = bloc("A", "A", "A", "A", "A", party="p").decide()

    assert support(decision) == (1279 + 319 + 79 + 19 + 4,) * 2
    assert decision.support_origins == 1


def test_bloc_ranks_from_the_heaviest_down():
    assert support(bloc("C", "A", "B", party="p").decide()) == (1279 + 150 + 16,) * 2


def test_members_of_one_organisation_are_one_bloc():
    assert support(bloc("B", "B", part_of="top").decide()) == (752, 752)


def test_party_makes_the_bloc_before_the_organisation():
    world = World()
    world.actor("top")
    world.actor("x", "B", part_of="top", party="p")
    world.actor("y", "B", part_of="top", party="q")
    world.say("s1", "x")
    world.say("s2", "y")

    assert support(world.decide()) == (1204, 1204)
    assert world.decide().support_origins == 2


def test_one_bloc_on_both_sides_is_shared_on_each_apart():
    world = World()
    world.actor("x", "B", party="p")
    world.actor("y", "B", party="p")
    world.say("s1", "x")
    world.say("s2", "y", "disputes")
    decision = world.decide()

    assert (decision.support, decision.dispute) == (602, 602)


def test_organisation_of_a_name_that_is_also_a_party_is_another_bloc():
    world = World()
    world.actor("p", "B")
    world.actor("x", "B", party="p")
    world.say("s1", "p")
    world.say("s2", "x")

    assert world.decide().support_origins == 2


def test_ungraded_of_one_bloc_share_among_themselves():
    assert support(bloc(None, "F", None, party="p").decide()) == (0, 87 + 21 + 5)


def test_ungraded_beside_a_graded_origin_of_their_bloc_keep_their_rank():
    assert support(bloc("C", None, party="p").decide()) == (269, 356)


def test_ungraded_account_that_outweighs_a_graded_one_leaves_it_whole():
    world = World()
    world.actor("x", "C", party="p")
    world.actor("u", None, party="p")
    world.say("s1", "x", hedged=True, credibility=4)
    world.say("s2", "u", basis="verified")

    assert support(world.decide()) == (67, 67 + 130)


def test_ungraded_add_up_to_their_cap():
    world = World()
    for index in range(3):
        world.say(f"s{index}", world.actor(f"u{index}"))
    assert support(world.decide()) == (0, 261)

    world.say("s3", world.actor("u3"))
    assert support(world.decide()) == (0, 300)


def test_cap_holds_on_each_side_apart():
    world = World()
    for index in range(4):
        world.say(f"s{index}", world.actor(f"u{index}"))
        world.say(f"d{index}", world.actor(f"v{index}"), "disputes")
    decision = world.decide()

    assert (decision.support, decision.dispute, decision.status) == (300, 300, "unverified")


def test_dependents_weigh_nothing_whoever_prints_them():
    world = bloc("B")
    for index in range(10):
        world.say(f"copy{index}", world.actor(f"outlet{index}", "A"), derived_from="s0", basis="verified")
    decision = world.decide()

    assert support(decision) == (602, 602)
    assert decision.status == "single_source"
