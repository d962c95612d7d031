"""Endpoints that merge records that are one, and undo that."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api.drafts import ref
from actors.api.record_views import RecordView
from actors.api.serializers import ReasonIn
from actors.models import Mergeable
from claims.api.v1.serializers import MergeIn
from claims.services import merges


class MergeableView(RecordView):
    """An endpoint of a record that may turn out to be another one."""

    @property
    def kind(self) -> type[Mergeable]:
        """Return the kind of record."""
        return cast("type[Mergeable]", self.resource.model)


class RecordMerge(MergeableView):
    """A record that turns out to be another one."""

    required_scopes = {"POST": "write"}
    heeding_methods = frozenset({"POST"})
    bodies: ClassVar[Mapping[str, Any]] = {"POST": MergeIn}

    def post(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Withdraw a record in favour of another, which what refers to it refers to from now on; it can be undone."""
        record = merges.merge(
            self.kind,
            record_id,
            into=ref(self.body["into"]),
            by=self.by,
            reason=self.body["reason"],
            expected=self.expected,
        )
        return self.answer(self.told(record), revision=record.revision)


class RecordUnmerge(MergeableView):
    """A merged record that is another one after all."""

    required_scopes = {"POST": "write"}
    heeding_methods = frozenset({"POST"})
    bodies: ClassVar[Mapping[str, Any]] = {"POST": ReasonIn}

    def post(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Have a merged record stand again, and what moved away with it refer to it."""
        record = merges.undo(
            self.kind, record_id, by=self.by, reason=self.body["reason"], expected=self.expected
        )
        return self.answer(self.told(record), revision=record.revision)
