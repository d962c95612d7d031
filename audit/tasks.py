"""What the clock has done for the record."""

from celery import shared_task

from config.http import idempotency


@shared_task(name="audit.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Forget idempotency keys that are older than they are promised to be kept."""
    return idempotency.purge()
