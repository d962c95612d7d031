"""Pages of erasures: what was forgotten on purpose, by whom and why. They are proposed and approved elsewhere."""

from django.contrib import admin

from audit.models import Erasure
from claims.admin.readonly import ReadOnlyAdmin


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """What two people agreed to erase, and whether that was carried out."""

    fields = ("kind", "object_id", "columns", "entries", "reason", "proposer", "approver", "carried_out_at")
    readonly_fields = ("proposer", "approver")
    list_display = ("kind", "object_id", "reason", "carried_out_at")
    search_fields = ("kind", "reason")
    history_hidden = ("id", "revision", "contents", "metas")

    @admin.display(description="Proposed by")
    def proposer(self, erasure: Erasure) -> str:
        """Return the name of who proposed it."""
        return self.writers([erasure.proposed_by])[erasure.proposed_by]

    @admin.display(description="Approved by", empty_value="nobody yet")
    def approver(self, erasure: Erasure) -> str | None:
        """Return the name of who approved it."""
        return self.writers([erasure.approved_by])[erasure.approved_by] if erasure.approved_by else None
