"""Find the pairs of origins that can flip a status together, where neither flips it alone.

Only these can, so no others are tried:

- Both of one side. Taking weight from a side never helps it and never harms the other, so when neither of two
  origins on opposite sides flips the status alone, both together do not either.
- Of one bloc. Few members of a bloc add anything once two others are gone; `Tally` keeps no more.
- Of two blocs, where one is *crucial*: without it something else than the total changes, or can.
- Of two blocs otherwise: then only the total changes, by the sum of what each alone takes from it. This matters
  where a margin is lost, or yielded to the other side; the three lightest pairs that reach it are enough.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import combinations

from claims.consensus.origins import Origin
from claims.consensus.policy import Policy
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT, Side

AT_MOST = 3

Pair = tuple[Origin, Origin]


def order(silent: tuple[Origin, ...]) -> tuple[int, tuple[str, ...]]:
    """Order origins taken together by what they weigh, then by id."""
    return sum(origin.weight for origin in silent), tuple(origin.actor for origin in silent)


def pairs(tallies: Mapping[Side, Tally], policy: Policy) -> Iterator[Pair]:
    """Yield every pair that can flip, or enough of those that flip for the same reason."""
    lead = tallies[SUPPORT].whole.weight - tallies[DISPUTE].whole.weight
    for tally, ahead in ((tallies[SUPPORT], lead), (tallies[DISPUTE], -lead)):
        for members in tally.blocs.values():
            yield from (_pair(*both) for both in combinations(members, 2))
        drops = {origin: tally.whole.weight - tally.without(origin).weight for origin in tally.ranked}
        drops = {origin: drop for origin, drop in drops.items() if drop}
        crucial = _crucial(tally, policy)
        for one in crucial:
            yield from (_pair(one, other) for other in {*drops, *crucial} - {one})
        for need in (ahead - policy.margin + 1, ahead + policy.margin):  # to lose the margin; to yield one
            yield from lightest(drops, need)


def _pair(one: Origin, other: Origin) -> Pair:
    first, second = sorted((one, other), key=lambda origin: (origin.weight, origin.actor))
    return first, second


def _crucial(tally: Tally, policy: Policy) -> list[Origin]:
    """List the origins without whom, or two of whom in different blocs, more than the total changes."""
    found = _hardly_matched(tally.ranked) + _hardly_matched(tally.disinterested)
    if len(tally.conceding) <= 2:
        found += tally.conceding
    for count, level, enough in (
        (tally.whole.origins, policy.origin, policy.several_origins),
        (tally.whole.strong, policy.strong, policy.strong_blocs),
    ):
        if count <= enough + 1:  # with more, two fewer are still enough
            found += [
                members[0]
                for members in tally.blocs.values()
                if members[0].weight >= level and all(other.weight < level for other in members[1:2])
            ]
    return found


def _hardly_matched(ranked: list[Origin]) -> list[Origin]:
    """Name the two heaviest, unless without them another is as heavy as the heaviest."""
    third = ranked[2:3]
    return [] if third and third[0].weight == ranked[0].weight else ranked[:2]


def lightest(drops: Mapping[Origin, int], need: int) -> list[Pair]:
    """Find the lightest pairs of different blocs that together take at least `need` from their side.

    Partners open up as the origin they are sought for takes more. Of the partners open, the six lightest
    with at most three of a bloc hold the three lightest outside any one bloc.
    """
    rising = sorted(drops, key=lambda origin: drops[origin])
    falling = deque(reversed(rising))
    opened: list[Origin] = []
    found: set[Pair] = set()
    for origin in rising:
        while falling and drops[falling[0]] + drops[origin] >= need:
            opened = _keep([*opened, falling.popleft()])
        partners = [partner for partner in opened if partner.bloc != origin.bloc]
        found.update(_pair(origin, partner) for partner in partners[:AT_MOST])
    return nsmallest(AT_MOST, found, key=order)


def _keep(opened: list[Origin]) -> list[Origin]:
    kept: list[Origin] = []
    for origin in sorted(opened, key=lambda origin: (origin.weight, origin.actor)):
        if sum(other.bloc == origin.bloc for other in kept) < AT_MOST:
            kept.append(origin)
    return kept[: 2 * AT_MOST]
