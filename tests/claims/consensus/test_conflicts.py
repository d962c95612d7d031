"""What a new stance contradicts of what is recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import Link, Recorded, conflicts, links, opposed
from tests.claims.consensus.strategies import SIDES, examples, worlds
from tests.claims.consensus.worlds import World

RIVAL = Link(kind="question", supports="dispute", disputes=None)
STRONGER = Link(kind="entails", supports="support", disputes=None)
WEAKER = Link(kind="entails", supports=None, disputes="dispute")


@pytest.mark.parametrize(
    ("position", "link", "expected"),
    [
        ("supports", None, [("c", "disputes")]),
        ("disputes", None, [("c", "supports")]),
        ("neutral", RIVAL, []),
        ("no_comment", None, []),
        ("supports", RIVAL, [("c", "disputes"), ("d", "supports")]),
        ("disputes", RIVAL, [("c", "supports")]),
        ("supports", STRONGER, [("c", "disputes")]),
        ("disputes", STRONGER, [("c", "supports"), ("d", "supports")]),
        ("supports", WEAKER, [("c", "disputes"), ("d", "disputes")]),
        ("disputes", WEAKER, [("c", "supports")]),
    ],
)
def test_positions_opposed(position: str, link: Link | None, expected: list[tuple[str, str]]):
    found = {"d": link} if link else None

    assert list(opposed(position, "c", found)) == expected


def test_conflicts_are_given_in_the_order_handed_over():
    recorded = [
        Recorded("s3", "c", "disputes"),
        Recorded("s1", "d", "supports"),
        Recorded("s2", "c", "supports"),
        Recorded("s4", "e", "supports"),
        Recorded("s5", "c", "neutral"),
    ]

    assert conflicts("supports", "c", recorded, {"d": RIVAL}) == ("s3", "s1")
    assert conflicts("supports", "c", recorded) == ("s3",)
    assert conflicts("neutral", "c", recorded, {"d": RIVAL}) == ()


@examples
@given(worlds(derived=False), st.sampled_from(SIDES))
def test_conflicts_are_the_words_that_would_count_on_the_other_side(world: World, position: str):
    facts = world.evidence()
    found = links(facts.claims[0], claims=facts.claims, questions=facts.questions, relations=facts.relations)
    recorded = [Recorded(said.id, said.claim, said.position) for said in facts.stances]
    other = {"supports": "dispute", "disputes": "support"}[position]

    assert set(conflicts(position, "c", recorded, found)) == {
        line.stance for line in world.decide().ledger if line.side == other
    }
