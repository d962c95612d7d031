"""The four endpoints that every kind of record has; a resource adds its shape and its service's functions."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from actors.api import parts
from actors.api.drafts import draft
from actors.api.elsewhere import ElsewhereView
from actors.api.resources import Resource
from actors.api.serializers import ReasonIn
from actors.models import Account, Record
from actors.selectors import records, search
from actors.services.records import Draft, Recorded
from audit.api.filters import ComparisonQuery
from audit.api.renderers import LinkRenderer
from audit.api.serializers import ComparisonOut, FieldsOut, RevisionOut
from audit.api.views import RegisterView
from audit.errors import NotFoundError
from audit.selectors import positions, reach, revisions
from config.http import as_of, conditional
from config.http.as_of import AsOfPageQuery, AsOfQuery
from config.http.pagination import Rows
from config.http.parts import EXPAND, FIELDS


class RecordView(ElsewhereView):
    """What all endpoints of a resource share."""

    #: Filters that are a field's name and hold one of several values.
    exact: ClassVar[Mapping[str, str]] = {}
    #: The columns that `q` is looked for in.
    searched: ClassVar[tuple[str, ...]] = ()

    @property
    def by(self) -> Account:
        """Return the account that calls."""
        account: Account = self.request.user  # type: ignore[assignment]
        return account

    def rows(self) -> Rows:
        """Return the resource's visible rows, of the time asked for, shaped for `tell`."""
        return self._standing(self.resource)

    def require(self, record_id: UUID, of: Resource | None = None) -> None:
        """Have a record be there, and of the time asked for, before anything is told of it.

        Raises:
            NotFoundError: there is none, or the caller may not see it.
        """
        resource = of or self.resource
        if not self._standing(resource).filter(id=record_id).exists():
            raise NotFoundError(f"There is no {resource.model._meta.verbose_name} {record_id}.")

    def _standing(self, resource: Resource) -> Rows:
        found: Rows = records.visible(resource.model, to=self.by).values(*resource.columns)
        if moment := self.params.get("valid_at"):
            found = found.filter(**{f"{when}__contains": moment.at for when in resource.valid})
        return found

    def _records(self, resource: Resource, ids: Collection[UUID]) -> list[dict[str, Any]]:
        """Return records of another kind, whole, as their own addresses give them."""
        rows = list(self._standing(resource).filter(id__in=ids))
        return parts.tell(resource, rows, base=self.base, to=self.by)

    def tell(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows as the API gives them, in the parts that are asked for."""
        fields, expanded = (self.params.get(name, ()) for name in (FIELDS, EXPAND))
        names = [*fields, *expanded] if fields else []
        told = parts.tell(self.resource, rows, base=self.base, to=self.by, names=names)
        parts.expand(self.resource, told, expanded, find=self._records)
        return told

    def told(self, record: Record) -> dict[str, Any]:
        """Return one record that was just written."""
        (out,) = self.tell([self.resource.row(record)])
        return out

    def given(self, record_id: UUID) -> HttpResponse:
        """Answer with one record.

        Raises:
            NotFoundError: there is none, or the caller may not see it.
        """
        row = self.rows().filter(id=record_id).first()
        if (row is None or row.get("merged_into_id")) and (there := self.elsewhere()):
            return there
        if row is None:
            raise NotFoundError(f"There is no {self.resource.model._meta.verbose_name} {record_id}.")
        (out,) = self.tell([row])
        return self.answer(out, revision=row["revision"])

    def paged(self, rows: Rows) -> HttpResponse:
        """Answer with a page, latest first."""
        if position := positions.standing():
            rows = rows.filter(id__lte=reach.of(self.resource.model, position.size))
        body, headers = self.pager(("-id",)).answer(rows, dict)
        body["results"] = self.tell(body["results"])
        return self.answer(body, headers=headers)

    def recorded(self, record: Record, body: Mapping[str, Any], *, created: bool) -> HttpResponse:
        """Answer 201 with what was recorded, 200 where the same had been posted before."""
        location = self.resource.url(record.id, self.base)
        return self.answer(body, revision=record.revision, status=201 if created else 200, location=location)

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        given = self.params
        for name, lookup in {"partner": "partner_id", **self.exact}.items():
            if name in given:
                rows = rows.filter(**{f"{lookup}__in": given[name]})
        if "marking" in given:
            rows = rows.filter(marking__in=given["marking"])
        if "q" in given:
            rows = search.matching(rows, given["q"], *self.searched)
        if "external_id" in given:
            rows = rows.filter(external_id=given["external_id"], partner_id=self.by.partner_id)
        if "recorded_after" in given:
            rows = rows.filter(recorded_at__gt=given["recorded_after"].at)
        if "withdrawn" in given:
            rows = rows.filter(withdrawn_at__isnull=not given["withdrawn"])
        return rows


class RecordList(RecordView):
    """GET a page of records, POST a new one."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read", "POST": "write"}

    def get(self, _request: Request) -> HttpResponse:
        """List records, latest first."""
        return self.paged(self.filtered(self.rows()))

    def post(self, _request: Request) -> HttpResponse:
        """Record one."""
        recorded = self.record(draft(self.resource, self.body), self.body.get("reason", ""))
        return self.recorded(recorded.record, self.told(recorded.record), created=recorded.created)

    @abstractmethod
    def record(self, new: Draft, reason: str) -> Recorded[Any]:
        """Call the resource's service."""


