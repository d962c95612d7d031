"""Rule 1: on which side an actor stands, and with which words."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from claims.consensus import CPL_1, EvidenceError, decide
from tests.claims.consensus.worlds import NOON, World


def sides(world: World) -> tuple[int, int]:
    decision = world.decide()
    return decision.support, decision.dispute


def test_latest_side_is_the_position():
    world = World()
    world.say("no", "x", "disputes", day=1)
    world.say("yes", "x", "supports", day=0)

    assert sides(world) == (0, 602)


def test_latest_own_word_counts_also_where_it_is_lighter():
    world = World()
    world.say("first", "x", basis="verified")
    world.say("second", "x", hedged=True, day=1)

    assert sides(world) == (301, 0)


def test_repetition_of_the_other_side_ends_a_position():
    world = World()
    world.say("own", "x")
    world.say("root", "y", "disputes", day=1)
    world.say("quote", "x", "disputes", derived_from="root", day=2)

    assert sides(world) == (0, 602)


def test_repetition_that_returns_to_a_side_returns_to_the_own_word_there():
    world = World()
    world.say("yes", "x", basis="verified")
    world.say("no", "x", "disputes", day=1)
    world.say("root", "y", day=2)
    world.say("again", "x", derived_from="root", day=3)

    assert sides(world) == (1505, 0)


def test_instants_decide_whatever_their_offsets():
    world = World()
    world.say(
        "later", "x", "disputes", said_at=datetime(2025, 9, 1, 12, tzinfo=timezone(-timedelta(hours=3)))
    )
    world.say("earlier", "x", "supports", said_at=datetime(2025, 9, 1, 14, tzinfo=UTC))

    assert sides(world) == (0, 602)


def test_instants_decide_where_the_clock_is_put_back():
    kyiv = ZoneInfo("Europe/Kyiv")
    world = World()
    world.say("before", "x", "disputes", said_at=datetime(2025, 10, 26, 3, 45, tzinfo=kyiv))
    world.say("after", "x", "supports", said_at=datetime(2025, 10, 26, 3, 15, tzinfo=kyiv, fold=1))

    assert sides(world) == (602, 0)


def test_log_index_decides_between_words_of_one_instant():
    world = World()
    world.say("a", "x", "disputes", log_index=7)
    world.say("b", "x", "supports", log_index=3)

    assert sides(world) == (0, 602)


def test_id_decides_between_words_of_one_instant_and_index():
    world = World()
    world.say("b", "x", "disputes", log_index=3)
    world.say("a", "x", "supports", log_index=3)

    assert sides(world) == (0, 602)


def test_time_without_an_offset_is_refused():
    world = World()
    world.say("s", "x", said_at=NOON.replace(tzinfo=None))

    with pytest.raises(EvidenceError, match="said_at of stance s has no offset"):
        decide(world.evidence(), CPL_1)


def rivals() -> World:
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.claim("e", question="q")
    return world


def test_each_claim_gives_its_latest_own_word_and_the_heaviest_weighs():
    world = rivals()
    world.say("here", "x", "disputes", hedged=True)
    world.say("there", "x", on="d", basis="verified")
    decision = world.decide()

    assert (decision.support, decision.dispute) == (0, 903)
    assert decision.dispute_origins == 1


def test_later_word_on_a_neighbour_moves_the_speaker():
    world = rivals()
    world.say("here", "x")
    world.say("there", "x", on="d", day=1)

    assert sides(world) == (0, 602)


def test_only_the_latest_stance_on_a_neighbour_bears():
    world = rivals()
    world.say("for", "x", on="d")
    world.say("against", "x", "disputes", on="d", day=1)

    assert world.decide().status == "unsourced"


def test_word_taken_back_on_one_claim_does_not_count_beside_a_word_on_another():
    world = rivals()
    world.say("for d", "x", on="d", basis="verified")
    world.say("against d", "x", "disputes", on="d", day=1)
    world.say("for e", "x", on="e", day=2, hedged=True)

    assert sides(world) == (0, 301)


def test_word_on_the_side_left_does_not_count():
    world = rivals()
    world.say("here", "x", basis="verified")
    world.say("there", "x", on="d", day=1, hedged=True)

    assert sides(world) == (0, 301)


@pytest.mark.parametrize("position", ["neutral", "no_comment"])
def test_taking_no_side_ends_nothing(position: str):
    world = World()
    world.say("yes", "x")
    world.say("later", "x", position, day=1)

    assert sides(world) == (602, 0)


@pytest.mark.parametrize("position", ["neutral", "no_comment"])
def test_taking_no_side_alone_is_unsourced(position: str):
    world = World()
    world.say("s", "x", position)

    assert world.decide().status == "unsourced"
