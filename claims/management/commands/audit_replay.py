"""Decide everything once more that was ever decided, and compare the bytes."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from audit.management.progress import Progress
from claims.services import replays


class Command(BaseCommand):
    """Print how many determinations there are, how many differ, and the first that does."""

    help = (
        "Recompute every determination from the record at its log size, under the policy of then, and compare it with"
        " the recorded one byte for byte; ends with 1 where one differs."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where in the log to begin, and the one claim that is asked about."""
        parser.add_argument("--since", type=int, default=0, metavar="N", help="begin at log index N")
        parser.add_argument("--claim", type=UUID, metavar="ID", help="only the determinations of this claim")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Replay, and say what was found.

        Raises:
            CommandError: a determination differs.
        """
        replayed = replays.run(since=options["since"], claim_id=options["claim"], tell=Progress(self.stderr))
        self.stdout.write(f"{replayed.determinations} determinations, {replayed.differing} differ")
        if replayed.first is not None:
            raise CommandError(f"the first that differs: {replayed.first}")
