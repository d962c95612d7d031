"""Endpoints of claims."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from actors.api import parts
from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import ClaimQuery
from claims.api.v1.resources import CLAIM
from claims.api.v1.serializers import ClaimIn, ClaimOut, ClaimPatch
from claims.models import Claim, Stance
from claims.selectors import boxes
from claims.services import claims
from config.http.pagination import Rows


class Claims(views.RecordList):
    """Claims, each with the state of the sources on it."""

    resource = CLAIM
    is_open = True
    query = {"GET": parts.of(CLAIM, ClaimQuery)}
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


class ClaimDetail(views.RecordDetail):
    """One claim."""

    redirecting_methods = frozenset({"GET", "PATCH"})
    resource = CLAIM
    is_open = True
    query = {"GET": parts.of(CLAIM)}
    bodies = {"PATCH": ClaimPatch}
    answers = {"GET": ClaimOut, "PATCH": ClaimOut}

    def revise(self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None) -> Claim:
        """Change a claim."""
        return claims.revise(claim_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected)


class ClaimWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a claim."""

    resource = CLAIM
    answers = {"POST": {200: ClaimOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Claim:
        """Withdraw a claim."""
        return claims.withdraw(claim_id=record_id, by=self.by, reason=reason, expected=expected)
