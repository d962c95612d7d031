"""Recover database and published log after one of them was restored from before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import LogDamagedError
from audit.services import recovery
from audit.tree.verify import RefusedError


class Command(BaseCommand):
    """Bring database and published log to the last signed checkpoint."""

    help = (
        "Bring database and published log to the last signed checkpoint, as the owner: entries that the database lost"
        " come back from the tiles as commitments alone, tiles that are gone are made from the entries."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Recover, and say what was done."""
        try:
            done = recovery.recover(using="owner", tell=self.stdout.write)
        except (LogDamagedError, RefusedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"at the checkpoint of {done.size}: {done.entries} entries put back, {done.files} files written"
        )
