"""Set a new register up and write its first credentials to a file."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors.services import bootstrap


class Command(BaseCommand):
    """Record the fixed accounts, the first partners, an auditor and an administrator."""

    help = "Set a new register up; its secrets go to a file of mode 600. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to write to."""
        parser.add_argument("--credentials", required=True, type=Path, help="where the secrets are written")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the secrets before they are committed anywhere they could not be read from."""
        path: Path = options["credentials"]
        if path.exists():
            bootstrap.ensure_fixed_accounts()
            self.stdout.write(f"{path} stands; nothing issued.")
            return
        if not path.parent.is_dir():
            raise CommandError(f"--credentials: there is no folder {path.parent}")
        made = bootstrap.run()
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"admin": made.admin, "keys": made.keys}, file, indent=2)
        draft.replace(path)
        self.stdout.write(f"Credentials are in {path}.")
