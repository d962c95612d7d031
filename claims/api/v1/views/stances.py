"""Endpoints of stances."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api import record_views as views
from actors.api.drafts import draft
from actors.selectors import records
from actors.services.records import Draft
from claims.api.v1.filters import StanceQuery, StancesOfClaimQuery
from claims.api.v1.resources import STANCE
from claims.api.v1.serializers import StanceIn, StanceOnClaimIn, StanceOut, StancePatch, StanceRecordedOut
from claims.models import Claim, Stance
from claims.services import stances
from claims.services.stances import RecordedStance


class Stances(views.RecordList):
    """Stances, latest recorded first."""

    resource = STANCE
    query = {"GET": StanceQuery}
    bodies = {"POST": StanceIn}
    answers = {"GET": [StanceOut], "POST": {201: StanceRecordedOut, 200: StanceRecordedOut}}
    exact = {
        "claim": "claim_id",
        "actor": "actor_id",
        "source": "source_id",
        "position": "position",
        "derived_from": "derived_from_id",
    }

    def post(self, _request: Request, **claim: UUID) -> HttpResponse:
        """Record a stance on the claim; its consensus is recomputed next."""
        new = draft(self.resource, {**self.body, **claim})
        recorded = stances.record(draft=new, by=self.by, reason=self.body.get("reason", ""))
        body = just_recorded(recorded, self.base)
        return self.recorded(recorded.record, body, created=recorded.created)


class StancesOfClaim(Stances):
    """The stances on one claim."""

    query = {"GET": StancesOfClaimQuery}
    bodies = {"POST": StanceOnClaimIn}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """List the stances on the claim, latest recorded first."""
        records.get(Claim, claim, to=self.by)
        return self.paged(self.filtered(self.rows().filter(claim_id=claim)))

    def post(self, request: Request, claim: UUID) -> HttpResponse:
        """Record a stance on the claim; its consensus is recomputed next."""
        records.get(Claim, claim, to=self.by)
        return super().post(request, claim=claim)


def just_recorded(recorded: RecordedStance, base: str) -> dict[str, Any]:
    """Return a stance just written, with what it contradicts."""
    return {
        **STANCE.out(STANCE.row(recorded.record), base),
        "conflicts_with": recorded.conflicts_with,
        "recompute": "pending",
    }


class StanceDetail(views.RecordDetail):
    """One stance."""

    resource = STANCE
    bodies = {"PATCH": StancePatch}
    answers = {"GET": StanceOut, "PATCH": StanceOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> Stance:
        """Change a stance."""
        return stances.revise(
            stance_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected
        )


class StanceWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a stance."""

    resource = STANCE
    answers = {"POST": StanceOut}

    def withdraw(self, record_id: UUID, reason: str) -> Stance:
        """Withdraw a stance."""
        return stances.withdraw(stance_id=record_id, by=self.by, reason=reason)
