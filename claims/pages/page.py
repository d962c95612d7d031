"""What every page of the reading room shares: who reads, what a browser may load, and that nothing is written."""

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.errors import NotFoundError
from audit.selectors import readers
from claims.pages import past
from config.http.bidi import level

#: Nothing but what the register itself serves: no script or style in a page, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
TEMPLATES = Path(__file__).parents[1] / "templates"
P = ParamSpec("P")


#: Whoever opens a page.
READER = readers.ANYONE


def prepare() -> None:
    """Read all addresses with their views, and the templates, so that nobody's first page waits for them."""
    reverse("room:claims")
    for file in TEMPLATES.rglob("*.html"):
        get_template(str(file.relative_to(TEMPLATES)))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page under the room's policy.

    `title` and `description` of the context are what other pages show of a link to this one.
    """
    shared = {"canonical": request.build_absolute_uri(request.path), "past": past.told(request), "stays": ""}
    if status == 200:
        shared["stays"] = past.stays(request)
    markup = level(render_to_string(template, {**shared, **(context or {})}, request))
    response = HttpResponse(past.carried(markup), status=status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def reading(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a page of the room, which is open to everyone: what is clear is read, as of then if asked.

    What is not there is a page too.
    """

    @require_safe
    @wraps(view)
    def read(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with readers.reading_openly(), past.reading(past.asked(request)):
                return view(request, *args, **kwargs)
        except (Http404, NotFoundError):
            return page(request, "404.html", status=404)

    return read
