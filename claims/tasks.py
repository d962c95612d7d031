"""What workers are told: that something is owed."""

from celery import shared_task

from audit.attribution import entered
from claims.models import Lane
from claims.services import determinations, echoes, likenesses, replays


@shared_task(name="claims.settle")
def settle() -> int:
    """Read on in the log and recompute the claims owed to people who wait."""
    with entered("task"):
        return determinations.settle(lane=Lane.INTERACTIVE)


@shared_task(name="claims.settle_mass")
def settle_mass() -> int:
    """Recompute the claims that one change owed by the thousand."""
    with entered("task"):
        return determinations.settle(lane=Lane.MASS)


@shared_task(name="claims.compare")
def compare() -> int:
    """Look for claims that say nearly the same as one that was recorded or changed, and for who repeats whom."""
    with entered("task"):
        return likenesses.follow() + echoes.follow()


@shared_task(name="claims.replay")
def replay() -> int:
    """Decide once more what was decided, and keep how many determinations differ."""
    return replays.nightly().differing
