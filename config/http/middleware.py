"""Around every request: its id, its line in the log, its count, and a problem for what ends in an error."""

import re
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from uuid_utils.compat import uuid7

from config.http import addresses, metrics, problems
from config.http.problems import ProblemError

log = structlog.get_logger("config.http.access")

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
#: Asked every few seconds by machines; not worth a line each.
QUIET = ("/healthz", "/readyz", "/metrics")

#: Whoever was let in is told by account; of whoever was not there is nothing but where they came from.
REFUSED = {401, 403, 429}

#: The problem that a bare status stands for.
BY_STATUS = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    412: "stale",
    415: "unsupported-media-type",
    422: "invalid",
    429: "rate-limited",
    503: "unavailable",
}
API_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}

#: What a problem takes over from the answer in whose place it is put: what to do next, and what guards it.
KEPT = (
    "Allow",
    "Retry-After",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)

#: For every page that brings no policy of its own: nothing comes from elsewhere, and no script is in the page.
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestMiddleware:
    """Names the request, and logs and counts its end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request under its id: the caller's, if it can be written down, else a new one."""
        started = perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else str(uuid7())
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            self._tell(request, response, perf_counter() - started)
        finally:
            structlog.contextvars.clear_contextvars()
        return response

    def _tell(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        route = request.resolver_match.route if request.resolver_match else "unmatched"
        metrics.observe(str(request.method), route, response.status_code, seconds)
        if request.path not in QUIET:
            log.info(
                "request",
                method=request.method,
                path=request.path,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
                **({"address": addresses.text(request)} if response.status_code in REFUSED else {}),
            )


class ProblemMiddleware:
    """Sees to it that no error under /api/ leaves as anything but a problem, a debug page included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put a problem in the place of an error that is none, and on each answer the headers that guard it."""
        response = self.get_response(request)
        is_api = request.path.startswith("/api/")
        if response.status_code >= 400 and (is_api or _is_for_a_machine(request)):
            response = _as_problem(request, response)
        if is_api:
            for name, value in API_HEADERS.items():
                response.headers.setdefault(name, value)
        else:
            response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        return response


def _is_for_a_machine(request: HttpRequest) -> bool:
    return "text/html" not in request.headers.get("Accept", "")


def as_it_is(response: HttpResponse) -> HttpResponse:
    """Let an error leave in the form that a standard gives it."""
    response.has_its_own_form = True  # type: ignore[attr-defined]  # looked at below, and by nobody else
    return response


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    is_one = response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE)
    if is_one or getattr(response, "has_its_own_form", False):
        return response
    slug = BY_STATUS.get(response.status_code, "internal" if response.status_code >= 500 else "malformed")
    detail = "There is no such path." if response.status_code == 404 else ""
    kept = {name: response.headers[name] for name in KEPT if name in response.headers}
    problem: HttpResponse = problems.render(ProblemError(slug, detail, headers=kept), request)
    problem._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001 - where it came from
    return problem
