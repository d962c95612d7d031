"""Records by the thousand, written in one statement a kind, as an import would."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from actors.models import Actor
from audit.attribution import audited_write
from audit.models import Follower
from audit.services import log
from claims.models import Claim, Debt, Question, Source, Stance
from tests.claims.services.walk import Staff


@dataclass(frozen=True)
class Multitude:
    """Who speaks, on what, and where it was found."""

    actors: list[UUID]
    claims: list[UUID]
    source: UUID


def recorded(*, actors: int, claims: int) -> Multitude:
    """Record actors of letter B and claims on which nobody has spoken."""
    by = Staff()
    with audited_write(by=by, reason="many at once"):
        speakers = Actor.objects.bulk_create(
            [
                Actor(name=f"Speaker {number}", kind="person", reliability="B", recorded_by_id=by.id)
                for number in range(actors)
            ]
        )
        propositions = Claim.objects.bulk_create(
            [Claim(text=f"Proposition {number}.", recorded_by_id=by.id) for number in range(claims)]
        )
        source = Source.objects.create(
            title="A collection", kind="dataset", publisher=speakers[0], recorded_by_id=by.id
        )
    return Multitude([s.id for s in speakers], [c.id for c in propositions], source.id)


def made_rivals(many: Multitude) -> None:
    """Have every claim answer one exclusive question, always."""
    by = Staff()
    with audited_write(by=by, reason="one question"):
        asked = Question.objects.create(text="Who holds it?", exclusive=True, recorded_by_id=by.id)
        Claim.objects.filter(id__in=many.claims).update(question=asked)


def spoken_on_by_one(many: Multitude) -> None:
    """Have the first actor support every claim."""
    by = Staff()
    said_at = datetime(2025, 8, 26, tzinfo=UTC)
    with audited_write(by=by, reason="many at once"):
        Stance.objects.bulk_create(
            [
                Stance(
                    claim_id=claim,
                    actor_id=many.actors[0],
                    source_id=many.source,
                    position="supports",
                    said_at=said_at,
                    recorded_by_id=by.id,
                )
                for claim in many.claims
            ]
        )


def taken_as_read() -> None:
    """Have the follower behind everything recorded, as if all of it had been worked off; no worker may run."""
    Debt.objects.all().delete()
    Follower.objects.update(position=log.drain())
