"""Pages of sources."""

from uuid import UUID

from django.contrib import admin

from actors.admin.fields import moment
from actors.admin.records import StandingFilter, ValuesFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.admin.merging import MergePages
from claims.models import Source
from claims.services import sources


@admin.register(Source)
class SourceAdmin(MergePages):
    """Published items."""

    fields = (
        "title", "kind", "publisher", "web_url", "published_at", "retrieved_at", "lang", "archive_url",
        "archive_sha256", "note",
    )  # fmt: skip
    list_display = ("title", "kind", "publisher", moment("published_at"), "lang")
    list_filter = ("kind", ("lang", ValuesFilter), StandingFilter, "partner")
    list_select_related = ("publisher",)
    search_fields = ("title", "web_url", "publisher__name", "external_id")
    date_hierarchy = "published_at"
    autocomplete_fields = ("publisher",)

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Source:
        """Record a source."""
        return sources.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Source:
        """Change a source."""
        return sources.revise(source_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Source:
        """Withdraw a source."""
        return sources.withdraw(source_id=record_id, by=by, reason=reason, expected=expected)
