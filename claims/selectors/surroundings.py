"""What belongs to a claim, and what a speaker has said: read a page at a time, for people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from actors.selectors.records import visible
from audit.attribution import Principal
from claims.models import ClaimRelation, Determination, Stance, Verdict

PAGE = 50
#: Determinations and the like beside a claim: the latest; all of them have a list of their own.
LATEST = 10


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one page, and whether there are pages before and after it."""

    records: list[Any]
    number: int
    is_last: bool

    @property
    def before(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the page after."""
        return None if self.is_last else self.number + 1


def stances_on(claim_id: UUID, *, to: Principal, page: int = 1) -> Page:
    """Return the stances on a claim, what was said last first; withdrawn ones too."""
    said = visible(Stance, to=to).filter(claim=claim_id).select_related("actor", "source__publisher")
    return _page(said.order_by("-said_at", "-id"), page)


def said_by(actor_id: UUID, *, to: Principal, page: int = 1) -> Page:
    """Return what an actor has said on any claim, the last first, each with the claim as it stands."""
    said = (
        visible(Stance, to=to).filter(actor=actor_id).select_related("claim__consensus", "source__publisher")
    )
    return _page(said.order_by("-said_at", "-id"), page)


def determinations_of(claim_id: UUID, *, to: Principal) -> list[Determination]:
    """Return the latest determinations of a claim."""
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    return list(
        Determination.objects.filter(claim=claim_id).defer("body", "trigger").order_by("-id")[:LATEST]
    )


def relations_of(claim_id: UUID, *, to: Principal) -> list[ClaimRelation]:
    """Return the relations of a claim to others that stand, the latest first."""
    either = Q(from_claim=claim_id) | Q(to_claim=claim_id)
    found = visible(ClaimRelation, to=to).filter(either, withdrawn_at__isnull=True)
    return list(found.select_related("from_claim", "to_claim").order_by("-id")[:PAGE])


def verdicts_on(claim_id: UUID, *, to: Principal) -> list[Verdict]:
    """Return what staff have ruled on a claim, the latest first; withdrawn rulings too."""
    found = visible(Verdict, to=to).filter(claim=claim_id).select_related("recorded_by")
    return list(found.order_by("-id")[:LATEST])


def _page(found: QuerySet[Any], number: int) -> Page:
    number = max(number, 1)
    rows = list(found[(number - 1) * PAGE : number * PAGE + 1])
    return Page(rows[:PAGE], number, is_last=len(rows) <= PAGE)
