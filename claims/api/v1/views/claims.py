"""Endpoints of claims."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import ClaimQuery
from claims.api.v1.resources import CLAIM
from claims.api.v1.serializers import ClaimIn, ClaimOut, ClaimPatch
from claims.models import Claim, Stance
from claims.selectors import boxes, consensus
from claims.services import claims
from config.http.pagination import Rows


class ClaimTelling(views.RecordView):
    """Tells of claims together with the state of the sources on them."""

    resource = CLAIM

    def tell(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return claims with their consensus in brief."""
        briefs = consensus.brief([row["id"] for row in rows], to=self.by) if rows else {}
        return [{**claim, "consensus": briefs[claim["id"]]} for claim in super().tell(rows)]


class Claims(ClaimTelling, views.RecordList):
    """Claims, each with the state of the sources on it."""

    query = {"GET": ClaimQuery}
    bodies = {"POST": ClaimIn}
    answers = {"GET": [ClaimOut], "POST": {201: ClaimOut, 200: ClaimOut}}
    exact = {"question": "question_id", "place": "place_id", "status": "consensus__status"}
    searched = ("text",)

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        rows = super().filtered(rows)
        if box := self.params.get("bbox"):
            rows = boxes.within(rows, box, "place__")
        for name in ("actor", "source"):
            if ids := self.params.get(name):
                said = Stance.objects.filter(claim=OuterRef("id"), **{f"{name}__in": ids})
                rows = rows.filter(Exists(said))
        return rows

    def record(self, new: Draft, reason: str) -> Recorded[Claim]:
        """Record a claim."""
        return claims.record(draft=new, by=self.by, reason=reason)


class ClaimDetail(ClaimTelling, views.RecordDetail):
    """One claim."""

    redirecting_methods = frozenset({"GET", "PATCH"})
    bodies = {"PATCH": ClaimPatch}
    answers = {"GET": ClaimOut, "PATCH": ClaimOut}

    def revise(self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None) -> Claim:
        """Change a claim."""
        return claims.revise(claim_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected)


class ClaimWithdrawal(ClaimTelling, views.RecordWithdrawal):
    """The withdrawal of a claim."""

    answers = {"POST": {200: ClaimOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Claim:
        """Withdraw a claim."""
        return claims.withdraw(claim_id=record_id, by=self.by, reason=reason, expected=expected)
