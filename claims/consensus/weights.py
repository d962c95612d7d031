"""Weigh one word of one speaker, in centidecibans (rule 2).

Readings. A claim that names whom it is against harms nobody else; one that serves nobody and harms nobody
interests nobody. E is a letter, so an E is graded, but a conceding E keeps the weight of E.
"""

from claims.consensus.lineage import Lineage
from claims.consensus.policy import Policy
from claims.consensus.types import SUPPORT, ClaimFact, Interest, Side, StanceFact


def weigh(stance: StanceFact, speaker: Lineage, interest: Interest, policy: Policy) -> int:
    """Weigh a stance; whole numbers only, so that a replay gives the same bytes anywhere."""
    return (
        reliability(speaker, interest, policy)
        * policy.basis[stance.basis]
        * policy.credibility[stance.credibility]
        * (policy.hedged if stance.hedged else 100)
        * policy.interest[interest]
        // 100**4
    )


def reliability(speaker: Lineage, interest: Interest, policy: Policy) -> int:
    """Give what the letter of a speaker is worth."""
    worth = policy.reliability.get(speaker.letter, policy.ungraded)
    if interest == "conceding" and speaker.letter in policy.concession_letters:
        return max(worth, policy.concession_floor)
    return worth


def is_graded(speaker: Lineage, policy: Policy) -> bool:
    """Tell whether a speaker has a letter that can be weighed: F and none cannot."""
    return speaker.letter in policy.reliability


def interest_in(claim: ClaimFact, party: str | None, side: Side) -> Interest:
    """Tell whether a party that takes a side of a claim serves itself, concedes, or has nothing at stake."""
    if party is None:
        return "none"
    if party == claim.favours:
        return "own" if side == SUPPORT else "conceding"
    harmed = party in claim.against if claim.against else claim.favours is not None
    if harmed:
        return "conceding" if side == SUPPORT else "own"
    return "none"
