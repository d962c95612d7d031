"""What a claim's bundle holds: the claim, and every record that its status was computed from or is told beside it."""

from uuid import UUID

from actors.selectors import records
from audit.attribution import Principal
from audit.selectors import bundles
from audit.tree.bundle import about_claim
from claims.models import Claim, Determination, Stance, Verdict
from claims.selectors import evidence
from claims.selectors.debts import log_size


def of_claim(claim_id: UUID, *, to: Principal, since: int | None) -> bytes:
    """Return the bundle of a claim.

    Raises:
        NotFoundError: there is no such claim, or none that is sealed.
        TooLargeError: more bears on it than one bundle takes.
    """
    records.get(Claim, claim_id, to=to)
    return bundles.of_objects(_bearing(claim_id), about=about_claim(str(claim_id)), to=to, since=since)


def _bearing(claim_id: UUID) -> set[UUID]:
    """Return the records that bear on a claim, and those that say what was decided on it."""
    try:
        found = evidence.at(claim_id, size=log_size(), own=True)
    except LookupError:
        return {claim_id}
    stances = [UUID(stance.id) for stance in found.stances]
    bearing = [
        *(claim.id for claim in found.claims),
        *(question.id for question in found.questions),
        *(relation.id for relation in found.relations),
        *(actor.id for actor in found.actors),
    ]
    decided = Determination.objects.filter(claim=claim_id)
    return {
        claim_id,
        *map(UUID, bearing),
        *stances,
        *Stance.objects.filter(id__in=stances, source__isnull=False).values_list("source_id", flat=True),
        *Verdict.objects.filter(claim=claim_id).values_list("id", flat=True),
        *decided.values_list("id", flat=True),
        *decided.values_list("policy_id", flat=True),
    }
