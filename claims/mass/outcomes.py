"""Decide every claim of a register (rule 6), block by block on several threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from claims.consensus.policy import Policy
from claims.mass.bearings import SUPERSEDES
from claims.mass.columns import Bytes, Columns, Flags, Whole
from claims.mass.totals import Totals, add_up
from claims.mass.world import BLOCK, World

STATUSES = (
    "unsourced",
    "unverified",
    "single_source",
    "supported",
    "corroborated",
    "disputed",
    "contradicted",
    "refuted",
    "superseded",
    "withdrawn",
)
REASONS = ("", "common_ground", "weight")
_CODE = {status: code for code, status in enumerate(STATUSES)}
_COMMON_GROUND, _WEIGHT = REASONS.index("common_ground"), REASONS.index("weight")

THREADS = 2


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the stances make of each claim; as in a decision, totals in centidecibans, claim × (support, dispute)."""

    status: Bytes  # in STATUSES
    base_status: Bytes
    reason: Bytes  # in REASONS
    shown: Whole
    graded: Whole
    origins: Whole


def decide(columns: Columns, policy: Policy, *, threads: int = THREADS, block: int = BLOCK) -> Outcomes:
    """Decide every claim as `claims.consensus.decide` does, without what explains it.

    Raises:
        PolicyError: the policy's numbers do not fit into arrays.
    """
    world = World(columns, policy)
    size = len(columns.claims)
    base, reason = np.zeros(size, np.int8), np.zeros(size, np.int8)
    shown, graded, counted = (np.zeros((size, 2), np.int64) for _ in range(3))

    def settle(bounds: tuple[int, int]) -> None:
        low, high = bounds
        heard = world.hear(low, high)
        totals = add_up(low, high, heard.origins, world.speakers, policy)
        base[low:high], reason[low:high] = rule(heard.sided, totals, policy)
        shown[low:high], graded[low:high], counted[low:high] = totals.shown, totals.weight, totals.origins

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(settle, world.blocks(block)))
    return Outcomes(_over(base, columns), base, reason, shown, graded, counted)


def projected(graded: Whole, policy: Policy) -> Whole:
    """Project the opinions on graded totals, claim × (support, dispute), in permille (rule 7)."""
    whole = graded.sum(axis=1) + policy.opinion_prior
    belief, disbelief = 1000 * graded[:, 0] // whole, 1000 * graded[:, 1] // whole
    opinions: Whole = belief + (1000 - belief - disbelief) // 2
    return opinions


def rule(sided: Flags, totals: Totals, policy: Policy) -> tuple[Bytes, Bytes]:
    """Decide base statuses and their reasons: the first that matches."""
    here, there = (Totals._make(column[:, side] for column in totals) for side in (0, 1))
    ways = [_ways(here, there, policy), _ways(there, here, policy)]
    supports, disputes = here.origins > 0, there.origins > 0
    unsettled = np.select(
        [supports & disputes, supports & (here.origins >= policy.several_origins), supports, disputes],
        [_CODE["disputed"], _CODE["supported"], _CODE["single_source"], _CODE["contradicted"]],
        _CODE["unverified"],
    )
    status = np.select(
        [~sided, ways[0] > 0, ways[1] > 0],
        [_CODE["unsourced"], _CODE["corroborated"], _CODE["refuted"]],
        unsettled,
    )
    reason = np.select([~sided, ways[0] > 0], [0, ways[0]], ways[1])
    return status.astype(np.int8), reason.astype(np.int8)


def _ways(side: Totals, other: Totals, policy: Policy) -> Bytes:
    """Say by what a side carries each claim: common ground, weight, or nothing."""
    common_ground = side.served & side.conceded & (other.origins == 0)
    by_weight = (
        (side.weight - other.weight >= policy.margin)
        & (side.strong >= policy.strong_blocs)
        & (side.disinterested >= policy.strong)
        & (other.disinterested < side.heaviest)
    )
    ways: Bytes = np.select([common_ground, by_weight], [_COMMON_GROUND, _WEIGHT], 0).astype(np.int8)
    return ways


def _over(base: Bytes, columns: Columns) -> Bytes:
    """Lay what overrides them over the base statuses."""
    relations, withdrawn = columns.relations, columns.claims.withdrawn
    newer, older = relations.from_claim, relations.to_claim
    supersedes = (relations.kind == SUPERSEDES) & (newer != older) & ~withdrawn[newer]
    status = base.copy()
    status[older[supersedes & (base[newer] == _CODE["corroborated"])]] = _CODE["superseded"]
    status[withdrawn] = _CODE["withdrawn"]
    return status
