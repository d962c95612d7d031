"""Find on which side of a claim each actor stands, and with which words (rule 1).

Readings. On each claim that bears, the speaker's latest stance that takes a side decides whether and where
that claim places them; the latest of those places them altogether. From each claim that places them there,
the latest own word on that side counts, also where a repetition on the same side came after it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.consensus.case import Case
from claims.consensus.derivation import Descent
from claims.consensus.neighbours import Link
from claims.consensus.types import Side, StanceFact

#: What an actor said that takes a side, by claim, in the order in which it was said.
Spoken = Mapping[str, Sequence[StanceFact]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One actor's place: the side, the stance that put it there, and its own words that count."""

    side: Side
    by: StanceFact
    words: tuple[StanceFact, ...]


def standings(case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]) -> dict[str, Standing]:
    """Place every actor who takes a side, by actor id."""
    placed = {
        actor: stand(by_claim, case, found, descents)
        for actor, by_claim in sorted(spoken(case, found, descents).items())
    }
    return {actor: standing for actor, standing in placed.items() if standing is not None}


def spoken(case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]) -> dict[str, Spoken]:
    """List what takes a side and was not as if never said, by actor and claim, in the order in which it was said."""
    said: dict[str, dict[str, list[StanceFact]]] = defaultdict(lambda: defaultdict(list))
    for claim in found:
        for stance in case.on_claim.get(claim, ()):
            if descents[stance.id].fallen is None and stance.position in ("supports", "disputes"):
                said[stance.actor][claim].append(stance)
    return {actor: dict(by_claim) for actor, by_claim in said.items()}


def stand(
    by_claim: Spoken, case: Case, found: Mapping[str, Link], descents: Mapping[str, Descent]
) -> Standing | None:
    """Place one actor by what it said, which is something on each claim."""
    latest = {claim: stances[-1] for claim, stances in by_claim.items()}
    sides: dict[str, Side] = {
        claim: side
        for claim, stance in latest.items()
        if (side := found[claim].side(stance.position)) is not None
    }
    if not sides:
        return None
    by = max((latest[claim] for claim in sides), key=lambda stance: case.moments[stance.id])
    words: list[StanceFact] = []
    for claim in sorted(claim for claim in sides if sides[claim] == sides[by.claim]):
        there = [stance for stance in by_claim[claim] if found[claim].side(stance.position) == sides[claim]]
        words += [stance for stance in there if descents[stance.id].own][-1:]
    return Standing(sides[by.claim], by, tuple(words))
