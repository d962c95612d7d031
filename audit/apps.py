"""The record as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from config.http import health, metrics


def grant(using: str, **_kwargs: Any) -> None:
    """Make the grants out after a migration, and show the register as it stood, and as who may sees it."""
    from audit.services import grants, past, seen  # noqa: PLC0415  # models are ready only now

    grants.apply(using=using)
    past.install(using=using)
    seen.install(using=using)


def make_way(using: str, plan: list[Any], **_kwargs: Any) -> None:
    """Take away what would hold up a migration."""
    from audit.services import past, seen  # noqa: PLC0415  # likewise

    if plan:
        past.remove(using=using)
        seen.remove(using=using)


class AuditConfig(AppConfig):
    """The record: attribution, revisions, log."""

    name = "audit"
    verbose_name = "Record"

    def ready(self) -> None:
        """Have writes sealed, grants and past follow migrations, triggers checked; tell how far seal and fold are.

        Erasures are the one kind of record that is the record's own.
        """
        from audit import attribution, checks, dispatch  # noqa: F401, PLC0415  # models are ready only now
        from audit.records import seen  # noqa: PLC0415
        from audit.selectors import leaves, published  # noqa: PLC0415
        from audit.selectors.checks import contradicting, gauges  # noqa: PLC0415
        from audit.selectors.erased import KIND  # noqa: PLC0415
        from audit.selectors.kinds import known  # noqa: PLC0415

        attribution.on_written.append(dispatch.wake_sequencer)
        health.register_check("unsealed_entries", leaves.unsealed)
        health.register_check("unpublished_entries", published.unpublished)
        metrics.register_gauge("contested_log_sealed", "Entries under a checkpoint.", published.kept_size)
        metrics.register_gauge("contested_log_published", "Entries under the published one.", published.size)
        metrics.register_gauge(
            "contested_log_contradicting", "Witnesses that know another history of the log.", contradicting
        )

        known.register([KIND])
        seen.telling.add(KIND.table)
        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(grant, sender=self)
        for gauge in gauges("fold"):
            metrics.register_gauge(*gauge)
