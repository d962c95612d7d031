"""Find claims that say nearly the same: a follower of the log compares each one that was recorded or changed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from claims.models import Claim, Likeness
from claims.selectors.alike import alike
from claims.services import reading
from claims.services.reading import Touched

FOLLOWER = "likeness"
#: Claims compared in one commit, and seconds after which the next commit waits for the next turn.
BATCH = 5
SECONDS = 2.0


def follow() -> int:
    """Compare the claims of the next entries; return how many there were."""
    return reading.follow(FOLLOWER, kinds=[Claim], act=_compare, batch=BATCH, seconds=SECONDS)


def _compare(touched: Sequence[Touched]) -> None:
    compare({claim for _, claim in touched})


def compare(claims: Collection[UUID]) -> None:
    """Write down which claims are like these; a pair that is as alike as before stays as it is."""
    found = {}
    for claim, other, score in alike(claims):
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
