"""The list of claims: what readers begin with."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from claims.models import Status
from claims.pages.moments import moment, period
from claims.pages.page import READER, page, reading
from claims.pages.paging import listing
from claims.selectors import shelf
from claims.selectors.marks import MARKS, mark
from config.http.bidi import inline

DESCRIPTION = (
    "A register of contested claims: who supports and who disputes each, in which source they said so, "
    "and where that leaves it. A status describes the state of the sources, never the truth."
)


class Asked(forms.Form):
    """What a reader looks for; what cannot be read is left out of the search and said so."""

    text = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=Status.choices)
    question = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False, max_length=200)
    party = forms.CharField(required=False, max_length=40)


@reading
def index(request: HttpRequest) -> HttpResponse:
    """List claims, latest recorded first."""
    form = Asked(request.GET)
    is_valid = form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    found = listing(request, shelf.claims(to=READER, **asked))
    context = {
        "title": _title(asked),
        "description": DESCRIPTION,
        "asked": {name: request.GET.get(name, "") for name in form.fields},
        "is_asked": bool(asked),
        "refused": [] if is_valid else sorted(form.errors),
        "marks": MARKS.values(),
        "claims": [_told(row) for row in found.rows],
        "listing": found,
    }
    return page(request, "room/claims.html", context)


def _title(asked: dict[str, str]) -> str:
    words = ", ".join(asked.values())
    return f"Claims: {inline(words, at_most=80)}" if words else "Contested claims"


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "mark": mark(row["consensus__status"]),
        "about": period(row),
        "decided": moment(row["consensus__determined_at"]),
    }
