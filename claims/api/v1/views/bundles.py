"""The endpoint of what an auditor takes away of a claim."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from audit.api.filters import SinceQuery
from audit.api.log_views import LogView
from claims.selectors import bundles


class ClaimBundle(LogView):
    """A claim with all that bears on it, to be verified without the register."""

    is_open = True
    counts_as = "export"
    query = {"GET": SinceQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.OBJECT}}

    def get(self, _request: Request, claim: UUID) -> HttpResponse:
        """Give every revision of a claim and of what bears on it, with all that it takes to verify them offline."""
        return self.bundle(bundles.of_claim(claim, to=self.caller, since=self.params.get("since")))
