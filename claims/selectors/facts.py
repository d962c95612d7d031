"""What the rules read of claims, questions and relations, from rows: as they now stand, or stood at a log size."""

from collections.abc import Mapping
from typing import Any

from claims.consensus import ClaimFact, QuestionFact, RelationFact

#: The columns that a row has to have.
CLAIM = (
    "id", "revision", "text", "question_id", "answer", "valid_from", "valid_to", "favours", "against", "withdrawn_at",
)  # fmt: skip
QUESTION = ("id", "revision", "exclusive", "withdrawn_at")
RELATION = ("id", "revision", "kind", "from_claim_id", "to_claim_id", "withdrawn_at")


def claim(row: Mapping[str, Any]) -> ClaimFact:
    """Return a claim as the rules read it."""
    return ClaimFact(
        id=str(row["id"]),
        revision=row["revision"],
        text=row["text"],
        question=str(row["question_id"]) if row["question_id"] else None,
        answer=row["answer"] or None,
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        favours=row["favours"] or None,
        against=tuple(row["against"]),
        withdrawn=row["withdrawn_at"] is not None,
    )


def question(row: Mapping[str, Any]) -> QuestionFact:
    """Return a question as the rules read it."""
    return QuestionFact(id=str(row["id"]), revision=row["revision"], exclusive=row["exclusive"])


def relation(row: Mapping[str, Any]) -> RelationFact:
    """Return a relation as the rules read it."""
    return RelationFact(
        id=str(row["id"]),
        revision=row["revision"],
        kind=row["kind"],
        from_claim=str(row["from_claim_id"]),
        to_claim=str(row["to_claim_id"]),
    )
