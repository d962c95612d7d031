"""Measure how well a policy leans, on claims that staff ruled on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.consensus import Policy
from claims.grades.rates import TRUE
from claims.mass import Columns, decide
from claims.mass.columns import Bytes
from claims.mass.outcomes import projected


@dataclass(frozen=True, slots=True)
class Figures:
    """How many claims came out as they were ruled on, and how far off the opinion was."""

    accuracy: float  # by the side that weighs more; a tie is half right
    brier: float  # mean square of what the opinion lacks

    def betters(self, other: "Figures") -> bool:
        """Tell whether both figures are better."""
        return self.accuracy > other.accuracy and self.brier < other.brier


@dataclass(frozen=True, slots=True)
class Leans:
    """Where each claim leans under a policy: the graded margin in centidecibans, and the opinion."""

    margin: NDArray[np.int64]
    opinion: NDArray[np.float64]

    def figures(self, verdicts: Bytes, claims: NDArray[np.int64]) -> Figures:
        """Measure on some claims, all of which were ruled on."""
        holds = verdicts[claims] == TRUE
        lean = np.sign(self.margin[claims]) * np.where(holds, 1, -1)
        return Figures(
            accuracy=float(((lean + 1) / 2).mean()),
            brier=float(np.square(self.opinion[claims] - holds).mean()),
        )


def leans(columns: Columns, policy: Policy) -> Leans:
    """Decide all claims, and tell where they lean."""
    graded = decide(columns, policy).graded
    return Leans(graded[:, 0] - graded[:, 1], projected(graded, policy) / 1000)
