"""Add up both sides of claims (rule 5)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.consensus.policy import Policy
from claims.mass.columns import NONE, Flags, Rows, Whole
from claims.mass.groups import among, ordered, runs
from claims.mass.origins import Origins, shares
from claims.mass.speakers import CONCEDING, OWN, Speakers


class Totals(NamedTuple):
    """What the statuses of claims are decided on: claim × side, graded origins alone but for what is shown."""

    shown: Whole  # ungraded included, up to their cap
    weight: Whole
    origins: Whole  # blocs whose best origin weighs enough to count
    strong: Whole  # blocs whose best origin is strong
    heaviest: Whole
    disinterested: Whole  # the heaviest that does not serve its own party
    served: Flags  # someone stands here in its own interest
    conceded: Flags  # a party opposed to those stands here against its interest, and of one voice


def add_up(low: int, high: int, origins: Origins, speakers: Speakers, policy: Policy) -> Totals:
    """Add up the claims from one row up to another."""
    graded = speakers.graded[origins.actor]
    camp = ((origins.claim - low) * 2 + origins.side) * 2 + graded
    key = camp * np.int64(speakers.blocs) + speakers.bloc[origins.actor]
    order = ordered(key, (high - low) * 4 * speakers.blocs)
    blocs = runs(key[order])
    shared = np.flatnonzero(blocs.lengths[blocs.of] > 1)
    order[shared] = order[shared[np.lexsort((-origins.weight[order[shared]], blocs.of[shared]))]]
    origins = Origins._make(column[order] for column in origins)
    camp, graded = camp[order], graded[order]
    camps = runs(camp)
    rank = np.arange(camp.size) - blocs.starts[blocs.of]
    best = rank == 0
    found = _Cells(high - low, camp[camps.starts])
    total = found.spread(camps.total(shares(origins.weight, rank, policy)))
    here = origins.interest
    graded_total = total[:, :, 1]
    return Totals(
        shown=graded_total + np.minimum(total[:, :, 0], policy.ungraded_cap),
        weight=graded_total,
        origins=found.graded(camps.total((best & (origins.weight >= policy.origin)).astype(np.int64))),
        strong=found.graded(camps.total((best & (origins.weight >= policy.strong)).astype(np.int64))),
        heaviest=found.graded(camps.largest(origins.weight)),
        disinterested=found.graded(camps.largest(np.where(here == OWN, 0, origins.weight))),
        served=found.graded(camps.any(here == OWN)),
        conceded=_conceded(
            origins, graded, speakers.party[origins.actor], low, size=high - low, strong=policy.strong
        ),
    )


class _Cells:
    """Where the camps found stand among all: claim × side × whether graded."""

    def __init__(self, size: int, camps: NDArray[Any]) -> None:
        self.size, self.camps = size, camps

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        cells = np.zeros(self.size * 4, values.dtype)
        cells[self.camps] = values
        return cells.reshape(self.size, 2, 2)

    def graded(self, values: NDArray[Any]) -> NDArray[Any]:
        return self.spread(values)[:, :, 1]


def _conceded(origins: Origins, graded: Flags, party: Rows, low: int, *, size: int, strong: int) -> Flags:
    """Find concessions said on the very claim, by parties none of whose graded actors stand on the other side."""
    cells = np.zeros((size, 2), np.bool_)
    concedes = graded & (origins.interest == CONCEDING) & (origins.said_here >= strong)
    claim, side = origins.claim - low, origins.side
    conceded = np.zeros(size, np.bool_)
    conceded[claim[concedes]] = True
    voices = graded & conceded[claim] & (party != NONE)
    parties = np.int64(party.max(initial=NONE) + 1)
    here, across = ((claim * 2 + where) * parties + party for where in (side, 1 - side))
    of_one_voice = np.flatnonzero(concedes)
    of_one_voice = of_one_voice[~among(across[of_one_voice], np.sort(here[voices]))]
    cells[claim[of_one_voice], side[of_one_voice]] = True
    return cells
