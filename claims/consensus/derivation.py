"""Follow attribution chains: whose own word a stance is, and whether it still stands (rules 1 and 3).

Readings. A rebuttal is an own word, so it does not derive: it stays when what it rebuts is withdrawn, and
what cites it ends with it. A stance whose cited stance is not in the evidence repeats something unseen,
since nobody can tell that it rebuts. The members of a ring of `derived_from` are nobody's own word,
rebuttals among them too.
"""

from collections.abc import Mapping
from typing import NamedTuple

from claims.consensus.types import StanceFact


class Descent(NamedTuple):
    """Where a stance comes from."""

    own: bool
    root: str | None  # the own word with which the chain ends; None when unseen or in a ring
    fallen: str | None  # the withdrawn stance that makes it as if never said
    ring: bool = False


def trace(stances: Mapping[str, StanceFact]) -> dict[str, Descent]:
    """Follow every stance to the end of its chain, each link once."""
    # Most derive from nothing, and there may be thousands of them: of these no path is followed.
    known = {id_: _descend(one, stances, {}) for id_, one in stances.items() if one.derived_from is None}
    for start in stances:
        path: dict[str, int] = {}
        at: str | None = start
        while at is not None and at in stances and at not in known and at not in path:
            path[at] = len(path)
            at = stances[at].derived_from
        links = list(path)
        if at in path:
            known |= _ring(links[path[at] :], stances)
            links = links[: path[at]]
        for stance in reversed(links):
            known[stance] = _descend(stances[stance], stances, known)
    return known


def _ring(ring: list[str], stances: Mapping[str, StanceFact]) -> dict[str, Descent]:
    """Describe a ring, in which each derives from all: one withdrawn member ends them all."""
    withdrawn = sorted(stance for stance in ring if stances[stance].withdrawn)
    return {
        stance: Descent(
            own=False,
            root=None,
            fallen=stance if stance in withdrawn else next(iter(withdrawn), None),
            ring=True,
        )
        for stance in ring
    }


def _descend(stance: StanceFact, stances: Mapping[str, StanceFact], known: Mapping[str, Descent]) -> Descent:
    fallen = stance.id if stance.withdrawn else None
    if stance.derived_from is None:
        return Descent(own=True, root=stance.id, fallen=fallen)
    cited = stances.get(stance.derived_from)
    if cited is None:
        return Descent(own=False, root=None, fallen=fallen)
    if rebuts(stance, cited):
        return Descent(own=True, root=stance.id, fallen=fallen)
    above = known[cited.id]
    return Descent(own=False, root=above.root, fallen=fallen or above.fallen)


def rebuts(stance: StanceFact, cited: StanceFact) -> bool:
    """Tell whether a stance takes the other side of the same claim than the one it cites."""
    return stance.claim == cited.claim and {stance.position, cited.position} == {"supports", "disputes"}
