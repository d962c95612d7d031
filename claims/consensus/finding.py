"""Apply the rules to one claim of a case, up to its base status."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.consensus.case import Case
from claims.consensus.derivation import Descent
from claims.consensus.lineage import Lineage
from claims.consensus.neighbours import Link, links
from claims.consensus.origins import Origin, origins, shares
from claims.consensus.policy import Policy
from claims.consensus.positions import Standing, standings
from claims.consensus.statuses import Ruling, rule
from claims.consensus.totals import Tally
from claims.consensus.types import DISPUTE, SUPPORT, ClaimFact, Side


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found on one claim, kept for its explanation."""

    claim: ClaimFact
    links: Mapping[str, Link]
    standings: Mapping[str, Standing]
    origins: tuple[Origin, ...]
    tallies: Mapping[Side, Tally]
    ruling: Ruling

    def shown(self, side: Side, policy: Policy) -> int:
        """Add up a side as shown: the graded in full, the ungraded up to their cap (cdB)."""
        ungraded = shares((o for o in self.origins if o.side == side and not o.graded), policy.bloc_divisor)
        return self.tallies[side].whole.weight + min(policy.ungraded_cap, sum(ungraded.values()))


def find(
    claim: str,
    case: Case,
    *,
    descents: Mapping[str, Descent],
    lineages: Mapping[str, Lineage],
    policy: Policy,
) -> Finding:
    """Decide the base status of one claim."""
    decided = case.claims[claim]
    found = links(
        decided,
        claims=case.claims.values(),
        questions=case.questions.values(),
        relations=case.relations.values(),
    )
    placed = standings(case, found, descents)
    return settle(decided, found, placed, origins(decided, placed, lineages, policy), policy)


def settle(
    claim: ClaimFact,
    found: Mapping[str, Link],
    placed: Mapping[str, Standing],
    ranked: tuple[Origin, ...],
    policy: Policy,
) -> Finding:
    """Add up both sides, and rule."""
    support, dispute = Tally(SUPPORT, ranked, policy), Tally(DISPUTE, ranked, policy)
    return Finding(
        claim=claim,
        links=found,
        standings=placed,
        origins=ranked,
        tallies={SUPPORT: support, DISPUTE: dispute},
        ruling=rule(support.whole, dispute.whole, sided=bool(placed), policy=policy),
    )
