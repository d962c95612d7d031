"""The record as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def grant(using: str, **_kwargs: Any) -> None:
    """Make the grants out after a migration."""
    from audit.services import grants  # noqa: PLC0415  # models are ready only now

    grants.apply(using=using)


class AuditConfig(AppConfig):
    """The record: attribution, revisions, log."""

    name = "audit"
    verbose_name = "Record"

    def ready(self) -> None:
        """Have the grants follow every migration, the triggers checked, and the fold's outcome told."""
        from audit import checks  # noqa: F401, PLC0415
        from audit.selectors.checks import gauges  # noqa: PLC0415  # models are ready only now
        from config.http import metrics  # noqa: PLC0415

        post_migrate.connect(grant, sender=self)
        for gauge in gauges("fold"):
            metrics.register_gauge(*gauge)
