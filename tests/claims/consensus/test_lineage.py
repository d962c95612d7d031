"""Rules 2 and 3: what an actor inherits, and with whom it forms a bloc."""

import pytest

from claims.consensus.lineage import Lineage, lineage
from claims.consensus.types import ActorFact


def of(actor: str, **actors: dict[str, str]) -> Lineage:
    return lineage(
        actor, {ref: ActorFact(id=ref, revision=1, name=ref, **given) for ref, given in actors.items()}
    )


def test_own_letter_party_and_bloc_come_first():
    found = of(
        "x", x={"reliability": "C", "party": "p", "speaks_for": "y"}, y={"reliability": "A", "party": "q"}
    )

    assert found == Lineage("C", "x", "p", "x", "party:p")


def test_letter_and_party_come_from_whom_it_speaks_for_all_the_way_up():
    found = of("x", x={"speaks_for": "y"}, y={"speaks_for": "z"}, z={"reliability": "B", "party": "p"})

    assert found == Lineage("B", "z", "p", "z", "party:p")


def test_whom_it_speaks_for_comes_before_what_it_is_part_of():
    found = of(
        "x",
        x={"speaks_for": "y", "part_of": "z"},
        y={"reliability": "C", "party": "p"},
        z={"reliability": "B", "party": "q"},
    )

    assert found == Lineage("C", "y", "p", "y", "party:p")


def test_what_it_is_part_of_gives_what_the_other_does_not():
    found = of("x", x={"speaks_for": "y", "part_of": "z"}, y={"reliability": "C"}, z={"party": "q"})

    assert found == Lineage("C", "y", "q", "z", "party:q")


def test_whom_it_speaks_for_passes_on_what_that_one_is_part_of():
    found = of(
        "x",
        x={"speaks_for": "y", "part_of": "z"},
        y={"part_of": "army"},
        z={"reliability": "A"},
        army={"reliability": "C"},
    )

    assert (found.letter, found.letter_from) == ("C", "army")


def test_own_f_is_a_letter_and_is_kept():
    assert of("x", x={"reliability": "F", "speaks_for": "y"}, y={"reliability": "A"}).letter == "F"


def test_nothing_to_inherit_leaves_the_actor_alone():
    assert of("x", x={}) == Lineage(None, "x", None, "x", "organisation:x")


def test_bloc_without_a_party_is_the_top_organisation():
    actors = {"x": {"speaks_for": "y", "part_of": "z"}, "y": {"part_of": "top"}, "z": {}, "top": {}}

    assert of("x", **actors).bloc == "organisation:top"
    assert of("y", **actors).bloc == "organisation:top"
    assert of("z", **actors).bloc == "organisation:z"


def test_link_to_an_actor_not_handed_over_leads_nowhere():
    assert of("x", x={"speaks_for": "gone", "part_of": "gone"}) == Lineage(
        None, "x", None, "x", "organisation:x"
    )


@pytest.mark.parametrize("actor", ["x", "y", "z", "w"])
def test_ring_ends_and_is_one_organisation(actor: str):
    ring = {"w": {"part_of": "z"}, "x": {"speaks_for": "y"}, "y": {"part_of": "z"}, "z": {"speaks_for": "x"}}

    assert of(actor, **ring) == Lineage(None, actor, None, actor, "organisation:x")


def test_ring_of_one_is_an_organisation():
    assert of("x", x={"part_of": "x"}).bloc == "organisation:x"


def test_ring_is_searched_whole_for_a_letter():
    assert (
        of("x", x={"speaks_for": "y"}, y={"speaks_for": "x", "part_of": "z"}, z={"reliability": "B"}).letter
        == "B"
    )
