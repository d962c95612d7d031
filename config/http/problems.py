"""Problems (RFC 9457): the catalogue, the exception that carries one, and its JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from config.http.renderers import dumps

MEDIA_TYPE = "application/problem+json"
#: Where the pages are served, and so what every `type` begins with.
PAGES = "/api/v1/problems/"
#: A body with a hundred thousand faults is told of the first hundred.
MOST_ERRORS = 100


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One row of the catalogue."""

    slug: str
    title: str
    status: int
    explanation: str

    @property
    def url(self) -> str:
        """The stable `type` of the problem, and the path of its page."""
        return PAGES + self.slug


CATALOGUE: Mapping[str, ProblemType] = {
    problem_type.slug: problem_type
    for problem_type in (
        ProblemType(
            "malformed",
            "The request is malformed",
            400,
            "The body, a query parameter or a header does not have the shape that the API description gives. "
            "`errors` names each place. Nothing was written; correct the request before sending it again.",
        ),
        ProblemType(
            "unauthenticated",
            "No valid credential",
            401,
            "Send an API key as `Authorization: Bearer <key>`. It is missing, unknown, expired or revoked.",
        ),
        ProblemType(
            "forbidden",
            "The credential does not allow this",
            403,
            "The key is valid but lacks the scope that the operation needs, or the rule named in `code` "
            "forbids the act to this caller. A record that the caller may not see is a 404 instead.",
        ),
        ProblemType(
            "not-found",
            "Nothing is here",
            404,
            "There is no such path, or no such record that the caller may see.",
        ),
        ProblemType(
            "method-not-allowed",
            "The method is not allowed here",
            405,
            "The path does not answer to this method; the `Allow` header lists those it answers to.",
        ),
        ProblemType(
            "not-acceptable",
            "No acceptable representation",
            406,
            "The `Accept` header leaves out every media type that the path can give.",
        ),
        ProblemType(
            "conflict",
            "In conflict with what is recorded",
            409,
            "The record is in a state that does not allow the change, or another request got there first. "
            "`code` names the rule; read the current state before deciding what to do.",
        ),
        ProblemType(
            "idempotency-key-in-flight",
            "The same request is still being served",
            409,
            "Another request with this `Idempotency-Key` has not finished. Send it again after `Retry-After` "
            "seconds: the answer will be that of the first.",
        ),
        ProblemType(
            "stale",
            "The record has changed meanwhile",
            412,
            "`If-Match` names a revision that is no longer the current one. `revision` and `etag` give the "
            "current one: read it, apply the change to it, send it again.",
        ),
        ProblemType(
            "unsupported-media-type",
            "The body is not JSON",
            415,
            "Send `Content-Type: application/json`; the charset, if named, is UTF-8.",
        ),
        ProblemType(
            "invalid",
            "A rule does not allow this",
            422,
            "The request is well formed, but it breaks the rule named in `code`. Nothing was written.",
        ),
        ProblemType(
            "idempotency-key-reused",
            "The Idempotency-Key was used for another request",
            422,
            "A key stands for one request: method, path and body. Use a new key for a new request.",
        ),
        ProblemType(
            "precondition-required",
            "If-Match is required",
            428,
            "A change names the revision it was made on, so that nobody's change is lost. Read the record "
            "and send its `ETag` as `If-Match`.",
        ),
        ProblemType(
            "rate-limited",
            "Too many requests",
            429,
            "The caller has used up its allowance. Send the request again after `Retry-After` seconds.",
        ),
        ProblemType(
            "internal",
            "The server failed",
            500,
            "This is a fault of the server; nothing was written. `request_id` finds it in the server's log.",
        ),
        ProblemType(
            "unavailable",
            "The service is unavailable for the moment",
            503,
            "The database is out of reach or overloaded; nothing was written. Send the request again, with "
            "the same `Idempotency-Key`, after `Retry-After` seconds.",
        ),
    )
}


class LocatedError(TypedDict, total=False):
    """One fault and its place.

    `pointer` (RFC 6901) leads into the body; where `parameter` or `header` stands beside it, into the
    query or the headers.
    """

    pointer: str
    parameter: str
    header: str
    code: str
    detail: str


def in_body(pointer: str, code: str, detail: str) -> LocatedError:
    """Describe a fault in the body."""
    return {"pointer": pointer, "code": code, "detail": detail}


def in_query(name: str, code: str, detail: str) -> LocatedError:
    """Describe a fault in a query parameter."""
    return {"pointer": "/" + segment(name), "parameter": name, "code": code, "detail": detail}


def in_header(name: str, code: str, detail: str) -> LocatedError:
    """Describe a fault in a header."""
    return {"pointer": "/" + segment(name), "header": name, "code": code, "detail": detail}


def segment(key: object) -> str:
    """Escape one step of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


class ProblemError(Exception):
    """Ends a request with a problem of the catalogue."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        code: str = "",
        errors: Iterable[LocatedError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.type = CATALOGUE[slug]
        self.detail = detail or self.type.title
        self.code = code or slug.replace("-", "_")
        self.errors = list(errors)[:MOST_ERRORS]
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def malformed(*errors: LocatedError) -> ProblemError:
    """Make a 400 out of its faults."""
    code = errors[0]["code"] if len(errors) == 1 else ""
    return ProblemError("malformed", errors[0]["detail"], code=code, errors=errors)


def render(problem: ProblemError, request: HttpRequest) -> HttpResponse:
    """Answer with a problem."""
    body: dict[str, Any] = {
        **problem.extra,
        "type": problem.type.url,
        "title": problem.type.title,
        "status": problem.type.status,
        "code": problem.code,
        "detail": problem.detail,
        "instance": quote(request.path),
        "errors": problem.errors,
        "request_id": getattr(request, "request_id", None),
    }
    return HttpResponse(
        dumps(body), status=problem.type.status, content_type=MEDIA_TYPE, headers=problem.headers
    )
