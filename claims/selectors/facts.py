"""What the rules read of records, from rows: as they now stand, or stood at a log size."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from claims.consensus import ActorFact, ClaimFact, QuestionFact, RelationFact, StanceFact, read

#: The columns that a row has to have.
CLAIM = (
    "id", "revision", "text", "question_id", "answer", "valid_from", "valid_to", "favours", "against", "quantity",
    "withdrawn_at",
)  # fmt: skip
QUESTION = ("id", "revision", "exclusive", "withdrawn_at")
RELATION = ("id", "revision", "kind", "from_claim_id", "to_claim_id", "withdrawn_at")
STANCE = (
    "id", "revision", "claim_id", "actor_id", "source_id", "position", "said_at", "basis", "credibility", "hedged",
    "derived_from_id", "relation", "quantity", "withdrawn_at",
)  # fmt: skip
ACTOR = ("id", "revision", "name", "reliability", "party", "part_of_id", "speaks_for_id", "withdrawn_at")


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
        quantity=read(row["quantity"]),
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


def stance(
    row: Mapping[str, Any], actors: Mapping[UUID, Mapping[str, Any]], gone: Collection[UUID]
) -> StanceFact:
    """Return a stance as the rules read it, with `first_index`; `gone` are the sources withdrawn."""
    # What rests on a withdrawn record is withdrawn with it; a claim's own stances keep their base status.
    because = ""
    if row["withdrawn_at"] is not None:
        because = "stance"
    elif row["source_id"] in gone:
        because = "source"
    elif actors[row["actor_id"]]["withdrawn_at"] is not None:
        because = "actor"
    return StanceFact(
        id=str(row["id"]),
        revision=row["revision"],
        claim=str(row["claim_id"]),
        actor=str(row["actor_id"]),
        position=row["position"],
        said_at=row["said_at"],
        log_index=row["first_index"],
        basis=row["basis"],
        credibility=row["credibility"],
        hedged=row["hedged"],
        derived_from=str(row["derived_from_id"]) if row["derived_from_id"] else None,
        relation=row["relation"] or None,
        withdrawn=bool(because),
        withdrawn_because=because,
        quantity=read(row["quantity"]),
    )


def actor(row: Mapping[str, Any], actors: Mapping[UUID, Mapping[str, Any]]) -> ActorFact:
    """Return an actor as the rules read it; a link to a withdrawn actor leads nowhere."""

    def live(link: UUID | None) -> str | None:
        return None if link is None or actors[link]["withdrawn_at"] else str(link)

    return ActorFact(
        id=str(row["id"]),
        revision=row["revision"],
        name=row["name"],
        reliability=row["reliability"] or None,
        party=row["party"] or None,
        part_of=live(row["part_of_id"]),
        speaks_for=live(row["speaks_for_id"]),
    )
