"""Endpoints of what is decided on a claim."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api.record_views import RecordView
from actors.selectors import records
from claims.api.v1.decided import ConsensusOut, DeterminationOut
from claims.api.v1.filters import DeterminationQuery
from claims.api.v1.resources import CLAIM
from claims.models import Claim
from claims.selectors import consensus


class Consensus(RecordView):
    """Where the sources leave a claim, and why."""

    resource = CLAIM
    required_scopes = {"GET": "read"}
    answers = {"GET": ConsensusOut}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Give the consensus in force, with its whole explanation."""
        records.get(Claim, claim, to=self.by)
        current, settled = consensus.find_current(claim, to=self.by)
        if current is None:
            current = {**dict.fromkeys(DeterminationOut().get_fields()), "claim": claim}
        return self.answer({**current, "settled": settled})


class Determinations(RecordView):
    """How the status of a claim changed, and what changed it."""

    resource = CLAIM
    required_scopes = {"GET": "read"}
    query = {"GET": DeterminationQuery}
    answers = {"GET": [DeterminationOut]}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """List the determinations of a claim, latest first."""
        records.get(Claim, claim, to=self.by)
        rows = consensus.determinations(claim, to=self.by)
        return self.page(rows, out=consensus.told)
