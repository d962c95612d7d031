"""Find on which side of a claim each actor stands, and with which words (rule 1).

Readings. On each claim that bears, the speaker's latest stance that takes a side decides whether and where
that claim places them; the latest of those places them altogether. From each claim that places them there,
the latest own word on that side counts, also where a repetition on the same side came after it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from claims.consensus.case import Case
from claims.consensus.derivation import Descent
from claims.consensus.neighbours import Link
from claims.consensus.types import Side, StanceFact

_SIDED = ("supports", "disputes")


class Standing(NamedTuple):
    """One actor's place: the side, the stance that put it there, and its own words that count."""

    side: Side
    by: StanceFact
    words: tuple[StanceFact, ...]


def standings(case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]) -> dict[str, Standing]:
    """Place every actor who takes a side, by actor id."""
    said = spoken(case, found, descents)
    placed: dict[str, Standing] = {}
    for actor in said:
        standing = stand(said[actor], case, found, descents)
        if standing is not None:
            placed[actor] = standing
    return placed


def spoken(
    case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]
) -> dict[str, list[StanceFact]]:
    """List what takes a side and was not as if never said, by actor; on each claim in the order it was said in."""
    said: dict[str, list[StanceFact]] = {}
    for claim in found:
        for stance in case.on_claim.get(claim, ()):
            if stance.position in _SIDED and descents[stance.id].fallen is None:
                said.setdefault(stance.actor, []).append(stance)
    return said


def stand(
    spoken: Sequence[StanceFact], case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]
) -> Standing | None:
    """Place one actor by what it said."""
    if len(spoken) == 1:  # as most are, and there may be thousands of them
        (only,) = spoken
        side = found[only.claim].side_of(only)
        return side and Standing(side, only, (only,) if descents[only.id].own else ())
    by_claim: dict[str, list[StanceFact]] = defaultdict(list)
    for stance in spoken:
        by_claim[stance.claim].append(stance)
    sides: dict[str, Side] = {
        claim: side
        for claim, stances in by_claim.items()
        if (side := found[claim].side_of(stances[-1])) is not None
    }
    if not sides:
        return None
    by = max((by_claim[claim][-1] for claim in sides), key=lambda stance: case.moments[stance.id])
    words: list[StanceFact] = []
    for claim in sorted(claim for claim in sides if sides[claim] == sides[by.claim]):
        there = [stance for stance in by_claim[claim] if found[claim].side_of(stance) == sides[claim]]
        words += [stance for stance in there if descents[stance.id].own][-1:]
    return Standing(sides[by.claim], by, tuple(words))
