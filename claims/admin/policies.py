"""Pages of policies: the rules by which the workers determine."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from claims.admin.readonly import ReadOnlyAdmin
from claims.models import Policy
from claims.selectors import policies


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """Versions of the policy; the one adopted last decides. They are proposed and adopted on the command line."""

    change_form_template = "claims/policy.html"
    fields = ("version", "adopted_at", "sha256", "document", "note")
    list_display = ("version", "adopted_at", "sha256")
    search_fields = ("version",)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show how many claims stand as it decided them."""
        if obj is not None:
            context["standing"], context["claims"] = policies.decided_by(obj.pk)
        return super().render_change_form(request, context, obj=obj, **kwargs)
