"""Follow attribution chains of all stances at once (rules 1 and 3), by doubling the distance looked ahead."""

from typing import NamedTuple

import numpy as np

from claims.mass.columns import DISPUTES, NONE, SUPPORTS, Flags, Stances, Whole


class Descents(NamedTuple):
    """Of each stance: whether it is its speaker's own word, and whether it is as if never said."""

    own: Flags
    fallen: Flags


def trace(stances: Stances) -> Descents:
    """Tell own words from repetitions, and what stands from what fell."""
    own = stances.derived_from == NONE
    fallen = stances.withdrawn.copy()
    citing = np.flatnonzero(stances.derived_from >= 0)
    if not citing.size:
        return Descents(own, fallen)
    cited = stances.derived_from[citing]
    place = np.full(len(stances), citing.size, np.int64)  # beyond the last: that one cites nothing seen
    place[citing] = np.arange(citing.size)
    ahead = np.append(place[cited], citing.size)
    sides = stances.position[citing] + stances.position[cited]
    rebuts = (stances.claim[citing] == stances.claim[cited]) & (sides == SUPPORTS + DISPUTES)
    rebuts &= ~_in_ring(ahead)
    own[citing] = rebuts
    ahead[:-1][rebuts] = citing.size
    fell = np.append(stances.withdrawn[citing] | (~rebuts & stances.withdrawn[cited]), False)
    fallen[citing] = _reached(fell, ahead)[:-1]
    return Descents(own, fallen)


def _in_ring(ahead: Whole) -> Flags:
    """Find the members of rings: where whoever has not come to an end after so many steps must be."""
    end = ahead.size - 1
    steps = 1
    while steps < end and (ahead != end).any():
        ahead = ahead[ahead]
        steps *= 2
    ring = np.zeros(ahead.size, np.bool_)
    ring[ahead] = True
    return ring[:-1]


def _reached(flags: Flags, ahead: Whole) -> Flags:
    """Set the flag of each from which a set one is reached."""
    while True:
        more = flags | flags[ahead]
        if (more == flags).all():
            return flags
        flags, ahead = more, ahead[ahead]
