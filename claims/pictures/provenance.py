"""Who takes their words from whom: stances as boxes, from left to right away from where each chain ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from claims.pictures.svg import join, picture, shape, text

_BOX, _TALL, _GAP, _ROW, _EDGE = 176, 44, 96, 60, 12
#: Boxes beyond so many links stand in the last column.
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A stance, one place below the last in the tree's own order; `origin` is the index of whom it takes from."""

    name: str
    position: str
    sign: str
    depth: int
    origin: int | None
    relation: str


def draw(nodes: Sequence[Node]) -> SafeString:
    """Return the picture of trees, each node after the one that it takes from."""
    places = _places(nodes)
    columns = max(x for x, _ in places) + 1
    rows = max(y for _, y in places) + 1
    edges = [
        _edge(places[node.origin], places[number], node.relation)
        for number, node in enumerate(nodes)
        if node.origin is not None
    ]
    boxes = [_box(node, place) for node, place in zip(nodes, places, strict=True)]
    told = "; ".join(
        f"{node.name} {node.relation} {nodes[node.origin].name}" for node in nodes if node.origin is not None
    )
    return picture(
        "provenance",
        [*edges, *boxes],
        width=2 * _EDGE + columns * _BOX + (columns - 1) * _GAP,
        height=2 * _EDGE + (rows - 1) * _ROW + _TALL,
        title="Who takes their words from whom",
        description=f"{told}. The list beside it says the same.",
    )


def _places(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Return column and row of each node: the first that derives stands beside its origin, others below."""
    places: list[tuple[int, int]] = []
    row = -1
    for node in nodes:
        column = min(node.depth, COLUMNS - 1)
        beside = bool(places) and node.origin == len(places) - 1 and column > places[-1][0]
        row += not beside
        places.append((column, row))
    return places


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return _EDGE + place[0] * (_BOX + _GAP), _EDGE + place[1] * _ROW


def _box(node: Node, place: tuple[int, int]) -> SafeString:
    x, y = _corner(place)
    return join(
        [
            shape("rect", x=x, y=y, width=_BOX, height=_TALL, rx=6, kind=f"box {node.position}"),
            shape("circle", cx=x + 20, cy=y + _TALL / 2, r=9, kind=f"dot {node.position}"),
            text(node.sign, x=x + 20, y=y + _TALL / 2 + 4, kind="inside dot-sign"),
            text(node.name, x=x + 36, y=y + _TALL / 2 + 4, kind="named", at_most=21),
        ]
    )


def _edge(start: tuple[int, int], end: tuple[int, int], relation: str) -> SafeString:
    (x1, y1), (x2, y2) = _corner(start), _corner(end)
    left, right = x1 + _BOX, x2
    above, below = y1 + _TALL / 2, y2 + _TALL / 2
    if end[0] == start[0]:  # beyond the last column: straight down
        path = f"M{x1 + 20} {y1 + _TALL}V{y2}"
        return shape("path", d=path, kind="edge")
    bend = left + _GAP / 2 - 24
    path = f"M{left} {above:.0f}H{bend:.0f}V{below:.0f}H{right}"
    return join(
        [
            shape("path", d=path, kind="edge"),
            text(relation, x=right - 6, y=below - 5, kind="small end", at_most=14),
        ]
    )
