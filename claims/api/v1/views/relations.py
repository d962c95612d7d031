"""Endpoints of relations."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from actors.api import parts
from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import RelationQuery
from claims.api.v1.resources import RELATION
from claims.api.v1.serializers import RelationIn, RelationOut, RelationPatch
from claims.models import ClaimRelation
from claims.services import relations
from config.http.pagination import Rows


class Relations(views.RecordList):
    """Relations between claims."""

    resource = RELATION
    is_open = True
    query = {"GET": parts.of(RELATION, RelationQuery)}
    bodies = {"POST": RelationIn}
    answers = {"GET": [RelationOut], "POST": {201: RelationOut, 200: RelationOut}}
    exact = {"kind": "kind"}

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        rows = super().filtered(rows)
        if ends := self.params.get("claim"):
            rows = rows.filter(Q(from_claim__in=ends) | Q(to_claim__in=ends))
        return rows

    def record(self, new: Draft, reason: str) -> Recorded[ClaimRelation]:
        """Record a relation."""
        return relations.record(draft=new, by=self.by, reason=reason)


class RelationDetail(views.RecordDetail):
    """One relation."""

    resource = RELATION
    is_open = True
    query = {"GET": parts.of(RELATION)}
    bodies = {"PATCH": RelationPatch}
    answers = {"GET": RelationOut, "PATCH": RelationOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> ClaimRelation:
        """Change a relation."""
        return relations.revise(
            relation_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected
        )


class RelationWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a relation."""

    resource = RELATION
    answers = {"POST": {200: RelationOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> ClaimRelation:
        """Withdraw a relation."""
        return relations.withdraw(relation_id=record_id, by=self.by, reason=reason, expected=expected)
