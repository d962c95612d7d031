"""The revisions of a claim as readers see them: whose they are by the partner, never by the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from actors.models import Partner, Record
from actors.selectors.records import visible
from audit.attribution import Principal
from audit.errors import NotFoundError
from audit.selectors import revisions
from claims.models import Claim, Determination

#: What a revision of a claim says.
FIELDS = (
    "text", "answer", "quantity", "valid_from", "valid_to", "favours", "against", "question_id", "place_id", "note",
    "external_id", "withdrawn_at",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbered:
    """One revision, until when it was the latest, and the status that was decided last in that time."""

    row: Row
    former: Row | None
    latest: int
    until: datetime | None
    status: str | None
    decided_at: datetime | None


def of(claim: UUID, *, to: Principal, below: int | None, at_most: int) -> list[Row]:
    """Return revisions of a claim, latest first, with the one before them for comparison."""
    rows = _rows(claim, to=to)
    if below is not None:
        rows = rows.filter(revision__lt=below)
    return list(rows.order_by("-revision", "-history_id")[:at_most])


def pair(claim: UUID, *numbers: int, to: Principal) -> dict[int, Row]:
    """Return the revisions of these numbers, by number."""
    return {row["revision"]: row for row in _rows(claim, to=to).filter(revision__in=numbers)}


def numbered(claim: UUID, number: int, *, to: Principal) -> Numbered:
    """Return one revision of a claim.

    Raises:
        NotFoundError: there is no such claim or revision, or the principal may not see it.
    """
    found = pair(claim, number - 1, number, number + 1, to=to)
    latest = visible(Claim, to=to).filter(id=claim).values_list("revision", flat=True).first()
    if latest is None or number not in found:
        raise NotFoundError(f"There is no revision {number} of the claim {claim}.")
    until = found[number + 1]["history_date"] if number + 1 in found else None
    decided = Determination.objects.filter(claim=claim)
    if until is not None:
        decided = decided.filter(recorded_at__lt=until)
    status, at = decided.order_by("-log_size").values_list("status", "recorded_at").first() or (None, None)
    return Numbered(found[number], found.get(number - 1), latest, until, status, at)


def operation(row: Row, former: Row | None) -> str:
    """Return what a revision did: create, update, withdraw or delete."""
    if row["history_type"] == "~" and row["withdrawn_at"] and not (former and former["withdrawn_at"]):
        return "withdraw"
    return {"+": "create", "~": "update", "-": "delete"}[row["history_type"]]


def named(
    model: type[Record], column: str, ids: Collection[UUID | None], *, to: Principal
) -> dict[UUID, str]:
    """Return the names of records, in one query; none for none."""
    wanted = {one for one in ids if one is not None}
    rows: models.QuerySet[Any, Any] = visible(model, to=to).filter(id__in=wanted)
    return dict(rows.values_list("id", column)) if wanted else {}


def _rows(claim: UUID, *, to: Principal) -> models.QuerySet[Any, Row]:
    named = Partner.objects.filter(id=models.OuterRef("history_partner_id"))
    columns = (*(name for name in FIELDS if name != "withdrawn_at"), "date_only", "partner_name")
    rows = revisions.of(Claim, claim, ()).filter(id__in=visible(Claim, to=to).filter(id=claim).values("id"))
    told: models.QuerySet[Any, Row] = rows.annotate(
        partner_name=models.Subquery(named.values("name")[:1])
    ).values("history_type", "withdrawn_at", *revisions.ABOUT.values(), *columns)
    return told
