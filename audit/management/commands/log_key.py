"""Make a key that the log's checkpoints are signed with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.tree.notes import Signer
from audit.tree.verify import RefusedError


class Command(BaseCommand):
    """Print a new key for CONTESTED_LOG_KEY, and the public half that verifies its checkpoints."""

    help = "Print a new key for CONTESTED_LOG_KEY, and the public half that verifies its checkpoints."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the log's name."""
        parser.add_argument("name", help="the log's name for all time, such as contested.example/log")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print both halves."""
        try:
            signer = Signer.generate(options["name"])
        except RefusedError as error:
            raise CommandError(f"name: {error}") from error
        self.stdout.write(f"CONTESTED_LOG_KEY={signer.secret}")
        self.stdout.write(f"# verifies what it signs, for everybody: {signer.key}")
