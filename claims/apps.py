"""Claims as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What is claimed, what sources say, where that leaves it."""

    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        """Have workers woken after every attributed write, and the change log and the past tell of claims."""
        from audit import attribution, checks  # noqa: PLC0415  # models are ready only now
        from audit.records import past, seen  # noqa: PLC0415
        from audit.selectors.checks import gauges  # noqa: PLC0415
        from audit.selectors.kinds import known  # noqa: PLC0415
        from claims import dispatch  # noqa: PLC0415
        from claims.api.v1.kinds import KINDS  # noqa: PLC0415
        from claims.selectors import debts  # noqa: PLC0415
        from claims.selectors.past import INSTEAD, OPEN, SEEN, VIEWS  # noqa: PLC0415
        from claims.services import replays  # noqa: PLC0415
        from config.http import health, metrics  # noqa: PLC0415

        attribution.on_written.append(dispatch.wake_after)
        checks.functions.append(import_module("claims.migrations.0013_markings").RAISE_DECIDED)
        known.register(KINDS)
        past.derived.update(VIEWS)
        past.instead.update(INSTEAD)
        seen.following.update(SEEN)
        seen.open_tables.update(OPEN)
        health.register_check("oldest_owed_claim", debts.oldest_age)
        metrics.register_gauge("contested_owed_claims", "Claims owed a recompute.", debts.owed_claims)
        metrics.register_gauge("contested_log_size", "Entries in the log.", debts.log_size)
        for gauge in gauges(replays.NAME):
            metrics.register_gauge(*gauge)
