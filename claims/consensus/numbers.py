"""Tell from where to where the numbers go that are said of a claim about a quantity."""

from collections import defaultdict
from dataclasses import dataclass

from claims.consensus.case import Case
from claims.consensus.finding import Finding
from claims.consensus.quantities import Quantity, hull, union
from claims.consensus.types import DISPUTE, SUPPORT, Side, StanceFact


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is claimed, and what the origins that weigh something say: for it, against it, and altogether.

    Of either side the ranges that it speaks of; `contested` goes from the lowest to the highest number of both, and is
    None where nobody says one in the unit of the claim.
    """

    claimed: Quantity
    supported: tuple[Quantity, ...]
    disputed: tuple[Quantity, ...]
    contested: Quantity | None


def numbers(finding: Finding, case: Case) -> Numbers | None:
    """Return the numbers said of a claim; None where it is about none. They decide nothing: sides are what counts."""
    claimed = finding.claim.quantity
    if claimed is None:
        return None
    said: dict[Side, list[Quantity]] = defaultdict(list)
    for origin in finding.origins:
        number = stated(case.stances[origin.word], case)
        if origin.graded and origin.weight and number is not None and number.unit == claimed.unit:
            said[origin.side].append(number)
    return Numbers(
        claimed=claimed,
        supported=union(said[SUPPORT]),
        disputed=union(said[DISPUTE]),
        contested=hull(said[SUPPORT] + said[DISPUTE]),
    )


def stated(stance: StanceFact, case: Case) -> Quantity | None:
    """Return the number that a stance says: one of its own, else that of the claim which it supports."""
    if stance.quantity is not None or stance.position != "supports":
        return stance.quantity
    return case.claims[stance.claim].quantity
