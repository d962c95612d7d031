"""Propose a policy and adopt one: two people of staff, each with their password."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors.management.confirmation import confirmed
from audit.errors import RecordError
from claims.models import Policy
from claims.selectors import policies as known
from claims.services import policies


class Command(BaseCommand):
    """Propose, adopt or list policies; who proposes or adopts gives a password each time."""

    help = (
        "Propose a policy from a file, adopt one that somebody else proposed, or list them with how many claims stand"
        " as each has decided. See policy_diff for what one would change."
    )
    requires_system_checks = ()
    #: Passwords are asked for at a terminal, and read as a line where there is none.
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of three acts."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        propose = acts.add_parser("propose", help="record a policy that decides nothing yet")
        propose.add_argument("file", type=Path, metavar="FILE", help="its document, as JSON")
        propose.add_argument("--note", default="", metavar="TEXT", help="what it is for")
        adopt = acts.add_parser("adopt", help="have it decide from now on: every claim is decided anew")
        adopt.add_argument("version", metavar="VERSION")
        for each in (propose, adopt):
            each.add_argument("--by", required=True, metavar="NAME", help="your account, of staff")
            each.add_argument("--reason", required=True, metavar="TEXT", help="kept in the history")
        acts.add_parser("list", help="list the policies there are")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and list what there is then.

        Raises:
            CommandError: it is refused, or the file cannot be read.
        """
        try:
            if options["act"] == "propose":
                document = options["file"].read_text(encoding="utf-8")
                by = confirmed(options["by"], options.get("stdin"))
                policies.propose(document=document, note=options["note"], by=by, reason=options["reason"])
            elif options["act"] == "adopt":
                policies.adopt(
                    version=options["version"],
                    by=confirmed(options["by"], options.get("stdin")),
                    reason=options["reason"],
                )
        except (RecordError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self._list()

    def _list(self) -> None:
        for policy in Policy.objects.order_by("id"):
            standing, claims = known.decided_by(policy.id)
            adopted = (
                policy.adopted_at.strftime("adopted %Y-%m-%d %H:%M") if policy.adopted_at else "proposed"
            )
            self.stdout.write(
                f"{policy.version:<16}{adopted:<26}{standing} of {claims} claims  {policy.sha256}"
            )
