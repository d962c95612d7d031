"""Endpoints of sources."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api import parts
from actors.api import record_views as views
from actors.api.drafts import draft
from actors.services.records import Draft
from claims.api.v1.filters import SourceQuery
from claims.api.v1.resources import SOURCE, STANCE
from claims.api.v1.serializers import SourceIn, SourceOut, SourcePatch, SourceRecordedOut
from claims.api.v1.views.stances import just_recorded
from claims.models import Source
from claims.services import sources


class Sources(views.RecordList):
    """Sources, posted alone or with the stances found in them."""

    resource = SOURCE
    is_open = True
    query = {"GET": parts.of(SOURCE, SourceQuery)}
    bodies = {"POST": SourceIn}
    answers = {"GET": [SourceOut], "POST": {201: SourceRecordedOut, 200: SourceRecordedOut}}
    exact = {"kind": "kind", "publisher": "publisher_id"}
    searched = ("title",)

    def post(self, _request: Request) -> HttpResponse:
        """Record a source and the stances found in it, all or none."""
        recorded = sources.record(
            draft=draft(self.resource, self.body),
            found=[draft(STANCE, stance) for stance in self.body.get("stances", ())],
            by=self.by,
            reason=self.body.get("reason", ""),
        )
        found = [just_recorded(stance, self.base) for stance in recorded.stances]
        return self.recorded(
            recorded.record, {**self.told(recorded.record), "stances": found}, created=recorded.created
        )


class SourceDetail(views.RecordDetail):
    """One source."""

    resource = SOURCE
    redirecting_methods = frozenset({"GET", "PATCH"})
    is_open = True
    query = {"GET": parts.of(SOURCE)}
    bodies = {"PATCH": SourcePatch}
    answers = {"GET": SourceOut, "PATCH": SourceOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> Source:
        """Change a source."""
        return sources.revise(
            source_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected
        )


class SourceWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a source."""

    resource = SOURCE
    answers = {"POST": {200: SourceOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Source:
        """Withdraw a source."""
        return sources.withdraw(source_id=record_id, by=self.by, reason=reason, expected=expected)
