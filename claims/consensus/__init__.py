"""Decide what the sources on record make of a claim: stances in, a decision out.

Pure: the standard library alone, no Django, no clock, no input or output. Whole numbers only, so that the
same evidence under the same policy gives the same bytes on any machine. `docs/consensus.md` tells the rules
in plain words; each module says which rule it holds and, under *Readings*, how it reads a rule that leaves
room.
"""

from claims.consensus.conflicts import Recorded, conflicts, opposed
from claims.consensus.course import Step, course
from claims.consensus.decision import (
    Decision,
    FlipOrigin,
    Glance,
    PolicyName,
    StatusFlip,
    Superseder,
    decide,
    glances,
)
from claims.consensus.difference import difference
from claims.consensus.errors import ConsensusError, EvidenceError, PolicyError
from claims.consensus.explanation import explain
from claims.consensus.ledger import Factors, Line, WhyNot
from claims.consensus.neighbours import Link, links
from claims.consensus.numbers import Numbers
from claims.consensus.opinion import Opinion
from claims.consensus.policy import CPL_1, CPL_1_DOCUMENT, Policy, Rates
from claims.consensus.quantities import Quantity, are_apart, read
from claims.consensus.types import ActorFact, ClaimFact, Evidence, QuestionFact, RelationFact, StanceFact

__all__ = [
    "CPL_1",
    "CPL_1_DOCUMENT",
    "ActorFact",
    "ClaimFact",
    "ConsensusError",
    "Decision",
    "Evidence",
    "EvidenceError",
    "Factors",
    "FlipOrigin",
    "Glance",
    "Line",
    "Link",
    "Numbers",
    "Opinion",
    "Policy",
    "PolicyError",
    "PolicyName",
    "Quantity",
    "QuestionFact",
    "Rates",
    "Recorded",
    "RelationFact",
    "StanceFact",
    "StatusFlip",
    "Step",
    "Superseder",
    "WhyNot",
    "are_apart",
    "conflicts",
    "course",
    "decide",
    "difference",
    "explain",
    "glances",
    "links",
    "opposed",
    "read",
]
