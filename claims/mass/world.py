"""Gather what is known whichever claims are decided, and hear who speaks on some of them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from claims.consensus.policy import Policy
from claims.mass.bearings import bearings
from claims.mass.columns import DISPUTES, SUPPORTS, Columns, Flags
from claims.mass.derivations import Descents, trace
from claims.mass.groups import Index, index
from claims.mass.origins import Harmed, Origins, origins
from claims.mass.places import Ground, place
from claims.mass.speakers import speakers

#: Words reckoned with at once by a thread: some two hundred bytes each while they are.
BLOCK = 500_000


class Heard(NamedTuple):
    """Whether anyone takes a side, claim by claim, and whose own words weigh."""

    sided: Flags
    origins: Origins


class World:
    """A register under a policy."""

    def __init__(self, columns: Columns, policy: Policy) -> None:
        """Gather it.

        Raises:
            PolicyError: the policy's numbers do not fit into arrays.
        """
        self.columns = columns
        self.speakers = speakers(columns.actors, policy)
        self.harmed = Harmed(columns.claims)
        descents = trace(columns.stances)
        spoken = _spoken(columns, descents)
        self.ground = Ground(columns, descents, bearings(columns.claims, columns.relations), spoken)

    def blocks(self, block: int = BLOCK) -> Iterator[tuple[int, int]]:
        """Cut the claims where about so many words bear on those since the last cut."""
        words = np.cumsum(self.ground.bearings.spoken(np.diff(self.ground.spoken.begins)) + 1)
        cuts = np.flatnonzero(np.diff(words // block, prepend=0))
        edges = np.unique(np.concatenate([[0], cuts, [words.size]]))
        yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)

    def hear(self, low: int, high: int) -> Heard:
        """Hear who speaks on the claims from one row up to another."""
        placed = place(low, high, self.ground)
        return Heard(placed.sided, origins(placed.words, self.columns, self.speakers, self.harmed))


def _spoken(columns: Columns, descents: Descents) -> Index:
    """Index the stances that take a side and stand, by the claim they were taken on."""
    stances = columns.stances
    sided = (stances.position == SUPPORTS) | (stances.position == DISPUTES)
    rows = np.flatnonzero(sided & ~descents.fallen & (stances.claim < len(columns.claims)))
    return index(stances.claim[rows], len(columns.claims), rows)
