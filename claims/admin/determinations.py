"""Pages of determinations: the computed consensus of a claim at one log size."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from audit.admin import writer
from claims.admin import ledger
from claims.admin.readonly import ReadOnlyAdmin
from claims.models import Determination
from claims.selectors import consensus


@admin.register(Determination)
class DeterminationAdmin(ReadOnlyAdmin):
    """What the workers determined, from which log size, by which policy."""

    change_form_template = "claims/determination.html"
    fields = (
        "claim", "status", "reason", "log_size", "policy", "inputs_sha256", "recorded_at", "recorded_by", "trigger",
        "body",
    )  # fmt: skip
    list_display = ("claim", "status", "reason", "log_size", "policy", "recorded_at")
    list_filter = ("status", "policy")
    list_select_related = ("claim", "policy")
    search_fields = ("claim__text",)
    date_hierarchy = "recorded_at"
    history_hidden = ("id", "revision", "recorded_at", "recorded_by")

    class Media:
        css = {"all": ["claims/desk.css"]}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the determination told whole."""
        (row,) = consensus.determinations(obj.claim_id, to=writer(request)).filter(id=obj.pk)
        context |= {"current": ledger.told(consensus.told(row), shown=None), "told_once": True}
        return super().render_change_form(request, context, obj=obj, **kwargs)
