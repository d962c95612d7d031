"""Endpoints of stances."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api import parts
from actors.api import record_views as views
from actors.api.drafts import draft
from actors.services.records import Draft
from claims.api.v1.filters import StanceQuery, StancesOfClaimQuery
from claims.api.v1.resources import CLAIM, STANCE
from claims.api.v1.serializers import StanceIn, StanceOnClaimIn, StanceOut, StancePatch, StanceRecordedOut
from claims.models import Stance
from claims.services import stances
from claims.services.stances import RecordedStance


class StanceList(views.RecordView):
    """What the two lists of stances share."""

    resource = STANCE
    required_scopes = {"GET": "read", "POST": "write"}
    answers = {"GET": [StanceOut], "POST": {201: StanceRecordedOut, 200: StanceRecordedOut}}
    exact = {
        "actor": "actor_id",
        "source": "source_id",
        "position": "position",
        "derived_from": "derived_from_id",
    }

    def take(self, body: dict[str, Any]) -> HttpResponse:
        """Record a stance and say what it contradicts."""
        recorded = stances.record(draft=draft(STANCE, body), by=self.by, reason=self.body.get("reason", ""))
        told = just_recorded(recorded, self.base)
        return self.recorded(recorded.record, told, created=recorded.created)


class Stances(StanceList):
    """Stances, latest recorded first."""

    is_open = True
    query = {"GET": parts.of(STANCE, StanceQuery)}
    bodies = {"POST": StanceIn}
    exact = {**StanceList.exact, "claim": "claim_id"}

    def get(self, _request: Request) -> HttpResponse:
        """List stances, latest recorded first."""
        return self.paged(self.filtered(self.rows()))

    def post(self, _request: Request) -> HttpResponse:
        """Record a stance on a claim; its consensus is recomputed next."""
        return self.take(self.body)


class StancesOfClaim(StanceList):
    """The stances on one claim."""

    addressed = CLAIM
    redirecting_methods = frozenset({"GET", "POST"})
    is_open = True
    query = {"GET": parts.of(STANCE, StancesOfClaimQuery)}
    bodies = {"POST": StanceOnClaimIn}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """List the stances on the claim, latest recorded first."""
        self.require(claim, of=CLAIM)
        return self.paged(self.filtered(self.rows().filter(claim_id=claim)))

    def post(self, _request: Request, claim: UUID) -> HttpResponse:
        """Record a stance on the claim; its consensus is recomputed next."""
        self.require(claim, of=CLAIM)
        return self.take({**self.body, "claim": claim})


def just_recorded(recorded: RecordedStance, base: str) -> dict[str, Any]:
    """Return a stance just written, with what it contradicts."""
    return {
        **STANCE.out(STANCE.row(recorded.record), base),
        "conflicts_with": recorded.conflicts_with,
        "recompute": "pending" if recorded.created else None,
    }


class StanceDetail(views.RecordDetail):
    """One stance."""

    resource = STANCE
    is_open = True
    query = {"GET": parts.of(STANCE)}
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
    answers = {"POST": {200: StanceOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Stance:
        """Withdraw a stance."""
        return stances.withdraw(stance_id=record_id, by=self.by, reason=reason, expected=expected)
