"""The admin of what is claimed, what sources say, and where that leaves it."""

from django.contrib import admin

from claims.admin import (
    claims,
    determinations,
    erasures,
    merges,
    places,
    policies,
    proposals,
    questions,
    relations,
    remarks,
    sources,
    speakers,
    stances,
    verdicts,
)

__all__ = [
    "claims",
    "determinations",
    "erasures",
    "merges",
    "places",
    "policies",
    "proposals",
    "questions",
    "relations",
    "remarks",
    "sources",
    "speakers",
    "stances",
    "verdicts",
]

# Staff begin with what waits; `claims.admin.urls` has the page.
admin.site.index_template = "claims/start.html"
