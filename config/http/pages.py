"""Pages for people and tools: the OpenAPI document, its two readers, and a page for each type of problem.

Nothing on them comes from elsewhere, and the browser is told to see to that.
"""

import functools
from threading import Lock
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from config.http import conditional, problems
from config.http.renderers import dumps

#: Swagger UI and Redoc write styles into the page; Redoc searches in a worker made from a blob.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_one_at_a_time = Lock()


@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Give the OpenAPI document."""
    with _one_at_a_time:
        body = _document()
    headers = {"ETag": conditional.entity_tag(body)}
    response = HttpResponse(body, content_type="application/json", headers=headers)
    return conditional.not_modified(response, request.headers)


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Show the document in Swagger UI."""
    return _page(request, "http/swagger.html")


@require_safe
def redoc(request: HttpRequest) -> HttpResponse:
    """Show the document in Redoc."""
    return _page(request, "http/redoc.html")


@require_safe
def problem_types(request: HttpRequest) -> HttpResponse:
    """List every type of problem."""
    return _page(request, "http/problems.html", {"types": problems.CATALOGUE.values()})


@require_safe
def problem_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one type of problem."""
    found = problems.CATALOGUE.get(slug)
    if found is None:
        raise Http404
    return _page(request, "http/problems.html", {"types": [found]})


@require_safe
def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Lead a browser that asks unasked to the icon."""
    return redirect(static("http/icon.svg"), permanent=True)


@functools.cache
def _document() -> bytes:
    """Generate the document once: it depends on code and settings alone."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return dumps(generator.get_schema(public=True))  # type: ignore[no-untyped-call]


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    response = render(request, template, context)
    response.headers["Content-Security-Policy"] = POLICY
    return response