class RecordDetail(RecordView):
    """GET a record, PATCH it."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read", "PATCH": "write"}

    def read(self, request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a GET, which finds in the record's own row whether it has to be asked elsewhere."""
        return RegisterView.read(self, request, handler)

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Give one record."""
        return self.given(record_id)

    def patch(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Change what is given; the reason is kept in the revision."""
        changes = draft(self.resource, self.body)
        record = self.revise(record_id, changes, self.body.get("reason", ""), self.expected)
        return self.answer(self.told(record), revision=record.revision)

    @abstractmethod
    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> Record:
        """Call the resource's service."""


class RecordWithdrawal(RecordView):
    """POST a withdrawal."""

    required_scopes: ClassVar[Mapping[str, str]] = {"POST": "write"}
    heeding_methods = frozenset({"POST"})
    bodies = {"POST": ReasonIn}

    def post(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Withdraw a record; it stays, with its history, and no longer counts."""
        record = self.withdraw(record_id, self.body["reason"], self.expected)
        return self.answer(self.told(record), revision=record.revision)

    @abstractmethod
    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Record:
        """Call the resource's service."""


class RecordRevisions(RecordView):
    """GET the revisions of a record."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": AsOfPageQuery}
    answers = {"GET": [RevisionOut]}

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """List the revisions of a record, latest first, each with its differences from the one before."""
        self.require(record_id)
        rows = revisions.of(self.resource.model, record_id, self.resource.told)
        pager = self.pager(("-revision", "-history_id"))
        body, headers = pager.answer(rows, dict)
        page = body["results"]
        body["results"] = revisions.told(page, revisions.earlier_than(rows, page), self.resource.told)
        return self.answer(body, headers=headers)


class RecordTimeMap(RecordView):
    """GET where each former state of a record is given."""

    renderer_classes = [LinkRenderer]
    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, request: Request, record_id: UUID) -> HttpResponse:
        """Give the address of each state that the record's own revisions made, the oldest first (RFC 7089)."""
        self.require(record_id)
        record = self.resource.url(record_id, self.base)
        entered = revisions.entered(self.resource.model, record_id)
        lines = as_of.time_map(record, request.build_absolute_uri(request.path), entered)
        body = ",\n".join(lines).encode()
        headers = {"ETag": conditional.entity_tag(body)}
        return HttpResponse(body, content_type=LinkRenderer.media_type, headers=headers)


class RecordRevision(RecordView):
    """GET one revision of a record."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": AsOfQuery}
    answers = {"GET": RevisionOut}

    def get(self, _request: Request, record_id: UUID, number: int) -> HttpResponse:
        """Give one revision, with its differences from the one before."""
        self.require(record_id)
        rows = revisions.of(self.resource.model, record_id, self.resource.told)
        page = list(rows.filter(revision=number))
        if not page:
            raise NotFoundError(f"There is no revision {number} of {record_id}.")
        (out,) = revisions.told(page, revisions.earlier_than(rows, page), self.resource.told)
        return self.answer(out)


class RecordComparison(RecordView):
    """GET what differs between two revisions of a record."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": ComparisonQuery}
    answers = {"GET": ComparisonOut}

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Give what differs from one revision to another, whatever lies between them; either may be the later."""
        self.require(record_id)
        numbers = {name: self.params[name] for name in ("from", "to")}
        rows = revisions.of(self.resource.model, record_id, self.resource.told).exclude(history_type="-")
        found = {row["revision"]: row for row in rows.filter(revision__in=set(numbers.values()))}
        for number in numbers.values():
            if number not in found:
                raise NotFoundError(f"There is no revision {number} of {record_id}.")
        former, later = (found[number] for number in numbers.values())
        return self.answer({**numbers, "changes": revisions.between(former, later, self.resource.told)})


class RecordFields(RecordView):
    """GET who last changed each field of a record."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": AsOfQuery}
    answers = {"GET": FieldsOut}

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Give each field as it stands, with the revision that its value came with: by whom, when and why."""
        self.require(record_id)
        latest, results = revisions.fields(self.resource.model, record_id, self.resource.told)
        return self.answer({"revision": latest, "results": results})
