"""Which claims an entry of the log bears on: who is owed a recompute when something was recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from actors.models import Actor
from claims.models import Claim, ClaimRelation, Policy, Question, Source, Stance

#: Tables whose revisions bear on claims, with the words for them that a determination's trigger uses.
KINDS = {
    Actor._meta.db_table: "actor",
    Claim._meta.db_table: "claim",
    ClaimRelation._meta.db_table: "relation",
    Policy._meta.db_table: "policy",
    Question._meta.db_table: "question",
    Source._meta.db_table: "source",
    Stance._meta.db_table: "stance",
}

#: The live tables suffice: what is linked later comes with an entry of its own, and what was linked before is
#: asked of the history. An answer with a claim too many costs a recompute that changes nothing.
_BEARING = """
WITH RECURSIVE touched (kind, object_id, index) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(objects)s::uuid[], %(indexes)s::bigint[])
),
speakers (actor_id, index) AS (
    SELECT object_id, index FROM touched WHERE kind = 'actors_actor'
    UNION
    SELECT a.id, p.index FROM speakers p JOIN actors_actor a ON p.actor_id IN (a.part_of_id, a.speaks_for_id)
),
spoken (stance_id, index) AS (
    SELECT object_id, index FROM touched WHERE kind = 'claims_stance'
    UNION
    SELECT s.id, t.index FROM touched t JOIN claims_stance s ON s.source_id = t.object_id
    WHERE t.kind = 'claims_source'
    UNION
    SELECT s.id, p.index FROM speakers p JOIN claims_stance s ON s.actor_id = p.actor_id
    UNION
    SELECT d.id, p.index FROM spoken p JOIN claims_stance d ON d.derived_from_id = p.stance_id
),
direct (claim_id, index) AS (
    SELECT s.claim_id, p.index FROM spoken p JOIN claims_stance s ON s.id = p.stance_id
    UNION
    SELECT object_id, index FROM touched WHERE kind = 'claims_claim'
    UNION
    SELECT unnest(ARRAY[r.from_claim_id, r.to_claim_id]), t.index
    FROM touched t JOIN claims_claimrelation r ON r.id = t.object_id WHERE t.kind = 'claims_claimrelation'
    UNION
    SELECT c.id, t.index FROM touched t JOIN claims_claim c ON c.question_id = t.object_id
    WHERE t.kind = 'claims_question'
    UNION
    SELECT c.id, t.index FROM touched t CROSS JOIN claims_claim c WHERE t.kind = 'claims_policy'
),
near (claim_id, index) AS (
    SELECT claim_id, index FROM direct
    UNION
    SELECT c.id, d.index FROM direct d
    JOIN claims_historicalclaim h ON h.id = d.claim_id
    JOIN claims_question q ON q.id = h.question_id AND q.exclusive
    JOIN claims_claim c ON c.question_id = q.id
    UNION
    SELECT r.to_claim_id, d.index FROM direct d JOIN claims_claimrelation r ON r.from_claim_id = d.claim_id
    UNION
    SELECT r.from_claim_id, d.index FROM direct d JOIN claims_claimrelation r ON r.to_claim_id = d.claim_id
),
owed (claim_id, index) AS (
    SELECT claim_id, index FROM near
    UNION
    SELECT r.to_claim_id, n.index FROM near n
    JOIN claims_claimrelation r ON r.from_claim_id = n.claim_id AND r.kind = 'supersedes'
)
SELECT claim_id, index FROM owed
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """A revision: which table, which record, at which index of the log."""

    kind: str
    object_id: UUID
    index: int


def claims_of(touched: Collection[Touched]) -> list[tuple[UUID, int]]:
    """Return each claim that the revisions bear on, with the index of the revision, once."""
    relevant = [t for t in touched if t.kind in KINDS]
    if not relevant:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _BEARING,
            {
                "kinds": [t.kind for t in relevant],
                "objects": [t.object_id for t in relevant],
                "indexes": [t.index for t in relevant],
            },
        )
        return [(claim, index) for claim, index in cursor.fetchall()]
