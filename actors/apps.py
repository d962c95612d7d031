"""Actors as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class ActorsConfig(AppConfig):
    """Who speaks, publishes and takes part."""

    name = "actors"
    verbose_name = "Actors and partners"

    def ready(self) -> None:
        """Have the change log tell of actors and of those who write, the record check who may erase, log-ins told."""
        from actors.api import authentication  # noqa: PLC0415  # models are ready only now
        from actors.api.kinds import KINDS  # noqa: PLC0415
        from actors.selectors import circles  # noqa: PLC0415
        from audit import checks  # noqa: PLC0415
        from audit.selectors import readers  # noqa: PLC0415
        from audit.selectors.kinds import known  # noqa: PLC0415

        readers.groups.append(circles.GROUPS)
        user_logged_in.connect(authentication.begin_session)
        user_logged_out.connect(authentication.tell_end)
        user_login_failed.connect(authentication.tell_failure)
        known.register(KINDS)
        checks.functions.append(import_module("actors.migrations.0003_may_erase").MAY_ERASE)
