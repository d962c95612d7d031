"""The view that every endpoint of the API is made of: declarations above, one call in each method.

What a method takes and gives is declared by method name, so that the same words check a request, refuse
what was not declared and write the OpenAPI document.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import structlog
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from config.http import addresses, conditional, errors, idempotency, limits, problems, queries, serializers
from config.http.openapi import MannersSchema
from config.http.pagination import Pager, Row, Rows
from config.http.parsers import MAX_BODY
from config.http.queries import QuerySerializer
from config.http.renderers import JsonRenderer, dumps
from config.http.scopes import ANONYMOUS

log = structlog.get_logger(__name__)

#: A serializer stands for one object, a list of one serializer for a page, a mapping for several statuses.
Answer = type[Serializer[Any]] | Sequence[type[Serializer[Any]]]
Answers = Answer | Mapping[int, Answer | None] | None


class ApiView(APIView):
    """An endpoint with the API's manners.

    A subclass defines `get`, `post` or `patch`, which return `self.answer(...)` or `self.page(...)`. Before
    one of them runs, `self.params` holds the query parameters, `self.body` the body and, on a change,
    `self.expected` the revisions that `If-Match` allows. A POST runs once for its Idempotency-Key; POST and
    PATCH run in one transaction.
    """

    #: Scope that each method needs; a method that is not named is open to nobody.
    required_scopes: ClassVar[Mapping[str, str]] = {}
    #: Query parameters of each method; without an entry none is allowed.
    query: ClassVar[Mapping[str, type[QuerySerializer]]] = {}
    #: Body of each method; without an entry an empty one.
    bodies: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    #: Whether a GET may be answered without a key where anonymous reading is on, with nothing but what is clear.
    is_open: ClassVar[bool] = False
    #: What each method gives, for the OpenAPI document.
    answers: ClassVar[Mapping[str, Answers]] = {}
    #: Methods that need `If-Match`.
    conditional_methods: ClassVar[frozenset[str]] = frozenset({"PATCH"})
    #: Methods that heed `If-Match` where it is sent.
    heeding_methods: ClassVar[frozenset[str]] = frozenset()
    #: Methods that are answered with 308 where what the address names has another one by now.
    redirecting_methods: ClassVar[frozenset[str]] = frozenset()
    #: False for a POST that only computes: it needs no key and opens no transaction.
    writes: ClassVar[bool] = True
    #: Statuses with which it refuses beyond those that follow from the rest, for the OpenAPI document.
    refusals: ClassVar[frozenset[int]] = frozenset()
    #: As what its requests are counted against the limits; None: as read or write, by whether they write.
    counts_as: ClassVar[str | None] = None
    #: Largest body, in bytes.
    max_body: ClassVar[int] = MAX_BODY

    schema = MannersSchema()
    http_method_names = ["get", "head", "post", "patch", "put", "delete"]

    params: dict[str, Any]
    body: dict[str, Any]
    expected: frozenset[int] | None
    #: What is left to the caller, where anything limits it.
    left: limits.Allowance | None
    #: What a request was found to mean by a parameter, for the addresses in its answer: those of the pages beyond.
    fixed: Mapping[str, str] = {}

    def answer(
        self,
        data: Any,
        *,
        revision: int | None = None,
        status: int = 200,
        location: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Answer with data as JSON, and with the entity tag of a record where `revision` is given."""
        body = dumps(data)
        response = HttpResponse(body, status=status, content_type=JsonRenderer.media_type, headers=headers)
        if revision is not None or self.request.method in ("GET", "HEAD"):
            response.headers["ETag"] = conditional.entity_tag(body, revision)
        if location is not None:
            response.headers["Location"] = location
        return response

    def page(
        self, rows: Rows, *, out: Callable[[Row], Any] = dict, keyset: Sequence[str] = ("-id",)
    ) -> HttpResponse:
        """Answer with a page of a `values()` queryset, each row shaped by `out`.

        The fields of `keyset` are among the values, unique when taken together and never null.
        """
        pager = self.pager(keyset)
        body, headers = pager.answer(rows, out)
        return self.answer(body, headers=headers)

    def pager(self, keyset: Sequence[str]) -> Pager:
        """Return the pages of a list in an order, for rows that are told together."""
        return Pager(self.request._request, self.params, keyset, self.fixed)  # noqa: SLF001 - wrapped by REST framework

    def read(self, request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:  # noqa: ARG002
        """Run a GET, or a POST that only computes; a subclass may have it read elsewhere."""
        return handler()

    def write(self, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a method that writes, in its transaction; a subclass may narrow what it finds."""
        return handler()

    def takes(self, parameter: str) -> bool:
        """Return whether a GET takes a query parameter."""
        declared = self.query.get("GET")
        return declared is not None and parameter in serializers.names(declared)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check what was sent, run the method, and turn whatever goes wrong into a problem."""
        self.args, self.kwargs, self.left = args, kwargs, None
        self.request = self.initialize_request(request, *args, **kwargs)
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._run(request)
        except Exception as error:  # noqa: BLE001 - every failure is answered with a problem
            response = self._refuse(request, error)
        if self.left is not None:
            for name, value in limits.limits.headers(self.left).items():
                response.headers[name] = value
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse, before anything is read or written, what the declarations do not allow.

        Raises:
            ProblemError: 400, 405, 415 or 428.
            ValidationError: the body has not the declared shape.
        """
        method = str(request.method)
        if method.lower() not in self.http_method_names or not hasattr(self, method.lower()):
            raise problems.ProblemError(
                "method-not-allowed",
                f"{method} is not allowed here.",
                headers={"Allow": ", ".join(self.allowed_methods)},
            )
        self._admit(request, *args, **kwargs)
        structlog.contextvars.bind_contextvars(account=str(getattr(request.user, "pk", None)))
        declared = "GET" if method == "HEAD" else method
        self.params = queries.read(request.META.get("QUERY_STRING", ""), self.query.get(declared))
        self.body = {}
        if declared != "GET":
            self.body = serializers.load(
                request._request,  # noqa: SLF001 - wrapped by REST framework
                self.bodies.get(declared),
                limit=self.max_body,
            )
        self.expected = None
        if method in self.conditional_methods or (
            method in self.heeding_methods and "If-Match" in request.headers
        ):
            self.expected = conditional.expected_revisions(request.headers)

    def _admit(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find out who asks and whether they may; who cannot say it is counted by address.

        Raises:
            ProblemError: 429.
            APIException: 401, 403 or 406.
        """
        try:
            super().initial(request, *args, **kwargs)
        except (AuthenticationFailed, NotAuthenticated):
            self.left = limits.limits.take(limits.UNKNOWN, _address(request))
            raise

    def check_throttles(self, request: Request) -> None:
        """Count the request, once it is known who asks and that they may.

        Raises:
            ProblemError: 429.
        """
        if request.auth is ANONYMOUS:
            kind = limits.ANONYMOUS if self.counts_as is None else f"{limits.ANONYMOUS}-{self.counts_as}"
            self.left = limits.limits.take(kind, _address(request))
            return
        reads = request.method in ("GET", "HEAD") or not self.writes
        self.left = limits.limits.take(self.counts_as or ("read" if reads else "write"), _caller(request))

    def _run(self, request: HttpRequest) -> HttpResponse:
        def handler() -> HttpResponse:
            method: Callable[..., HttpResponse] = getattr(self, str(request.method).lower())
            return method(self.request, *self.args, **self.kwargs)

        if request.method in ("GET", "HEAD"):
            return conditional.not_modified(self.read(request, handler), request.headers)
        if not self.writes:
            return self.read(request, handler)
        if request.method == "POST":
            caller = idempotency.caller_id(self.request.user)
            return idempotency.once(request, caller, lambda: self.write(handler))
        return idempotency.in_transaction(lambda: self.write(handler))

    def _refuse(self, request: HttpRequest, error: Exception) -> HttpResponse:
        problem = errors.problem_for(error)
        if problem.type.slug == "stale" and hasattr(self, "get"):
            self._add_current(problem)
            return problems.render(problem, request)
        return errors.respond(error, request)

    def _add_current(self, problem: problems.ProblemError) -> None:
        """Read the record as it is now, for the caller to start again from."""
        self.params = queries.read("", self.query.get("GET"))
        request = self.request._request  # noqa: SLF001 - wrapped by REST framework
        current = self.read(request, lambda: self.get(self.request, *self.args, **self.kwargs))  # type: ignore[attr-defined]
        tag = current.headers["ETag"]
        problem.headers["ETag"] = tag
        problem.extra |= {"etag": tag, "revision": conditional.revision_of(tag)}


def _address(request: Request) -> str:
    """Name those together who come from one address."""
    return f"address {addresses.client(request._request)}"  # noqa: SLF001 - wrapped by REST framework


def _caller(request: Request) -> str:
    """Name whoever is counted together: a partner, or an account of none."""
    return str(getattr(request.user, "partner_id", None) or request.user.pk)
