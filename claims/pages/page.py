"""What every page of the reading room shares: who reads, what a browser may load, and that nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Nothing but what the register itself serves: no script or style in a page, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever opens a page: no account, no partner, no key."""

    id: UUID = UUID(int=0)
    partner_id: UUID | None = None
    key_id: UUID | None = None


READER = Reader()


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page under the room's policy."""
    response = render(request, template, dict(context or {}), status=status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
