"""Tell which claims would have another status under another policy, before anybody adopts it."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import RecordError
from audit.management.progress import Progress
from claims.consensus import Policy as Rules
from claims.selectors import adoptions, policies
from claims.selectors.adoptions import Turned
from claims.services.policies import read

#: Claims that are named, unless more are asked for.
NAMED = 20


class Command(BaseCommand):
    """Decide every claim under two policies, and print where they differ; nothing is written."""

    help = (
        "Decide every claim under the policies A and B, and print how many would go from which status to which, and"
        " the claims themselves. A policy is named by its version, or by a file that holds its document."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take two policies, and how many claims to name."""
        parser.add_argument("before", metavar="A", help="version or file, such as cpl-1")
        parser.add_argument("after", metavar="B", help="likewise")
        parser.add_argument(
            "--list", type=int, default=NAMED, metavar="N", help=f"name N claims, not {NAMED}"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare, and say what was found.

        Raises:
            CommandError: there is no such policy, or the file holds none.
        """
        try:
            before, after = (self._rules(options[name]) for name in ("before", "after"))
        except (RecordError, OSError) as error:
            raise CommandError(str(error)) from error
        found = list(adoptions.compared(before, after, tell=Progress(self.stderr)))
        turned = [each for each in found if each.before != each.after]
        self.stdout.write(
            f"{len(turned)} of {len(found)} claims would change from {before.version} to {after.version}"
        )
        self._count(turned)
        for move in adoptions.named(turned[-options["list"] :] if options["list"] else []):
            self.stdout.write(f"{move.claim}  {move.before} -> {move.after}  {move.text}")

    def _count(self, turned: list[Turned]) -> None:
        ways = Counter((each.before, each.after) for each in turned)
        for (before, after), count in sorted(ways.items(), key=lambda way: (-way[1], way[0])):
            self.stdout.write(f"{count:>9}  {before} -> {after}")

    @staticmethod
    def _rules(named: str) -> Rules:
        """Return the rules of a policy on record, or in a file."""
        file = Path(named)
        return read(file.read_text(encoding="utf-8")) if file.is_file() else policies.of_version(named)
