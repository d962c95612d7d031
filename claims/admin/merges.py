"""Pages of merges: which record was taken for which, and what moved. They are made at the records themselves."""

from typing import Any

from django.contrib import admin

from actors.admin.records import StandingFilter
from claims.admin.readonly import ReadOnlyAdmin
from claims.models import Merge
from claims.models.merge import KINDS


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Records that were taken for one, and whether that was undone."""

    fields = (
        *KINDS,
        "survivor",
        "columns",
        "moved",
        "note",
        "external_id",
        "recorded_by",
        "recorded_at",
        "withdrawn_at",
    )
    list_display = ("what", "sort", "survivor", "recorded_by", "recorded_at", "withdrawn_at")
    list_filter = (StandingFilter,)
    list_select_related = (*KINDS, "recorded_by")
    search_fields = ("survivor",)
    history_hidden = ("id", "revision", "recorded_at", "recorded_by", "date_only")

    @admin.display(description="Merged")
    def what(self, merge: Merge) -> Any:
        """Return what the merged record is called."""
        return merge.record

    @admin.display(description="Kind")
    def sort(self, merge: Merge) -> str:
        """Return what sort of record it is."""
        return merge.kind
