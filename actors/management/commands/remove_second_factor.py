"""Remove a second factor from where the register runs: where nobody else of staff is left to do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors.management.confirmation import confirmed
from actors.models import Account
from actors.services import second_factors
from audit.errors import RecordError


class Command(BaseCommand):
    """Remove the second factor of an account, for somebody of staff who gives their password."""

    help = (
        "Remove the second factor of an account, your own too, and end its sessions. Somebody of staff gives their"
        " password for it; who did, when and why is in the record."
    )
    #: Passwords are asked for at a terminal, and read as a line where there is none.
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it is, who removes it, and why."""
        parser.add_argument("name", metavar="NAME", help="the account")
        parser.add_argument(
            "--by", required=True, metavar="NAME", help="your account, of staff; it may be the same"
        )
        parser.add_argument("--reason", required=True, metavar="TEXT", help="kept in the history")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what follows.

        Raises:
            CommandError: it is refused.
        """
        name = options["name"]
        account = Account.objects.filter(name=name).first()
        if account is None:
            raise CommandError(f"There is no account {name!r}.")
        try:
            by = confirmed(options["by"], options.get("stdin"))
            second_factors.remove(account_id=account.id, by=by, reason=options["reason"], may_be_own=True)
        except RecordError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{name} logs in with the password, and may enrol again. Their sessions have ended."
        )
