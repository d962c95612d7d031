"""The change log in the admin: for staff and auditors, to look at and to take away."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from audit.admin.change_filter import ChangeFilter
from audit.admin.writing import writer
from audit.selectors import changes, differences, exports
from audit.selectors.changes import Difference, Told
from audit.services import visits
from config.http.pagination import Pager
from config.http.problems import ProblemError

PER_PAGE = 50
#: As far as new changes are counted.
COUNTED = 1_000
#: Fields from which on a difference is folded: a new record has them all.
UNFOLDED = 4

Lines = Callable[[Iterable[Iterable[Told]], str], Iterator[bytes]]
#: The files that the log is taken away in: what writes them, and what they are.
FILES: dict[str, tuple[Lines, str]] = {
    "csv": (exports.csv_lines, "text/csv"),
    "ndjson": (exports.ndjson, "application/x-ndjson"),
}


class SeenForm(forms.Form):
    """How far the log was read when the page was opened."""

    position = forms.IntegerField(min_value=0, max_value=(1 << 63) - 1)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the changes that the filter lets through, newest first."""
    form = ChangeFilter(request.GET)
    context = {
        **admin.site.each_context(request),
        "title": "Changes",
        "form": form,
        "ready": _ready_made(),
        "visit": _visit(request),
    }
    if not form.is_valid():
        return TemplateResponse(request, "audit/changes.html", context, status=400)
    rows = changes.matching(form.wanted, to=writer(request))
    pager = Pager(request, {"limit": PER_PAGE, "cursor": request.GET.get("cursor")}, ("-index",))
    query = urlencode(form.asked)
    try:
        page, _ = pager.answer(rows, dict)
    except ProblemError:
        # Of another filter, or of another secret: the list begins at its top.
        return HttpResponseRedirect(f"{request.path}?{query}")
    context |= {
        "told": [_shown(told) for told in changes.tell(page["results"])],
        "next": page["next"],
        "prev": page["prev"],
        "query": query,
    }
    return TemplateResponse(request, "audit/changes.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give all changes that the filter lets through as a file, as they are read."""
    form = ChangeFilter(request.GET)
    if not form.is_valid():
        return listing(request)
    lines, media_type = FILES[extension]
    rows = changes.matching(form.wanted, to=writer(request))
    return StreamingHttpResponse(
        lines(changes.in_batches(rows, to=writer(request)), request.build_absolute_uri("/api/v1")),
        content_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="changes.{extension}"'},
    )


@require_POST
def mark_seen(request: HttpRequest) -> HttpResponse:
    """Note how far whoever is logged in has read."""
    form = SeenForm(request.POST)
    if form.is_valid():
        visits.mark(by=writer(request), position=form.cleaned_data["position"])
        messages.success(request, "Marked as seen up to the newest change that the page showed.")
    return HttpResponseRedirect(reverse("changes"))


def _visit(request: HttpRequest) -> dict[str, Any]:
    """Return how far the reader has come, how much is new, and how far it goes."""
    by = writer(request)
    visit = changes.visit_of(by)
    newest = changes.matching({}, to=by).order_by("-index").values_list("index", flat=True).first()
    position = 0 if visit is None else visit.position
    new = changes.matching({"after": position}, to=by).order_by()[: COUNTED + 1].count()
    return {
        "at": visit and visit.at,
        "position": position,
        "new": new,
        "is_more": new > COUNTED,
        "counted": COUNTED,
        "end": 0 if newest is None else newest + 1,
    }


def _ready_made() -> list[tuple[str, str]]:
    """Return filters that are asked for often, as links."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    filters: list[tuple[str, dict[str, str]]] = [
        ("Last 24 hours", {"since": (now - timedelta(days=1)).isoformat()}),
        ("Last 7 days", {"since": (now - timedelta(days=7)).isoformat()}),
        ("By staff", {"channel": "admin"}),
        ("By the workers", {"channel": "task"}),
        ("Reliabilities", {"kind": "actor", "field": "reliability", "operation": "update"}),
        ("Withdrawals", {"operation": "withdraw"}),
        ("Verdicts", {"kind": "verdict"}),
        ("API keys", {"kind": "key"}),
    ]
    return [(name, urlencode(query)) for name, query in filters]


def _shown(told: Told) -> dict[str, Any]:
    """Return a change as the page shows it."""
    found = [_difference(told, each) for each in told.differences]
    return {
        "told": told,
        "row": told.row,
        "differences": found,
        "is_folded": told.row["operation"] == "create" or len(found) > UNFOLDED,
        "history": _history(told),
    }


def _difference(told: Told, each: Difference) -> dict[str, Any]:
    """Return a difference in words, in pieces of which those that differ are marked."""
    fields = {field.column: field for field in told.kind.model._meta.concrete_fields}
    old, new = (
        differences.in_words(value, fields[each.column], told.names.find) for value in (each.old, each.new)
    )
    old_pieces, new_pieces = differences.pieces(old, new)
    is_long = max(len(old), len(new)) >= differences.LONG
    return {"name": each.name, "old_pieces": old_pieces, "new_pieces": new_pieces, "is_long": is_long}


def _history(told: Told) -> str | None:
    """Return where the record's own history is, if its kind has pages."""
    meta = told.kind.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[told.row["object_id"]])
    except NoReverseMatch:
        return None
