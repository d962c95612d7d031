"""Name the arrays that hold a register: a row for each record, and numbers in the place of words.

Rows stand in the order of the records' ids, which is how the rules break ties. A record is named elsewhere by its row,
`NONE` where there is nothing to name and `UNSEEN` where what is named is not among the rows. Instants are microseconds
since 1970 in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from claims.consensus.case import POSITIONS
from claims.consensus.policy import BASES, CREDIBILITIES, LETTERS

Flags: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.int8]
Rows: TypeAlias = NDArray[np.int32]
Whole: TypeAlias = NDArray[np.int64]

NONE, UNSEEN = -1, -2
ALWAYS_FROM, ALWAYS_TO = np.iinfo(np.int64).min, np.iinfo(np.int64).max

SUPPORTS, DISPUTES = POSITIONS.index("supports"), POSITIONS.index("disputes")
#: Letters as numbers; the last is for whoever has none.
GRADES: tuple[str | None, ...] = (*LETTERS, "F", None)
#: The manners of a word, as `how` numbers them: basis, credibility, whether it is hedged.
JUDGED: tuple[int | None, ...] = (*CREDIBILITIES, None)
MANNERS = tuple((basis, judged, hedged) for basis in BASES for judged in JUDGED for hedged in (False, True))


def how(basis: str, credibility: int | None, *, hedged: bool) -> int:
    """Give the manner of a word its number."""
    return (BASES.index(basis) * len(JUDGED) + JUDGED.index(credibility)) * 2 + hedged


@dataclass(frozen=True, slots=True)
class Actors:
    """Who speaks. The ids are asked for grades that were learned."""

    ids: Sequence[str]
    letter: Bytes  # in GRADES
    party: Rows
    part_of: Rows
    speaks_for: Rows


@dataclass(frozen=True, slots=True)
class Quantities:
    """How much is claimed or said, row by row: numbers of up to fifteen digits, infinite where an end is open."""

    unit: Rows  # NONE where there is no quantity
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Claims:
    """What is claimed; these are decided."""

    question: Rows  # only where it is exclusive
    answer: Rows
    valid_from: Whole  # ALWAYS_FROM where there is no bound
    valid_to: Whole  # ALWAYS_TO likewise
    favours: Rows  # a party
    harmed_claim: Rows  # with the next: a row for each party that a claim names as harmed
    harmed_party: Rows
    withdrawn: Flags
    quantities: Quantities | None = None  # where any claim is about one

    def __len__(self) -> int:
        return len(self.withdrawn)


@dataclass(frozen=True, slots=True)
class Relations:
    """How claims among the rows bear on others among them."""

    kind: Bytes  # in RELATIONS
    from_claim: Rows
    to_claim: Rows


@dataclass(frozen=True, slots=True)
class Stances:
    """What actors said. A claim that is not among the rows has a number beyond theirs."""

    claim: Rows
    actor: Rows
    position: Bytes  # in POSITIONS
    said_at: Whole
    log_index: Whole
    how: NDArray[np.uint8]  # in MANNERS
    derived_from: Rows
    withdrawn: Flags
    quantities: Quantities | None = None  # where any speaker gives a number of their own

    def __len__(self) -> int:
        return len(self.claim)


@dataclass(frozen=True, slots=True)
class Columns:
    """A register."""

    actors: Actors
    claims: Claims
    relations: Relations
    stances: Stances
