"""Map whatever goes wrong to a problem: the only place that knows both the domain's errors and HTTP.

A service's error is known by what it carries, `code` and `kind`, so that nothing of the domain is imported.
"""

from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.log import log_response
from rest_framework import exceptions as drf

from config.http import problems
from config.http.problems import LocatedError, ProblemError, in_body, segment

#: The kinds of a domain error, and the problem each one is.
KINDS = {
    "malformed": "malformed",
    "invalid": "invalid",
    "forbidden": "forbidden",
    "not_found": "not-found",
    "conflict": "conflict",
    "precondition": "stale",
}

#: Seconds after which a caller may try again when the database was out of reach.
RETRY_AFTER = "1"

#: What PostgreSQL's classes of broken constraints mean to a caller.
CONSTRAINTS = {
    "23505": ("conflict", "another record has this value already"),
    "23P01": ("conflict", "another record stands in the way"),
    "23503": ("invalid", "it refers to a record that does not exist"),
    "23514": ("invalid", "it breaks a rule of the record"),
}


@runtime_checkable
class DomainError(Protocol):
    """What a service's error carries; `pointer`, `detail` and `extra` may be there too."""

    code: str
    kind: str


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer REST framework's question what to do with an exception: always with a problem."""
    return respond(error, context["request"]._request)  # noqa: SLF001 - Django's request lies beneath


def respond(error: Exception, request: HttpRequest) -> HttpResponse:
    """Answer with the problem that an exception means; an unexpected one is logged with its trace."""
    problem = problem_for(error)
    response = problems.render(problem, request)
    if problem.type.status >= 500:
        log_response("request failed", request=request, response=response, exception=error)
    return response


def problem_for(error: Exception) -> ProblemError:
    """Return the problem that an exception means, the server's own fault where none is known."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, DomainError):
        return _domain_problem(error)
    if isinstance(error, drf.ValidationError):
        return problems.malformed(*located(error.detail))
    if isinstance(error, DatabaseError | InterfaceError):
        return _database_problem(error)
    if isinstance(error, ModelValidationError):
        return _model_problem(error)
    return _framework_problem(error) or ProblemError("internal", "The fault is logged under the request id.")


def located(detail: Any, pointer: str = "") -> Iterator[LocatedError]:
    """Yield each fault of a serializer's nested error detail, with its JSON pointer."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = "" if key in ("non_field_errors", NON_FIELD_ERRORS) else "/" + segment(key)
            yield from located(inner, pointer + step)
    elif isinstance(detail, list):
        for message in detail:
            yield from located(message, pointer)
    else:
        yield in_body(pointer, getattr(detail, "code", None) or "invalid", str(detail))


def _domain_problem(error: DomainError) -> ProblemError:
    detail = str(getattr(error, "detail", None) or error)
    pointer = getattr(error, "pointer", None)
    errors = [] if pointer is None else [in_body(pointer, error.code, detail)]
    return ProblemError(
        KINDS[error.kind], detail, code=error.code, errors=errors, extra=getattr(error, "extra", None)
    )


def _model_problem(error: ModelValidationError) -> ProblemError:
    """Map what a model's `full_clean` refused: the shape was right, so a rule is broken."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    errors = [
        in_body(
            "" if field == NON_FIELD_ERRORS else "/" + segment(field),
            fault.code or "invalid",
            " ".join(fault.messages),
        )
        for field, faults in by_field.items()
        for fault in faults
    ]
    return ProblemError("invalid", errors[0]["detail"], errors=errors)


def _database_problem(error: DatabaseError | InterfaceError) -> ProblemError:
    cause = error.__cause__
    if isinstance(error, OperationalError | InterfaceError):
        return ProblemError(
            "unavailable", "The database did not answer in time.", headers={"Retry-After": RETRY_AFTER}
        )
    if isinstance(error, DataError):
        fault = in_body("", "value_out_of_range", "A value is outside of what can be stored.")
        return problems.malformed(fault)
    constraint = CONSTRAINTS.get(getattr(cause, "sqlstate", None) or "")
    if isinstance(error, IntegrityError) and constraint:
        slug, meaning = constraint
        name = getattr(getattr(cause, "diag", None), "constraint_name", None)
        return ProblemError(slug, f"The record was refused: {meaning}.", code=name or "constraint")
    return ProblemError("internal", "The fault is logged under the request id.")


def _framework_problem(error: Exception) -> ProblemError | None:  # noqa: PLR0911 - one row for each exception
    """Map REST framework's and Django's own exceptions; None when it is not one of them."""
    match error:
        case drf.NotAuthenticated() | drf.AuthenticationFailed():
            return _unauthenticated(error)
        case drf.PermissionDenied() | PermissionDenied():
            return ProblemError("forbidden", str(error))
        case drf.NotFound() | Http404():
            return ProblemError("not-found", "There is no such record, or none that the caller may see.")
        case drf.MethodNotAllowed():
            return ProblemError("method-not-allowed", str(error.detail))
        case drf.NotAcceptable():
            return ProblemError("not-acceptable", str(error.detail))
        case drf.UnsupportedMediaType():
            return ProblemError("unsupported-media-type", str(error.detail))
        case drf.Throttled():
            wait = str(int(getattr(error, "wait", None) or 1))
            return ProblemError("rate-limited", str(error.detail), headers={"Retry-After": wait})
        case drf.ParseError() | SuspiciousOperation() | UnreadablePostError():
            return problems.malformed(in_body("", "unreadable", "The request cannot be read."))
        case _:
            return None


def _unauthenticated(error: drf.NotAuthenticated | drf.AuthenticationFailed) -> ProblemError:
    challenge = 'Bearer realm="contested"'
    if isinstance(error, drf.AuthenticationFailed):
        challenge += ', error="invalid_token"'
    return ProblemError("unauthenticated", str(error.detail), headers={"WWW-Authenticate": challenge})
