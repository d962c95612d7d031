"""Pages of questions."""

from uuid import UUID

from django.contrib import admin

from actors.admin.records import RecordAdmin, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import Question
from claims.services import questions


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    """What several claims answer."""

    fields = ("text", "exclusive", "place", "note")
    list_display = ("text", "exclusive", "place", "recorded_at")
    list_filter = ("exclusive", StandingFilter, "partner")
    list_select_related = ("place",)
    search_fields = ("text", "external_id")
    autocomplete_fields = ("place",)
    help_texts = {"exclusive": "Only one answer holds at a time: support for one counts against the others."}

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Question:
        """Record a question."""
        return questions.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Question:
        """Change a question."""
        return questions.revise(question_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Question:
        """Withdraw a question."""
        return questions.withdraw(question_id=record_id, by=by, reason=reason, expected=expected)
