"""Find on which side of each claim each actor stands, and with which words (rule 1)."""

from typing import NamedTuple

import numpy as np

from claims.mass.bearings import DISPUTE, NEITHER, SUPPORT, Bearings
from claims.mass.columns import NONE, SUPPORTS, Bytes, Columns, Flags, Rows
from claims.mass.derivations import Descents
from claims.mass.groups import Index, ordered, runs


class Words(NamedTuple):
    """Stances that bear on claims decided, by claim decided and actor, and the side they count on."""

    claim: Rows
    actor: Rows
    stance: Rows
    side: Bytes


class Placed(NamedTuple):
    """Whether anyone takes a side, claim by claim, and the own words that count."""

    sided: Flags
    words: Words


class Ground(NamedTuple):
    """What is known of all stances, whichever claims are decided."""

    columns: Columns
    descents: Descents
    bearings: Bearings
    spoken: Index  # the stances that take a side and stand, by the claim they were taken on


def place(low: int, high: int, ground: Ground) -> Placed:
    """Place every actor who takes a side of the claims from one row up to another."""
    columns, descents = ground.columns, ground.descents
    said = _gathered(low, high, ground)
    by = runs(said.claim, said.actor)
    alone = by.lengths == 1
    first = by.starts[alone]
    once = Words._make(column[first] for column in said)
    several = np.flatnonzero(~alone[by.of])
    sided = np.zeros(high - low, np.bool_)
    sided[once.claim[once.side != NEITHER] - low] = True
    counts = (once.side != NEITHER) & descents.own[once.stance]
    words = [Words._make(column[counts] for column in once)]
    if several.size:
        placed, more = _weighed_up(Words._make(column[several] for column in said), columns, descents)
        sided[placed - low] = True
        words.append(more)
    return Placed(sided, Words._make(np.concatenate(parts) for parts in zip(*words, strict=True)))


def _gathered(low: int, high: int, ground: Ground) -> Words:
    """Collect what bears on the claims, sorted by claim decided and actor."""
    columns, spoken = ground.columns, ground.spoken
    stances = columns.stances
    links = ground.bearings.links(low, high)
    here = np.arange(low, high, dtype=np.int32)
    claims, others = np.concatenate([here, links.claim]), np.concatenate([here, links.other])
    counts = spoken.count(others)
    stance = spoken.elements(others)
    supports = np.concatenate([np.full(here.size, SUPPORT, np.int8), links.supports])
    disputes = np.concatenate([np.full(here.size, DISPUTE, np.int8), links.disputes])
    side = np.where(
        stances.position[stance] == SUPPORTS, np.repeat(supports, counts), np.repeat(disputes, counts)
    )
    claim, actor = np.repeat(claims, counts), stances.actor[stance]
    asked = np.repeat(np.concatenate([np.zeros(here.size, np.bool_), links.asked]), counts)
    side[asked & _belies(side, claim, stance, columns)] = NEITHER
    actors = len(columns.actors.ids)
    order = ordered((claim - low).astype(np.int64) * actors + actor, (high - low) * actors)
    return Words(claim[order], actor[order], stance[order], side[order])


def _belies(side: Bytes, claim: Rows, stance: Rows, columns: Columns) -> Flags:
    """Tell of words whether a number of the speaker's own is on another side than the word."""
    claimed, said = columns.claims.quantities, columns.stances.quantities
    if claimed is None or said is None:
        return np.zeros(side.size, np.bool_)
    alike = (said.unit[stance] == claimed.unit[claim]) & (said.unit[stance] != NONE)
    low = np.maximum(claimed.low[claim], said.low[stance])
    apart = low > np.minimum(claimed.high[claim], said.high[stance])
    belies: Flags = alike & (side != np.where(apart, DISPUTE, SUPPORT))
    return belies


def _weighed_up(said: Words, columns: Columns, descents: Descents) -> tuple[Rows, Words]:
    """Place those who said several things; return the claims on which any stands, and their words."""
    stances = columns.stances
    group = runs(said.claim, said.actor).of
    order = np.lexsort((said.stance, stances.log_index[said.stance], stances.said_at[said.stance], group))
    # From here on elements stand by group, and in each as they were said.
    claim, actor, stance, side = (column[order] for column in said)
    moment = np.arange(stance.size)
    on = stances.claim[stance]
    by_claim = np.lexsort((moment, on, group))
    there = runs(group[by_claim], on[by_claim])
    latest = by_claim[there.starts + there.lengths - 1]
    # Where the latest word on each claim that bears places its speaker; there the later one has the say.
    places = side[latest]
    ranked = np.where(places == NEITHER, -1, latest)
    of_group = runs(group[latest])
    newest = of_group.largest(ranked)
    stands = np.where(newest < 0, NEITHER, side[newest])
    placed = claim[newest[newest >= 0]]
    # From each claim that places them so, the latest own word on that side.
    agrees = places == stands[of_group.of]
    sides = side[by_claim]
    counts = descents.own[stance[by_claim]] & (sides != NEITHER) & (sides == stands[group[by_claim]])
    last = there.largest(np.where(counts & agrees[there.of], by_claim, -1))
    words = last[last >= 0]
    words.sort()
    return placed, Words(claim[words], actor[words], stance[words], side[words])
