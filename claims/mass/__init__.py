"""Decide millions of stances at once: the rules of `claims.consensus` over arrays in memory.

Status and totals, without what explains them, and equal to `claims.consensus.decide` on every claim: the rules are
those, read from the same policy, and written down once more for arrays. Pure, as they are: numpy, the rules and the
standard library. Whole numbers only.
"""

from claims.mass.columns import NONE, UNSEEN, Actors, Claims, Columns, Relations, Stances, how
from claims.mass.facts import columns
from claims.mass.outcomes import REASONS, STATUSES, Outcomes, decide

__all__ = [
    "NONE",
    "REASONS",
    "STATUSES",
    "UNSEEN",
    "Actors",
    "Claims",
    "Columns",
    "Outcomes",
    "Relations",
    "Stances",
    "columns",
    "decide",
    "how",
]
