"""Count who says what on which claim: one vote for each group on a side of a claim.

The words are those that weigh by the rules: own words, the latest, and on neighbours as if they had been said here. Of
a group, which is a bloc, its heaviest origin votes, then by id: what several hands of one body say is one observation.
Only the graded vote. A record is cheap to feign for an account that nobody vouches for; a letter is given by staff.
"""

from typing import NamedTuple

import numpy as np

from claims.consensus import Policy
from claims.mass import Columns
from claims.mass.bearings import SUPPORT
from claims.mass.columns import Flags, Rows
from claims.mass.groups import runs
from claims.mass.world import World


class Votes(NamedTuple):
    """Who votes on which claim, and whether to affirm it."""

    claim: Rows
    actor: Rows
    affirms: Flags


def votes(columns: Columns, policy: Policy) -> Votes:
    """Count the votes on all claims."""
    world = World(columns, policy)
    parts = [_block(world, low, high) for low, high in world.blocks()]
    return Votes._make(np.concatenate(column) for column in zip(*parts, strict=True))


def _block(world: World, low: int, high: int) -> Votes:
    origins = world.hear(low, high).origins
    graded = np.flatnonzero(world.speakers.graded[origins.actor])
    claim, actor, side = origins.claim[graded], origins.actor[graded], origins.side[graded]
    bloc = world.speakers.bloc[actor]
    order = np.lexsort((actor, -origins.weight[graded], bloc, side, claim))
    voting = order[runs(claim[order], side[order], bloc[order]).starts]
    return Votes(claim[voting], actor[voting], side[voting] == SUPPORT)
