"""Mark a record less strictly: two people of staff agree, at a terminal."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from actors.management.confirmation import confirmed
from actors.services import markings
from audit.errors import RecordError
from audit.records import Marking
from audit.selectors.kinds import known


class Command(BaseCommand):
    """Mark a record less strictly, as two people of staff agree who both give their password."""

    help = (
        "Mark a record less strictly than it is. It stays as strict as what it rests on, and what rests on it stays as"
        " strict as it was. Two people of staff give their passwords; who, when and why is in the record."
    )
    #: Passwords are asked for at a terminal, and read as lines where there is none.
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which record, how it is to be marked, who agree, and why."""
        kinds = sorted(kind.name for kind in known if hasattr(kind.model, "withdrawn_at"))
        parser.add_argument("kind", metavar="KIND", choices=kinds, help=f"one of {', '.join(kinds)}")
        parser.add_argument("id", metavar="ID", type=UUID, help="the record")
        parser.add_argument("marking", metavar="MARKING", choices=list(Marking), help="as in the API")
        parser.add_argument(
            "--circle",
            action="append",
            default=[],
            type=UUID,
            metavar="ID",
            help="of what is stricter than green",
        )
        parser.add_argument("--by", required=True, metavar="NAME", help="your account, of staff")
        parser.add_argument("--approved-by", required=True, metavar="NAME", help="somebody else's, of staff")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="kept in the history")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how the record is marked now.

        Raises:
            CommandError: it is refused.
        """
        stdin = options.get("stdin")
        model: Any = known.named(options["kind"]).model
        try:
            by, approved_by = (confirmed(options[name], stdin) for name in ("by", "approved_by"))
            record = markings.lower(
                model,
                options["id"],
                marking=options["marking"],
                circles=options["circle"],
                by=by,
                approved_by=approved_by,
                reason=options["reason"],
            )
        except RecordError as error:
            raise CommandError(str(error)) from error
        circles = f", for {', '.join(map(str, record.circles))}" if record.circles else ""
        self.stdout.write(f"The {options['kind']} is {record.marking} now{circles}.")
