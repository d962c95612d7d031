"""Replay the log and compare what it comes to with what stands in the tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.management.progress import Progress
from audit.selectors import fold
from audit.selectors.fold import KINDS, LOG, Folded


class Command(BaseCommand):
    """Print a table by kind of record, and each sort of difference with its first example."""

    help = "Fold the log and compare it with every tracked table. Writes nothing; ends with 1 where something differs."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compare, and say what was found.

        Raises:
            CommandError: something differs.
        """
        folded = fold.run(Progress(self.stderr))
        self._table(folded)
        for (table, kind), example in sorted(folded.examples.items()):
            self.stdout.write(f"{folded.found[table, kind]} {KINDS[kind]}, the first: {example}")
        if folded.lost:
            self.stdout.write(f"of {folded.lost} entries a restore has left the commitments alone")
        if folded.erased:
            self.stdout.write(f"of {folded.erased} entries erasures have left a part")
        self.stdout.write(f"{folded.size} entries, {folded.rows.total()} rows, {folded.differing} differ")
        if folded.differing:
            raise CommandError(f"the first that differs: {folded.told}")

    def _table(self, folded: Folded) -> None:
        by_table = {
            table: sum(count for (other, _), count in folded.found.items() if other == table)
            for table in (*folded.rows, LOG)
        }
        self.stdout.write(f"{'kind':<24}{'entries':>12}{'rows':>12}{'differ':>12}")
        for table, differing in by_table.items():
            entries = folded.size if table == LOG else folded.entries[table]
            rows = "" if table == LOG else folded.rows[table]
            self.stdout.write(f"{table:<24}{entries:>12}{rows:>12}{differing:>12}")
