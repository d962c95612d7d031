"""Weigh one word of one speaker, in centidecibans (rule 2).

Readings. A claim that names whom it is against harms nobody else; one that serves nobody and harms nobody
interests nobody. E is a letter, so an E is graded, but a conceding E keeps the weight of E. Grades learned of an
actor stand in the place of what its letter is worth, and grade one that has none; they are its own, and nobody
inherits them. A concession lifts by the letter, so it lifts a learned grade only of who has one.
"""

from claims.consensus.lineage import Lineage
from claims.consensus.policy import Policy
from claims.consensus.types import SUPPORT, ClaimFact, Interest, Side, StanceFact


def weigh(stance: StanceFact, speaker: Lineage, side: Side, interest: Interest, policy: Policy) -> int:
    """Weigh a stance that counts on a side; whole numbers only, so that a replay gives the same bytes anywhere."""
    return (
        reliability(stance.actor, speaker, side, interest, policy)
        * policy.basis[stance.basis]
        * policy.credibility[stance.credibility]
        * (policy.hedged if stance.hedged else 100)
        * policy.interest[interest]
        // 100**4
    )


def reliability(actor: str, speaker: Lineage, side: Side, interest: Interest, policy: Policy) -> int:
    """Give what the letter of a speaker is worth, or what was learned of it."""
    worth = policy.reliability.get(speaker.letter, policy.ungraded)
    if rates := policy.actors.get(actor):
        worth = rates.affirming if side == SUPPORT else rates.denying
    if interest == "conceding" and speaker.letter in policy.concession_letters:
        return max(worth, policy.concession_floor)
    return worth


def is_graded(actor: str, speaker: Lineage, policy: Policy) -> bool:
    """Tell whether a speaker has a letter that can be weighed, as F and none cannot, or learned grades."""
    return speaker.letter in policy.reliability or actor in policy.actors


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
