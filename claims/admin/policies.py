"""Pages of policies: the rules by which the workers determine."""

from django.contrib import admin

from claims.admin.readonly import ReadOnlyAdmin
from claims.models import Policy


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """Versions of the policy; the one adopted last decides."""

    fields = ("version", "adopted_at", "sha256", "document", "note")
    list_display = ("version", "adopted_at", "sha256")
    search_fields = ("version",)
