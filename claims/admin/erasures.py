"""Pages of erasures: what was forgotten on purpose, by whom and why. They are proposed and approved elsewhere."""

from django.contrib import admin

from audit.models import Erasure
from claims.admin.readonly import ReadOnlyAdmin


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """What two people agreed to erase, and whether that was carried out."""

    fields = (
        "kind",
        "object_id",
        "columns",
        "entries",
        "reason",
        "proposed_by",
        "approved_by",
        "carried_out_at",
    )
    list_display = ("kind", "object_id", "reason", "carried_out_at")
    search_fields = ("kind", "reason")
    history_hidden = ("id", "revision", "contents", "metas")
