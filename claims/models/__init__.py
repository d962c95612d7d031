"""One noun a module: shape and guarantees, no workflow."""

from claims.models.claim import Claim, ClaimRelation, RelationKind
from claims.models.determination import Consensus, Debt, Determination, Lane, Status
from claims.models.merge import Merge
from claims.models.place import Place, PlaceKind, Precision
from claims.models.policy import Policy
from claims.models.proposal import Act, Outcome, Proposal
from claims.models.question import Question
from claims.models.queue import Assignment, Echo, Likeness, Queue, Seen
from claims.models.remark import Remark
from claims.models.source import Source, SourceKind
from claims.models.stance import Basis, Derivation, Position, Stance
from claims.models.verdict import Ruling, Verdict

__all__ = [
    "Act",
    "Assignment",
    "Basis",
    "Claim",
    "ClaimRelation",
    "Consensus",
    "Debt",
    "Derivation",
    "Determination",
    "Echo",
    "Lane",
    "Likeness",
    "Merge",
    "Outcome",
    "Place",
    "PlaceKind",
    "Policy",
    "Position",
    "Precision",
    "Proposal",
    "Question",
    "Queue",
    "RelationKind",
    "Remark",
    "Ruling",
    "Seen",
    "Source",
    "SourceKind",
    "Stance",
    "Status",
    "Verdict",
]
