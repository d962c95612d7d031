"""Find claims that say nearly the same: a follower of the log compares each one that was recorded or changed."""

from collections.abc import Collection
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q

from audit.models import Entry, Follower
from claims.models import Claim, Likeness

FOLLOWER = "likeness"
#: Claims compared in one commit, and seconds after which the next commit waits for the next turn.
BATCH = 5
SECONDS = 2.0
#: From which share of common trigrams two texts are alike, and how many are named for one claim.
ALIKE = "0.7"
NAMED = 5
#: At most so many that are like a claim are held against each other: a feed may have thousands in one phrase.
LOOKED_AT = 200

#: Another answer, another place or another time makes another claim, however alike the words.
_ALIKE = """
SELECT c.id, o.id, o.score FROM claims_claim c CROSS JOIN LATERAL (
    SELECT l.id, round(similarity(l.text, c.text)::numeric, 3)::float8 AS score FROM (
        SELECT id, text FROM claims_claim
        WHERE text %% c.text AND id <> c.id AND withdrawn_at IS NULL AND valid && c.valid
          AND NOT coalesce(question_id = c.question_id AND answer <> c.answer, false)
          AND (place_id = c.place_id) IS NOT FALSE
        LIMIT %s
    ) l ORDER BY score DESC, l.id LIMIT %s
) o WHERE c.id = ANY(%s) AND c.withdrawn_at IS NULL
"""


def follow() -> int:
    """Compare the claims of the next entries; return how many there were."""
    began, done, is_more = monotonic(), 0, True
    while is_more and monotonic() - began < SECONDS:
        compared, is_more = _turn()
        done += compared
    return done


@transaction.atomic
def _turn() -> tuple[int, bool]:
    """Compare a batch; the pairs and the new position are one commit."""
    reader = Follower.objects.select_for_update().get(name=FOLLOWER)
    last: int | None = Entry.objects.aggregate(last=Max("index"))["last"]
    if last is None or last < reader.position:
        return 0, False
    touched = Entry.objects.filter(
        index__gte=reader.position, index__lte=last, table_name=Claim._meta.db_table
    ).order_by("index")
    entries = list(touched.values_list("object_id", "index")[:BATCH])
    is_more = len(entries) == BATCH
    compare({claim for claim, _ in entries})
    reader.position = entries[-1][1] + 1 if is_more else last + 1
    reader.save(update_fields=["position"])
    return len(entries), is_more


def compare(claims: Collection[UUID]) -> None:
    """Write down which claims are like these; a pair that is as alike as before stays as it is."""
    found = {}
    for claim, other, score in _pairs(claims):
        later, earlier = max(claim, other), min(claim, other)
        found[later, earlier] = score
    touching = Likeness.objects.filter(Q(claim__in=claims) | Q(other__in=claims))
    known = {(each.claim_id, each.other_id): each for each in touching}
    gone = [each.pk for pair, each in known.items() if found.get(pair) != each.score]
    Likeness.objects.filter(id__in=gone).delete()
    Likeness.objects.bulk_create(
        Likeness(claim_id=later, other_id=earlier, score=score)
        for (later, earlier), score in found.items()
        if (later, earlier) not in known or known[later, earlier].score != score
    )


def _pairs(claims: Collection[UUID]) -> list[tuple[UUID, UUID, float]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [ALIKE])
        cursor.execute(_ALIKE, [LOOKED_AT, NAMED, list(claims)])
        pairs: list[tuple[UUID, UUID, float]] = cursor.fetchall()
    return pairs
