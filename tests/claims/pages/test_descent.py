"""Trees of attribution: each stance once, below the one it takes its words from, whatever the chains look like."""

from typing import Any
from uuid import UUID

from claims.pages.descent import DRAWN, nodes, trees


def stances(**origins: int | None) -> dict[UUID, dict[str, Any]]:
    """Return stances by number, each with the number of the one that it derives from."""
    return {
        UUID(int=int(name[1:])): {
            "id": UUID(int=int(name[1:])),
            "derived_from_id": UUID(int=origin) if origin else None,
            "relation": "quotes" if origin else "",
            "actor__name": name,
            "position": "supports",
        }
        for name, origin in origins.items()
    }


def told(given: dict[UUID, dict[str, Any]]) -> list[list[tuple[str, int]]]:
    return [[(b.stance["actor__name"], b.depth) for b in tree] for tree in trees(given)]


def test_those_that_repeat_stand_below_whom_they_repeat() -> None:
    given = stances(s1=None, s2=1, s3=None, s4=2, s5=1)
    assert told(given) == [[("s1", 0), ("s2", 1), ("s4", 2), ("s5", 1)]]


def test_who_repeats_nobody_and_is_not_repeated_is_in_no_tree() -> None:
    assert told(stances(s1=None, s2=None)) == []


def test_chain_whose_beginning_is_not_shown_begins_where_it_is() -> None:
    assert told(stances(s2=9, s3=2)) == [[("s2", 0), ("s3", 1)]]


def test_ring_is_walked_once() -> None:
    (ring,) = told(stances(s1=3, s2=1, s3=2))
    assert sorted(name for name, _ in ring) == ["s1", "s2", "s3"]


def test_more_than_can_be_drawn_is_listed_whole_and_drawn_in_part() -> None:
    given = stances(s1=None, **{f"s{n}": 1 for n in range(2, 80)})
    found = trees(given)
    assert sum(map(len, found)) == 79
    assert len(nodes(found)) == DRAWN
