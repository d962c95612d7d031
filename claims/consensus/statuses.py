"""Turn the totals of both sides into a status (rule 6).

Readings. A concession makes common ground only where it was said on this very claim, in an own word;
whoever agrees in its own interest and whoever dissents for the conceding party do so in own words too, so
that no copy makes or breaks it. A dissent is held against the heaviest graded origin of the side it faces,
whether or not that one has a stake.
"""

from dataclasses import dataclass

from claims.consensus.policy import Policy
from claims.consensus.totals import Totals


@dataclass(frozen=True, slots=True)
class Ruling:
    """A base status and, where it is settled, by what."""

    status: str
    reason: str = ""


def rule(support: Totals, dispute: Totals, *, sided: bool, policy: Policy) -> Ruling:
    """Decide the base status: the first that matches. `sided` tells whether any live stance takes a side."""
    if not sided:
        return Ruling("unsourced")
    if reason := _settled(support, dispute, policy):
        return Ruling("corroborated", reason)
    if reason := _settled(dispute, support, policy):
        return Ruling("refuted", reason)
    return Ruling(_unsettled(support.origins, dispute.origins, policy))


def _settled(side: Totals, other: Totals, policy: Policy) -> str:
    """Say by what a side carries the claim: common_ground, weight, or nothing."""
    if side.served and side.conceded and not other.origins:
        return "common_ground"
    carries = (
        side.weight - other.weight >= policy.margin
        and side.strong >= policy.strong_blocs
        and side.disinterested >= policy.strong
        and other.disinterested < side.heaviest
    )
    return "weight" if carries else ""


def _unsettled(support: int, dispute: int, policy: Policy) -> str:
    if support and dispute:
        return "disputed"
    if support:
        return "supported" if support >= policy.several_origins else "single_source"
    return "contradicted" if dispute else "unverified"
