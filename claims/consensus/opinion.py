"""Show how far the sources lean, for display only: it decides nothing (rule 7)."""

from dataclasses import dataclass

from claims.consensus.policy import Policy


@dataclass(frozen=True, slots=True)
class Opinion:
    """A subjective opinion in whole permille; belief, disbelief and uncertainty add up to 1000."""

    belief: int
    disbelief: int
    uncertainty: int
    projected: int


def opinion(support: int, dispute: int, policy: Policy) -> Opinion:
    """Weigh the graded support and dispute (cdB) against the prior weight of knowing nothing."""
    whole = support + dispute + policy.opinion_prior
    belief, disbelief = 1000 * support // whole, 1000 * dispute // whole
    uncertainty = 1000 - belief - disbelief
    return Opinion(belief, disbelief, uncertainty, belief + uncertainty // 2)
