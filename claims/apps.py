"""Claims as a Django app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What is claimed, what sources say, where that leaves it."""

    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        """Have workers woken after every attributed write."""
        from audit import attribution  # noqa: PLC0415  # models are ready only now
        from claims import dispatch  # noqa: PLC0415

        attribution.on_written.append(dispatch.wake)
