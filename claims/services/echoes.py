"""Suggest who may repeat whom without saying so: a follower of the log looks at words and rulings."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from claims.models import Echo, Stance, Verdict
from claims.selectors import echoes
from claims.selectors.echoes import Evidence
from claims.services import reading
from claims.services.reading import Touched

FOLLOWER = "echo"
#: Entries looked at in one commit, and seconds after which the next commit waits for the next turn.
BATCH = 20
SECONDS = 2.0
#: From so much on it is worth somebody's look: odds of ten to one. So much more brings back what was looked at.
LEAST = MORE = 1_000


def follow() -> int:
    """Look at the words and rulings of the next entries; return how many there were."""
    return reading.follow(FOLLOWER, kinds=[Stance, Verdict], act=_look, batch=BATCH, seconds=SECONDS)


def _look(touched: Sequence[Touched]) -> None:
    said = {record for table, record in touched if table == Stance._meta.db_table}
    ruled = {record for table, record in touched if table != Stance._meta.db_table}
    words = Stance.objects.filter(
        Q(id__in=said) | Q(claim__in=Verdict.objects.filter(id__in=ruled).values("claim"))
    )
    rows = list(words.values_list("claim", "actor"))
    look(claims={claim for claim, _ in rows}, actors={actor for _, actor in rows})


def look(*, claims: Collection[UUID], actors: Collection[UUID]) -> None:
    """Write down which of these actors speaks like another on these claims, and count again what was known."""
    known = {
        frozenset((each.actor_id, each.other_id)): each
        for each in Echo.objects.filter(Q(actor__in=actors) | Q(other__in=actors))
    }
    pairs = {*map(frozenset, echoes.suspects(actors, on=claims)), *known}
    found = {
        frozenset((each.actor, each.other)): each for each in echoes.evidence((min(p), max(p)) for p in pairs)
    }
    gone = [each.pk for pair, each in known.items() if not _stands(each, found.get(pair))]
    Echo.objects.filter(id__in=gone).delete()
    Echo.objects.bulk_create(
        Echo(
            actor_id=each.actor, other_id=each.other, stance_id=each.stance, original_id=each.original,
            excerpts=each.excerpts, errors=each.errors, agreed=each.agreed, differed=each.differed,
            later=each.later, soon=each.soon, score=each.score,
        )
        for pair, each in found.items()
        if each.score >= LEAST and (pair not in known or known[pair].pk in gone)
    )  # fmt: skip


def _stands(echo: Echo, found: Evidence | None) -> bool:
    """Return whether what was written down still says enough, and not much less than there is."""
    return found is not None and LEAST <= found.score < echo.score + MORE
