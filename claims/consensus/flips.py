"""Find the origins without whose weight the status would be another (rule 8).

Single origins are tried one by one. Pairs are tried only where no single origin flips, and only those that
can:

- Both of one side. Taking weight from a side never helps it and never harms the other, so when neither of
  two origins on opposite sides flips the status alone, both together do not either.
- Of one bloc. Few members of a bloc add anything once two others are gone; `Tally` keeps no more.
- Of two blocs, where one is *crucial*: without it something else than the total changes, or can.
- Of two blocs otherwise: then only the total changes, by the sum of what each alone takes from it. This
  matters where a margin is lost, or gained by the other side; the three lightest pairs that reach it are
  enough.

A claim on which nothing counts has no flips: taking weight away makes nothing count. Flips are those of the
base status, also where the claim is superseded or withdrawn.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations, islice

from claims.consensus.origins import Origin
from claims.consensus.policy import Policy
from claims.consensus.statuses import rule
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT, Side

AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Flip:
    """One or two origins, the lightest first, and the status without their weight."""

    origins: tuple[Origin, ...]
    status: str


def flips(tallies: Mapping[Side, Tally], status: str, policy: Policy) -> tuple[Flip, ...]:
    """List at most three flips of a base status, in order of weight, then id."""
    if status in ("unsourced", "unverified"):
        return ()
    single = [(origin,) for tally in tallies.values() for origin in tally.ranked]
    return _flipping(single, tallies, status, policy) or _flipping(
        _pairs(tallies, policy), tallies, status, policy
    )


def _flipping(
    candidates: Iterable[tuple[Origin, ...]], tallies: Mapping[Side, Tally], status: str, policy: Policy
) -> tuple[Flip, ...]:
    """Pick the lightest candidates, each of one side, without whom the status is another."""
    tried = (
        Flip(silent, _without(silent, tallies, policy)) for silent in sorted(set(candidates), key=_order)
    )
    return tuple(islice((flip for flip in tried if flip.status != status), AT_MOST))


def _order(silent: tuple[Origin, ...]) -> tuple[int, tuple[str, ...]]:
    return sum(origin.weight for origin in silent), tuple(origin.actor for origin in silent)


def _without(silent: tuple[Origin, ...], tallies: Mapping[Side, Tally], policy: Policy) -> str:
    totals = {side: tally.whole for side, tally in tallies.items()}
    totals[silent[0].side] = tallies[silent[0].side].without(*silent)
    return rule(totals[SUPPORT], totals[DISPUTE], sided=True, policy=policy).status


def _pairs(tallies: Mapping[Side, Tally], policy: Policy) -> Iterator[tuple[Origin, Origin]]:
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
            if need > 0:
                yield from _lightest(drops, need)


def _pair(one: Origin, other: Origin) -> tuple[Origin, Origin]:
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


def _lightest(drops: Mapping[Origin, int], need: int) -> list[tuple[Origin, Origin]]:
    """Find the lightest pairs of different blocs that together take at least `need` from their side.

    Partners open up as the origin they are sought for takes more. Of the partners open, the six lightest
    with at most three of a bloc hold the three lightest outside any one bloc.
    """
    rising = sorted(drops, key=lambda origin: drops[origin])
    falling = deque(reversed(rising))
    opened: list[Origin] = []
    found: set[tuple[Origin, Origin]] = set()
    for origin in rising:
        while falling and drops[falling[0]] + drops[origin] >= need:
            opened = _keep([*opened, falling.popleft()])
        partners = [partner for partner in opened if partner.bloc != origin.bloc]
        found.update(_pair(origin, partner) for partner in partners[:AT_MOST])
    return nsmallest(AT_MOST, found, key=_order)


def _keep(opened: list[Origin]) -> list[Origin]:
    kept: list[Origin] = []
    for origin in sorted(opened, key=lambda origin: (origin.weight, origin.actor)):
        if sum(other.bloc == origin.bloc for other in kept) < AT_MOST:
            kept.append(origin)
    return kept[: 2 * AT_MOST]
