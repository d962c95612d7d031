"""Find the origins without whose weight the status would be another (rule 8).

Single origins are tried one by one, pairs only where no single origin flips. The weight is set to 0: the origin
still stands on its side. Flips are those of the base status, also where the claim is superseded or withdrawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from claims.consensus.origins import Origin
from claims.consensus.pairs import AT_MOST, order, pairs
from claims.consensus.policy import Policy
from claims.consensus.statuses import rule
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT, Side


@dataclass(frozen=True, slots=True)
class Flip:
    """One or two origins, the lightest first, and the status without their weight."""

    origins: tuple[Origin, ...]
    status: str


def flips(tallies: Mapping[Side, Tally], status: str, policy: Policy) -> tuple[Flip, ...]:
    """List at most three flips of a base status, in order of weight, then id."""
    single = [(origin,) for tally in tallies.values() for origin in tally.ranked]
    return _flipping(single, tallies, status, policy) or _flipping(
        pairs(tallies, policy), tallies, status, policy
    )


def _flipping(
    candidates: Iterable[tuple[Origin, ...]], tallies: Mapping[Side, Tally], status: str, policy: Policy
) -> tuple[Flip, ...]:
    """Pick the lightest candidates, each of one side, without whom the status is another."""
    tried = (Flip(silent, _without(silent, tallies, policy)) for silent in sorted(set(candidates), key=order))
    return tuple(islice((flip for flip in tried if flip.status != status), AT_MOST))


def _without(silent: tuple[Origin, ...], tallies: Mapping[Side, Tally], policy: Policy) -> str:
    totals = {side: tally.whole for side, tally in tallies.items()}
    totals[silent[0].side] = tallies[silent[0].side].without(*silent)
    return rule(totals[SUPPORT], totals[DISPUTE], sided=True, policy=policy).status
