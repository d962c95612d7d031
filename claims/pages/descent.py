"""Stances as a tree: each below the one that it takes its words from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.pages.words import RELATIONS, SIGNS
from claims.pictures import provenance

Stance = Mapping[str, Any]
#: So many boxes are drawn; the list has all.
DRAWN = 40
#: Branches are set in no further than this.
INDENTS = 6


@dataclass(frozen=True, slots=True)
class Branch:
    """A stance in the tree, with how it takes from the one above it."""

    stance: Stance
    depth: int
    relation: str
    origin: Stance | None

    @property
    def indent(self) -> int:
        """How far it is set in."""
        return min(self.depth, INDENTS)


def trees(stances: Mapping[UUID, Stance]) -> list[list[Branch]]:
    """Return the trees of stances that take from another or are taken from, in the order of the stances.

    A ring has no beginning: it begins with the first of its stances.
    """
    derived: dict[UUID, list[UUID]] = {}
    for stance_id, stance in stances.items():
        if stance["derived_from_id"] in stances:
            derived.setdefault(stance["derived_from_id"], []).append(stance_id)
    seen: set[UUID] = set()
    roots = [i for i in derived if stances[i]["derived_from_id"] not in stances]
    found = [list(_walk(root, stances, derived, seen)) for root in sorted(roots, key=list(stances).index)]
    found += [list(_walk(ring, stances, derived, seen)) for ring in derived if ring not in seen]
    return [tree for tree in found if tree]


def _walk(
    root: UUID, stances: Mapping[UUID, Stance], derived: Mapping[UUID, Sequence[UUID]], seen: set[UUID]
) -> Iterator[Branch]:
    ahead: list[tuple[UUID, int, Stance | None]] = [(root, 0, None)]
    while ahead:
        at, depth, origin = ahead.pop()
        if at in seen:
            continue
        seen.add(at)
        stance = stances[at]
        yield Branch(stance, depth, RELATIONS[stance["relation"]] if origin else "", origin)
        ahead += [(child, depth + 1, stance) for child in reversed(derived.get(at, ()))]


def nodes(found: list[list[Branch]]) -> list[provenance.Node]:
    """Return the trees as they are drawn."""
    flat = [branch for tree in found for branch in tree][:DRAWN]
    numbers = {branch.stance["id"]: number for number, branch in enumerate(flat)}
    return [
        provenance.Node(
            name=branch.stance["actor__name"],
            position=branch.stance["position"],
            sign=SIGNS[branch.stance["position"]],
            depth=branch.depth,
            origin=numbers[branch.origin["id"]] if branch.origin else None,
            relation=branch.relation,
        )
        for branch in flat
    ]
