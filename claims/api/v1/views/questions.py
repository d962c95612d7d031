"""Endpoints of questions."""

from collections.abc import Collection
from uuid import UUID

from actors.api import parts
from actors.api import record_views as views
from actors.services.records import Draft, Recorded
from claims.api.v1.filters import QuestionQuery
from claims.api.v1.resources import QUESTION
from claims.api.v1.serializers import QuestionIn, QuestionOut, QuestionPatch
from claims.models import Question
from claims.services import questions
from config.http.pagination import Rows


class Questions(views.RecordList):
    """Questions that claims answer."""

    resource = QUESTION
    is_open = True
    query = {"GET": parts.of(QUESTION, QuestionQuery)}
    bodies = {"POST": QuestionIn}
    answers = {"GET": [QuestionOut], "POST": {201: QuestionOut, 200: QuestionOut}}
    exact = {"place": "place_id"}

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        rows = super().filtered(rows)
        return rows.filter(exclusive=self.params["exclusive"]) if "exclusive" in self.params else rows

    def record(self, new: Draft, reason: str) -> Recorded[Question]:
        """Record a question."""
        return questions.record(draft=new, by=self.by, reason=reason)


class QuestionDetail(views.RecordDetail):
    """One question."""

    resource = QUESTION
    is_open = True
    query = {"GET": parts.of(QUESTION)}
    bodies = {"PATCH": QuestionPatch}
    answers = {"GET": QuestionOut, "PATCH": QuestionOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> Question:
        """Change a question."""
        return questions.revise(
            question_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected
        )


class QuestionWithdrawal(views.RecordWithdrawal):
    """The withdrawal of a question."""

    resource = QUESTION
    answers = {"POST": {200: QuestionOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Question:
        """Withdraw a question."""
        return questions.withdraw(question_id=record_id, by=self.by, reason=reason, expected=expected)
