"""Erase a text from the record: two people of staff agree, and the role for it carries it out."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from actors.management.confirmation import confirmed
from actors.models import Account
from audit.errors import RecordError
from audit.models import Entry, Erasure
from audit.selectors import erased
from audit.services import erasing
from claims.models import Determination
from claims.services import erasures

#: The connection of the role that may.
ERASER = "eraser"
AFTERWARDS = (
    "{} erased. Rows that were replaced lie in the files of the tables until the owner has run"
    " VACUUM (ANALYZE); write-ahead log and backups have the text for as long as they are kept."
)


class Command(BaseCommand):
    """Propose, approve, carry out or show an erasure; who proposes or approves gives a password each time."""

    help = (
        "Erase what revisions of a record said, so that every proof stays valid: one person of staff proposes, another"
        " approves, and whoever holds DATABASE_ERASER_URL carries it out."
    )
    requires_system_checks = ()
    #: Passwords are asked for at a terminal, and read as a line where there is none.
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of four acts."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        propose = acts.add_parser("propose", help="say what is to be erased, and why")
        propose.add_argument("kind", help="what sort of record: claim, stance, actor, …")
        propose.add_argument("record", type=UUID, metavar="ID")
        propose.add_argument(
            "--revision", type=int, action="append", default=[], metavar="N",
            help="only this one; may be given several times. Without it all but what the record says now",
        )  # fmt: skip
        propose.add_argument(
            "--keep",
            action="append",
            default=[],
            metavar="COLUMN",
            help="leave this column as it is; likewise",
        )
        how = propose.add_mutually_exclusive_group()
        how.add_argument("--reasons", action="store_true", help="the reasons of these revisions too")
        how.add_argument("--reasons-only", action="store_true", help="the reasons, and nothing else")
        propose.add_argument(
            "--reason", required=True, metavar="TEXT", help="kept for good: do not repeat in it what is to go"
        )
        approve = acts.add_parser("approve", help="agree to what somebody else proposed")
        for each in (propose, approve):
            each.add_argument("--by", required=True, metavar="NAME", help="your account, of staff")
        carry_out = acts.add_parser("carry-out", help="erase what is approved; needs DATABASE_ERASER_URL")
        show = acts.add_parser("show", help="tell what an erasure takes, and how far it has come")
        for each in (approve, carry_out, show):
            each.add_argument("erasure", type=UUID, metavar="ERASURE")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what comes next.

        Raises:
            CommandError: it is refused.
        """
        acts: dict[str, Callable[..., Erasure]] = {
            "propose": self._propose,
            "approve": self._approve,
            "carry-out": self._carry_out,
            "show": lambda **asked: erased.get(asked["erasure"]),
        }
        try:
            erasure = acts[options["act"]](**options)
        except RecordError as error:
            raise CommandError(str(error)) from error
        self._tell(erasure)

    def _propose(self, **asked: Any) -> Erasure:
        return erasures.propose(
            kind=asked["kind"],
            record_id=asked["record"],
            revisions=asked["revision"],
            keep=asked["keep"],
            texts=not asked["reasons_only"],
            reasons=asked["reasons"] or asked["reasons_only"],
            reason=asked["reason"],
            by=confirmed(asked["by"], asked.get("stdin")),
        )

    def _approve(self, **asked: Any) -> Erasure:
        self._tell(erased.get(asked["erasure"]))
        return erasing.approve(erasure_id=asked["erasure"], by=confirmed(asked["by"], asked.get("stdin")))

    def _carry_out(self, **asked: Any) -> Erasure:
        if ERASER not in connections.settings:
            raise CommandError("DATABASE_ERASER_URL is not set: the role that may erase is nobody else's.")
        count = erasures.carry_out(erasure_id=asked["erasure"], using=ERASER)
        revisions = "1 revision" if count == 1 else f"{count} revisions"
        self.stdout.write(AFTERWARDS.format(revisions) if count else "This was carried out before.")
        return erased.get(asked["erasure"])

    def _tell(self, erasure: Erasure) -> None:
        names = dict(
            Account.objects.filter(id__in=[erasure.proposed_by, erasure.approved_by]).values_list(
                "id", "name"
            )
        )
        entries = Entry.objects.filter(index__in=erasure.entries)
        decided = entries.filter(table_name=Determination._meta.db_table)
        own = entries.filter(object_id=erasure.object_id).order_by("index").values_list("index", flat=True)
        table = Entry.objects.get(index=own[0]).table_name
        self._lines(
            {
                "erasure": erasure.id,
                "of": f"{erasure.kind} {erasure.object_id}",
                "entries": ", ".join(map(str, own)),
                "takes": ", ".join(
                    name.removeprefix(f"{table}.") for name in erasure.columns if name.startswith(f"{table}.")
                ),
                "and": f"{decided.values('object_id').distinct().count()} determinations that give it back",
                "why": erasure.reason,
                "proposed by": names[erasure.proposed_by],
                "approved by": names[erasure.approved_by] if erasure.approved_by else "nobody yet",
                "carried out": erasure.carried_out_at or "not yet",
            }
        )

    def _lines(self, told: dict[str, object]) -> None:
        for name, value in told.items():
            self.stdout.write(f"{name:<13}{value}")
