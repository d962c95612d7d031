"""Which claims an entry of the log bears on: who is owed a recompute when something was recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from actors.models import Actor
from claims.models import Claim, ClaimRelation, Merge, Policy, Question, Source, Stance

#: Tables whose revisions bear on claims, with the words for them that a determination's trigger uses.
KINDS = {
    Actor._meta.db_table: "actor",
    Claim._meta.db_table: "claim",
    ClaimRelation._meta.db_table: "relation",
    Merge._meta.db_table: "merge",
    Policy._meta.db_table: "policy",
    Question._meta.db_table: "question",
    Source._meta.db_table: "source",
    Stance._meta.db_table: "stance",
}

#: The claims that revisions bear on, as `owed (claim_id, index)`; `own` are those that an entry is about itself. What
#: is wanted of them follows.
#:
#: References are read as they now stand, but for the record touched, whose history is asked: when a link changes, that
#: is an entry on the record that holds it, and bears on both sides. So with time: an entry bears on the rivals that a
#: claim now overlaps with. A rival it no longer overlaps with has been changed since, or the claim has: the rival is
#: owed by its own later entry, or by the claim's, which is compared at every revision it has had. A claim too many
#: costs a recompute that changes nothing.
#:
#: `near` is not materialized, so that whoever asks of a few claims has no others looked up.
BEARING = """
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
    SELECT unnest(m.moved), t.index FROM touched t JOIN claims_merge m ON m.id = t.object_id
    WHERE t.kind = 'claims_merge'
    UNION
    SELECT d.id, p.index FROM spoken p JOIN claims_stance d ON d.derived_from_id = p.stance_id
),
own (claim_id, index) AS (
    SELECT h.claim_id, t.index FROM touched t JOIN claims_historicalstance h ON h.id = t.object_id
    WHERE t.kind = 'claims_stance'
    UNION
    SELECT object_id, index FROM touched WHERE kind = 'claims_claim'
    UNION
    SELECT e.claim_id, t.index FROM touched t JOIN claims_merge m ON m.id = t.object_id
    CROSS JOIN LATERAL (VALUES (m.claim_id), (m.survivor)) e (claim_id)
    WHERE t.kind = 'claims_merge' AND m.claim_id IS NOT NULL
),
direct (claim_id, index) AS (
    SELECT claim_id, index FROM own
    UNION
    SELECT s.claim_id, p.index FROM spoken p JOIN claims_stance s ON s.id = p.stance_id
),
answers (question_id, valid, index) AS (
    SELECT c.question_id, c.valid, d.index FROM direct d JOIN claims_claim c ON c.id = d.claim_id
    UNION
    SELECT h.question_id, tstzrange(h.valid_from, h.valid_to), t.index
    FROM touched t JOIN claims_historicalclaim h ON h.id = t.object_id WHERE t.kind = 'claims_claim'
),
near (claim_id, index) AS NOT MATERIALIZED (
    SELECT claim_id, index FROM direct
    UNION
    SELECT c.id, a.index FROM answers a
    JOIN claims_question q ON q.id = a.question_id AND q.exclusive
    JOIN claims_claim c ON c.question_id = q.id AND c.valid && a.valid
    UNION
    SELECT r.to_claim_id, d.index FROM direct d JOIN claims_claimrelation r ON r.from_claim_id = d.claim_id
    UNION
    SELECT r.from_claim_id, d.index FROM direct d JOIN claims_claimrelation r ON r.to_claim_id = d.claim_id
    UNION
    SELECT e.claim_id, t.index FROM touched t JOIN claims_historicalclaimrelation h ON h.id = t.object_id
    CROSS JOIN LATERAL (VALUES (h.from_claim_id), (h.to_claim_id)) e (claim_id)
    WHERE t.kind = 'claims_claimrelation'
    UNION
    SELECT c.id, t.index FROM touched t JOIN claims_claim c ON c.question_id = t.object_id
    WHERE t.kind = 'claims_question'
),
owed (claim_id, index) AS (
    SELECT claim_id, index FROM near
    UNION
    SELECT r.to_claim_id, n.index FROM near n
    JOIN claims_claimrelation r ON r.from_claim_id = n.claim_id AND r.kind = 'supersedes'
    UNION
    SELECT c.id, t.index FROM touched t CROSS JOIN claims_claim c WHERE t.kind = 'claims_policy'
)
"""

_LATEST = f"""{BEARING}
SELECT claim_id, max(index) FROM owed WHERE claim_id = ANY(%(among)s::uuid[]) GROUP BY claim_id
"""  # noqa: S608 - names of our own


@dataclass(frozen=True, slots=True)
class Touched:
    """A revision: which table, which record, at which index of the log."""

    kind: str
    object_id: UUID
    index: int


def parameters(touched: Collection[Touched]) -> dict[str, list[Any]]:
    """Return what `BEARING` asks for."""
    relevant = [t for t in touched if t.kind in KINDS]
    return {
        "kinds": [t.kind for t in relevant],
        "objects": [t.object_id for t in relevant],
        "indexes": [t.index for t in relevant],
    }


def claims_of(touched: Collection[Touched]) -> set[UUID]:
    """Return all claims that the revisions bear on."""
    asked = parameters(touched)
    if not asked["kinds"]:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"{BEARING} SELECT DISTINCT claim_id FROM owed", asked)  # noqa: S608 - likewise
        return {claim for (claim,) in cursor.fetchall()}


def latest(touched: Collection[Touched], *, among: Collection[UUID]) -> dict[UUID, int]:
    """Return which of some claims the revisions bear on, each with the index of the latest that does."""
    asked = parameters(touched)
    if not asked["kinds"] or not among:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, {**asked, "among": list(among)})
        return dict(cursor.fetchall())
