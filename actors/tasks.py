"""What the clock has done for those who have access."""

from celery import shared_task

from actors.services import clients


@shared_task(name="actors.forget_tokens")
def forget_tokens() -> int:
    """Forget the tokens of OAuth2 clients that have expired."""
    return clients.forget()
