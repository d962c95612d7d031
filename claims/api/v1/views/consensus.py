"""Endpoints of what is decided on a claim."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from actors.api.record_views import RecordView
from audit.api.renderers import SvgRenderer, TextRenderer
from audit.attribution import Principal
from audit.errors import NotFoundError
from claims.api.v1.decided import ConsensusOut, DeterminationOut, ToldOut
from claims.api.v1.filters import ConsensusQuery, DeterminationQuery, PictureQuery
from claims.api.v1.resources import CLAIM
from claims.api.v1.whatif import WhatIfIn, WhatIfOut, supposition
from claims.consensus import difference, explain
from claims.pictures import balance, numbers, opinion, standalone
from claims.selectors import consensus, policies, said, suppositions
from config.http import conditional


class Consensus(RecordView):
    """Where the sources leave a claim, and why."""

    resource = CLAIM
    redirecting_methods = frozenset({"GET"})
    is_open = True
    required_scopes = {"GET": "read"}
    query = {"GET": ConsensusQuery}
    answers = {"GET": ConsensusOut}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Give the consensus in force, or that of what had been said by a moment, with its whole explanation."""
        self.require(claim)
        nothing = dict.fromkeys(DeterminationOut().get_fields())
        by, own = self.params.get("said_by"), "tier" in self.params
        if by or own:
            decision = said.decided(claim, by=by, to=self.by, own=own).document()
            tier = {"tier": consensus.OWN if own else None}
            return self.answer(
                {**nothing, **decision, **tier, "settled": True, "said_by": by.written() if by else None}
            )
        current, settled = consensus.find_current(claim, to=self.by)
        found = {"claim": claim} if current is None else current
        return self.answer({**nothing, **found, "settled": settled, "said_by": None})


class ConsensusText(RecordView):
    """Why the sources leave a claim where they do, as a text for people."""

    resource = CLAIM
    redirecting_methods = frozenset({"GET"})
    is_open = True
    renderer_classes = [TextRenderer]
    required_scopes = {"GET": "read"}
    query = {"GET": ConsensusQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Explain the consensus in force, or that of what had been said by a moment, in plain text."""
        row = self.rows().filter(id=claim).first()
        if row is None:
            raise NotFoundError(f"There is no claim {claim}.")
        decision = _decision(claim, self.params, to=self.by)
        told = "Nothing is decided on it yet.\n"
        if decision:
            told = explain(decision, row["text"], policies.of_version(decision["policy"]["version"]))
        body = told.encode()
        headers = {"ETag": conditional.entity_tag(body)}
        return HttpResponse(body, content_type="text/plain; charset=utf-8", headers=headers)


class ConsensusPicture(RecordView):
    """Why the sources leave a claim where they do, as a picture for people."""

    resource = CLAIM
    redirecting_methods = frozenset({"GET"})
    is_open = True
    renderer_classes = [SvgRenderer]
    required_scopes = {"GET": "read"}
    query = {"GET": PictureQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Draw the consensus in force, or that of what had been said by a moment, as SVG with its text in it."""
        self.require(claim)
        decision = _decision(claim, self.params, to=self.by)
        if decision is None:
            drawn = standalone.words("Nothing is decided on it yet.")
        elif self.params["picture"] == "opinion":
            drawn = opinion.draw(decision["opinion"])
        elif self.params["picture"] == "numbers":
            drawn = numbers.draw(decision)
        else:
            rules = policies.of_version(decision["policy"]["version"])
            drawn = balance.draw(decision, {name: getattr(rules, name) for name in balance.THRESHOLDS})
        body = standalone.document(drawn)
        headers = {"ETag": conditional.entity_tag(body), "Content-Security-Policy": standalone.POLICY}
        return HttpResponse(body, content_type="image/svg+xml; charset=utf-8", headers=headers)


def _decision(claim: UUID, asked: Mapping[str, Any], *, to: Principal) -> Mapping[str, Any] | None:
    """Return the decision in force on a claim, or that of the moment or tier that is asked for, as a document."""
    by, own = asked.get("said_by"), "tier" in asked
    if by or own:
        return said.decided(claim, by=by, to=to, own=own).document()
    decision, _ = consensus.find_current(claim, to=to)
    return decision


class Determinations(RecordView):
    """How the status of a claim changed, and what changed it."""

    resource = CLAIM
    is_open = True
    required_scopes = {"GET": "read"}
    query = {"GET": DeterminationQuery}
    answers = {"GET": [ToldOut]}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """List the determinations of a claim, latest first, each with what differs from the one before."""
        self.require(claim)
        rows = consensus.with_former(consensus.determinations(claim, to=self.by))
        return self.page(rows, out=consensus.told_with_difference)


class WhatIf(RecordView):
    """What the sources would make of a claim if more were said, or less, or actors had other letters."""

    resource = CLAIM
    redirecting_methods = frozenset({"POST"})
    writes = False
    required_scopes = {"POST": "read"}
    bodies = {"POST": WhatIfIn}
    answers = {"POST": WhatIfOut}
    refusals = frozenset({409})

    def post(self, _request: Request, claim: UUID) -> HttpResponse:
        """Decide the claim as it is and as it would be, by the same rules at one log size; nothing is written."""
        self.require(claim)
        found = suppositions.decided(claim, supposition(self.body), to=self.by)
        before, after = found.before.document(), found.after.document()
        return self.answer(
            {
                "log_size": found.log_size,
                "stances": found.stances,
                "before": before,
                "after": after,
                "difference": difference(before, after),
            }
        )
