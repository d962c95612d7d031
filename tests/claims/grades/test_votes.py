"""One vote for each group on a side of a claim, and only the graded vote."""

from claims.consensus import CPL_1, Evidence
from claims.grades import votes
from claims.mass import columns
from tests.claims.consensus.worlds import World


def cast(evidence: Evidence) -> set[tuple[str, str, bool]]:
    """List claim, actor and whether the actor affirms."""
    arrays, claims = columns(evidence)
    found = votes(arrays, CPL_1)
    ids = arrays.actors.ids
    listed = [
        (claims[claim], ids[actor], bool(affirms)) for claim, actor, affirms in zip(*found, strict=True)
    ]
    assert len(listed) == len(set(listed))
    return set(listed)


def test_each_graded_actor_votes_once_on_a_claim():
    world = World()
    world.say("s1", "x", "disputes", day=0)
    world.say("s2", "x", "supports", day=1)
    world.say("s3", "y", "disputes")

    assert cast(world.evidence()) == {("c", "x", True), ("c", "y", False)}


def test_who_has_no_grade_does_not_vote():
    world = World()
    world.actor("x", "F")
    world.actor("y")
    world.say("s1", "x")
    world.say("s2", "y")

    assert cast(world.evidence()) == set()


def test_copy_and_neutral_word_are_no_votes():
    world = World()
    world.say("s1", "x")
    world.say("s2", "y", derived_from="s1")
    world.say("s3", "z", "neutral")

    assert cast(world.evidence()) == {("c", "x", True)}


def test_of_a_bloc_the_heaviest_votes_on_each_side():
    world = World()
    world.actor("a", "C", party="p")
    world.actor("b", "B", party="p")
    world.actor("d", "C", party="p")
    world.actor("e", "C", party="p")
    world.say("s1", "a")
    world.say("s2", "b")
    world.say("s3", "e", "disputes")
    world.say("s4", "d", "disputes")

    assert cast(world.evidence()) == {("c", "b", True), ("c", "d", False)}


def test_word_for_a_rival_denies():
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.say("s1", "x", on="d")

    assert cast(world.evidence()) == {("c", "x", False), ("d", "x", True)}
