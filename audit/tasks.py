"""What the clock has done for the record."""

from celery import shared_task

from audit.services import changes, checks, log, sealing
from config.http import idempotency


@shared_task(name="audit.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Forget idempotency keys that are older than they are promised to be kept."""
    return idempotency.purge()


@shared_task(name="audit.follow_changes")
def follow_changes() -> int:
    """Read on in the log for the change log."""
    log.drain()
    return changes.follow()


@shared_task(name="audit.fold")
def fold() -> int:
    """Compare the log with the tables, and keep how many things differ."""
    return checks.fold().differing


# Each turn takes in all that is committed by then, and costs a signature, some files and several syncs to disk.
@shared_task(name="audit.seal", rate_limit="4/s")
def seal() -> int | None:
    """Seal what is in the log, and sign how far it goes."""
    return sealing.seal()
