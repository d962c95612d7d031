"""Hold tiles and checkpoints against the entries of the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.errors import LogDamagedError
from audit.selectors import positions, published, verification
from audit.tree.verify import Key, RefusedError


class Command(BaseCommand):
    """Hold tiles and checkpoints against the entries of the database, all of them."""

    help = "Hold tiles and checkpoints against the entries of the database, all of them; exit 1 if anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the keys that are trusted."""
        parser.add_argument(
            "--key",
            action="append",
            metavar="NAME+ID+KEY",
            help="a key of the log or of a witness that you trust, as often as there are; without it those published",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify, and name what is wrong."""
        try:
            keys = [Key.parse(text) for text in options["key"] or _published()]
        except RefusedError as error:
            raise CommandError(f"--key: {error}") from error
        try:
            size = positions.length()
            found = []
            for fault in verification.faults(size, keys):
                self.stdout.write(str(fault))
                found.append(fault)
        except LogDamagedError as error:
            raise CommandError(str(error)) from error
        if found:
            first = min(fault.index for fault in found)
            raise CommandError(f"{len(found)} faults in a log of {size}; the first bad index is {first}")
        self.stdout.write(f"{size} entries: tiles and checkpoints are what they come to, 0 faults")


def _published() -> list[str]:
    return (published.keys() + published.witnesses()).split()
