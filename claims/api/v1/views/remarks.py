"""Endpoints of remarks on records."""

from collections.abc import Collection
from uuid import UUID

from actors.api import parts
from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import RemarkQuery
from claims.api.v1.resources import REMARK
from claims.api.v1.serializers import RemarkIn, RemarkOut, RemarkPatch
from claims.models import Remark
from claims.models.remark import SUBJECTS
from claims.services import remarks


class Remarks(views.RecordList):
    """Remarks on records, each marked for itself."""

    resource = REMARK
    is_open = True
    query = {"GET": parts.of(REMARK, RemarkQuery)}
    bodies = {"POST": RemarkIn}
    answers = {"GET": [RemarkOut], "POST": {201: RemarkOut, 200: RemarkOut}}
    exact = {name: f"{name}_id" for name in (*SUBJECTS, "found_in")}

    def record(self, new: Draft, reason: str) -> Recorded[Remark]:
        """Record a remark."""
        return remarks.record(draft=new, by=self.by, reason=reason)


class RemarkDetail(views.RecordDetail):
    """One remark."""

    resource = REMARK
    is_open = True
    query = {"GET": parts.of(REMARK)}
    bodies = {"PATCH": RemarkPatch}
    answers = {"GET": RemarkOut, "PATCH": RemarkOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> Remark:
        """Change a remark."""
        return remarks.revise(
            remark_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected
        )


class RemarkWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a remark."""

    resource = REMARK
    answers = {"POST": {200: RemarkOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Remark:
        """Withdraw a remark."""
        return remarks.withdraw(remark_id=record_id, by=self.by, reason=reason, expected=expected)
