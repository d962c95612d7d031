"""Which claims say nearly the same."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

#: From which share of common trigrams two texts are alike, and how many are named for one claim.
ALIKE = 0.7
NAMED = 5

#: Another answer, another place or another time makes another claim, however alike the words. The times are held
#: against each other in a form that no index answers: nearly all that is recorded may overlap.
_SAME = """
    l.id <> c.id AND l.withdrawn_at IS NULL AND NOT isempty(l.valid * c.valid)
    AND NOT coalesce(l.question_id = c.question_id AND l.answer <> c.answer, false)
"""
#: The claims at the same place are compared one by one: an index of words would first find all in the register that
#: are alike, and a feed may have a hundred thousand in one phrase, at a thousand places. What is at no place may be
#: at any, and is found by its words: by an index of its own, since few claims are at none.
_ALIKE = f"""
SELECT c.id, o.id, o.score FROM claims_claim c CROSS JOIN LATERAL (
    SELECT a.id, round(similarity(a.text, c.text)::numeric, 3)::float8 AS score FROM (
        SELECT l.id, l.text FROM claims_claim l
        WHERE l.place_id = c.place_id AND {_SAME} AND similarity(l.text, c.text) >= %(alike)s::float8
        UNION ALL
        SELECT l.id, l.text FROM claims_claim l WHERE l.place_id IS NULL AND l.text %% c.text AND {_SAME}
        UNION ALL
        SELECT l.id, l.text FROM claims_claim l
        WHERE c.place_id IS NULL AND l.place_id IS NOT NULL AND l.text %% c.text AND {_SAME}
    ) a ORDER BY score DESC, a.id LIMIT %(named)s
) o WHERE c.id = ANY(%(claims)s) AND c.withdrawn_at IS NULL
"""  # noqa: S608 - text of our own


def alike(claims: Collection[UUID]) -> list[tuple[UUID, UUID, float]]:
    """Return the claims that are most like each of these, with how alike they are; of equals those recorded first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(_ALIKE, {"alike": ALIKE, "named": NAMED, "claims": list(claims)})
        pairs: list[tuple[UUID, UUID, float]] = cursor.fetchall()
    return pairs
