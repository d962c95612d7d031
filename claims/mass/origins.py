"""Weigh the speakers whose own words count, claim by claim (rules 2 and 3)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.consensus.policy import Policy
from claims.mass.bearings import SUPPORT
from claims.mass.columns import NONE, Bytes, Claims, Columns, Rows, Whole
from claims.mass.groups import among, runs
from claims.mass.places import Words
from claims.mass.speakers import CONCEDING, NO_INTEREST, OWN, Speakers


class Origins(NamedTuple):
    """An actor with at least one own word that counts, on each claim it has one on."""

    claim: Rows
    actor: Rows
    side: Bytes
    interest: Bytes
    weight: Whole  # of the heaviest of its words
    said_here: Whole  # weight of its own word on the very claim decided, 0 where there is none


class Harmed:
    """Which parties claims name as harmed."""

    def __init__(self, claims: Claims) -> None:
        self.parties = 1 + max(
            int(column.max(initial=NONE)) for column in (claims.favours, claims.harmed_party)
        )
        self.pairs = np.unique(claims.harmed_claim * np.int64(self.parties) + claims.harmed_party)
        self.named = np.zeros(len(claims), np.bool_)
        self.named[claims.harmed_claim] = True
        self.favours = claims.favours

    def interests(self, claim: Rows, party: Rows, side: Bytes) -> Bytes:
        """Tell whether parties that take a side serve themselves, concede, or have nothing at stake."""
        found = np.full(claim.size, NO_INTEREST, np.int8)
        may = np.flatnonzero((party != NONE) & ((self.favours[claim] != NONE) | self.named[claim]))
        claim, party, supports = claim[may], party[may], side[may] == SUPPORT
        favoured = party == self.favours[claim]
        named = among(claim * np.int64(self.parties) + party, self.pairs) & (party < self.parties)
        harmed = named | ~self.named[claim]  # all others, where none is named
        stake = np.where(favoured == supports, OWN, CONCEDING)
        found[may] = np.where(favoured | harmed, stake, NO_INTEREST)
        return found


def origins(words: Words, columns: Columns, speakers: Speakers, harmed: Harmed) -> Origins:
    """Weigh words, and let each actor weigh as its heaviest on a claim."""
    interest = harmed.interests(words.claim, speakers.party[words.actor], words.side)
    weight = speakers.weights(words.actor, words.side, columns.stances.how[words.stance], interest)
    here = np.where(columns.stances.claim[words.stance] == words.claim, weight, 0)
    by = runs(words.claim, words.actor)
    first = by.starts
    return Origins(
        words.claim[first],
        words.actor[first],
        words.side[first],
        interest[first],
        by.largest(weight),
        by.total(here),
    )


def shares(weight: Whole, rank: NDArray[Any], policy: Policy) -> Whole:
    """Give what is left of weights in their blocs, by their place there from the heaviest down."""
    powers = [1]
    while powers[-1] <= int(weight.max(initial=0)):
        powers.append(powers[-1] * policy.bloc_divisor)
    divisor = np.array(powers[:-1] or [1], np.int64)
    found: Whole = weight // divisor[np.minimum(rank, divisor.size - 1)]
    found[rank >= divisor.size] = 0
    return found
