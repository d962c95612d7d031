"""Comparing any two revisions of a record in the admin, not only neighbours."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from audit.admin.history import HistoryPages


class ComparePages(HistoryPages):
    """The page that holds one revision against another."""

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of a kind, with the one that compares two revisions."""
        page = path(
            "<path:object_id>/history/compare/",
            self.admin_site.admin_view(require_safe(self.compare_view)),
            name=f"{self.opts.app_label}_{self.opts.model_name}_compare",
        )
        return [page, *super().get_urls()]

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what differs between two revisions, in the fields that the history shows."""
        obj: Any = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        asked = [_number(request.GET.get(name, "")) for name in ("from", "to")]
        found = {
            each.revision: each
            for each in self.get_history_queryset(request, None, "id", str(obj.pk)).filter(revision__in=asked)
        }
        compared = [found[number] for number in asked if number in found]
        self.attribute(compared)
        differs = self.rows(request, self.between(*compared)) if len(compared) == len(asked) else []
        context = {
            **self.admin_site.each_context(request),
            "title": f"Compare revisions: {obj}",
            "opts": self.opts,
            "media": self.media,
            "object": obj,
            "asked": asked,
            "compared": compared,
            "is_whole": len(compared) == len(asked),
            "changes": differs,
        }
        return TemplateResponse(request, "audit/compare.html", context)


def _number(given: str) -> int:
    """Return the number of a revision; 0, which none has, for what is no number."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
