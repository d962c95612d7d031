"""Write questions."""

from collections.abc import Collection
from uuid import UUID

from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.models import Question


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[Question]:
    """Record a question.

    Raises:
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Question, draft, by=by)
        if new.created:
            records.save_new(new.record)
        return new


def revise(
    *, question_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Question:
    """Change a question; making it exclusive bears on every answer.

    Raises:
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        question, changed = records.change(
            Question, question_id, draft, by=by, reason=reason, expected=expected
        )
        records.save_changed(question, changed)
        return question


def withdraw(
    *, question_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Question:
    """Withdraw a question: its answers no longer stand against each other.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Question, question_id, by=by, reason=reason, expected=expected)
