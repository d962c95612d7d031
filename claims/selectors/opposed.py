"""What a new stance contradicts: a bounded question, however much is said on the claim."""

from uuid import UUID

from django.db import connection
from django.db.models import Q

from actors.selectors.records import visible
from audit.attribution import Principal
from claims.consensus import Recorded, conflicts, links, opposed
from claims.consensus.neighbours import Link
from claims.models import Claim, ClaimRelation, Position
from claims.selectors import facts

#: At most so many contradicted stances are named, the latest first.
NAMED = 20
#: At most so many rival answers are looked at.
NEIGHBOURS = 100


def by_stance(claim_id: UUID, position: str, *, to: Principal) -> list[UUID]:
    """Return the live own words, recorded already, that a position on a claim contradicts.

    Two round trips at most beside the look at the claim's neighbours; a thousand stances on one claim cost no more
    than two.
    """
    if position not in {Position.SUPPORTS, Position.DISPUTES}:
        return []
    near = _links(claim_id, to=to)
    pairs = opposed(position, str(claim_id), near)
    recorded = _latest(pairs)
    return [UUID(stance) for stance in conflicts(position, str(claim_id), recorded, near)]


def _latest(pairs: tuple[tuple[str, str], ...]) -> list[Recorded]:
    """Return the latest live own words at each (claim, position), read by an index in that order.

    An own word derives from nothing, or rebuts what it derives from: it takes the other side of the same claim.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT w.id, w.claim_id, w.position FROM unnest(%s::uuid[], %s::text[]) AS p (claim_id, position)
            CROSS JOIN LATERAL (
                SELECT s.id, s.claim_id, s.position, s.said_at FROM claims_stance s
                LEFT JOIN claims_source f ON f.id = s.source_id
                JOIN actors_actor a ON a.id = s.actor_id AND a.withdrawn_at IS NULL
                LEFT JOIN claims_stance d ON d.id = s.derived_from_id
                WHERE s.claim_id = p.claim_id AND s.position = p.position AND s.withdrawn_at IS NULL
                  AND f.withdrawn_at IS NULL
                  AND (d.id IS NULL OR (d.claim_id = s.claim_id
                    AND d.position IN ('supports', 'disputes') AND d.position <> s.position))
                ORDER BY s.said_at DESC LIMIT %s
            ) w ORDER BY w.said_at DESC, w.id LIMIT %s
            """,
            [[claim for claim, _ in pairs], [position for _, position in pairs], NAMED, NAMED],
        )
        return [Recorded(str(stance), str(claim), position) for stance, claim, position in cursor.fetchall()]


def _links(claim_id: UUID, *, to: Principal) -> dict[str, Link]:
    """Link a claim to its neighbours as they now stand."""
    claims = visible(Claim, to=to)
    asked = {f"question__{name}": name for name in facts.QUESTION}
    claim = claims.values(*facts.CLAIM, *asked).get(id=claim_id)
    question = {name: claim[column] for column, name in asked.items()}
    relations = list(
        visible(ClaimRelation, to=to)
        .filter(Q(from_claim=claim_id) | Q(to_claim=claim_id), withdrawn_at__isnull=True)
        .order_by("id")
        .values(*facts.RELATION)[:NEIGHBOURS]
    )
    ids = {r["from_claim_id"] for r in relations} | {r["to_claim_id"] for r in relations}
    rivals = Q(id__in=ids)
    is_exclusive = question["exclusive"] and question["withdrawn_at"] is None
    if is_exclusive:
        rivals |= Q(question=question["id"])
    elif not ids:
        return {}
    others = claims.filter(rivals, withdrawn_at__isnull=True).exclude(id=claim_id)
    return links(
        facts.claim(claim),
        claims=[facts.claim(other) for other in others.values(*facts.CLAIM)[:NEIGHBOURS]],
        questions=[facts.question(question)] if is_exclusive else [],
        relations=[facts.relation(r) for r in relations],
    )
