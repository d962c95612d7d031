"""Set a new register up and write its first credentials to a file."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors.services import bootstrap
from actors.services.bootstrap import Credentials


class Command(BaseCommand):
    """Record the fixed accounts, the first partners, an auditor and an administrator."""

    help = "Set a new register up; its secrets go to a file of mode 600. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to write to."""
        parser.add_argument("--credentials", required=True, type=Path, help="where the secrets are written")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the secrets before the commit, under another name; the name says that they are committed."""
        path: Path = options["credentials"]
        draft = path.with_suffix(".uncommitted")
        if not path.parent.is_dir():
            raise CommandError(f"--credentials: there is no folder {path.parent}")
        if not bootstrap.is_done():
            bootstrap.run(keep=lambda made: _write(draft, made))
        if draft.exists():
            draft.replace(path)
        self.stdout.write(
            f"Credentials are in {path}." if path.exists() else "Set up before; its secrets were shown then."
        )


def _write(path: Path, made: Credentials) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"admin": made.admin, "keys": made.keys}, file, indent=2)
