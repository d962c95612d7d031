"""The endpoint of what an auditor takes away of a claim."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from actors.api.elsewhere import ElsewhereView
from audit.api.filters import SinceQuery
from audit.api.log_views import LogView
from claims.api.v1.resources import CLAIM
from claims.selectors import bundles


class ClaimBundle(ElsewhereView, LogView):
    """A claim with all that bears on it, to be verified without the register."""

    resource = CLAIM
    redirecting_methods = frozenset({"GET"})
    is_open = True
    counts_as = "export"
    query = {"GET": SinceQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.OBJECT}}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Give every revision of a claim and of what bears on it, with all that it takes to verify them offline."""
        return self.bundle(bundles.of_claim(claim, to=self.caller, since=self.params.get("since")))
