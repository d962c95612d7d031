"""Free the published log of the partial tiles that have grown to full ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import LogDamagedError
from audit.management.progress import Progress
from audit.services import partials


class Command(BaseCommand):
    """Remove partial tiles and bundles that have grown to full ones."""

    help = (
        "Remove the partial tiles and bundles of each full one that the published checkpoint covers, once they were"
        " held against it. Nothing is lost: what is asked for by an older checkpoint is cut from the full one."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Remove, and say how many.

        Raises:
            CommandError: a partial file is no beginning of the full one, or that one is damaged.
        """
        try:
            removed = partials.remove(tell=Progress(self.stderr))
        except LogDamagedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{removed} partial tiles and bundles removed")
