"""The page of a claim over time: where the sources had left it, day by day, by what had been said."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from claims.models import Claim
from claims.pages.elsewhere import elsewhere
from claims.pages.page import READER, page, reading
from claims.pages.words import REASONS
from claims.pictures import course as picture
from claims.selectors import courses
from claims.selectors.courses import Day
from claims.selectors.marks import mark
from config.http.bidi import inline


@reading
def show(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Show how a claim stood on each day on which something was said."""
    found = courses.of(claim, to=READER)
    if there := elsewhere(request, Claim, found.claim):
        return there
    text = inline(found.claim["text"], at_most=100)
    context = {
        "title": f"Over time: {text}",
        "description": "Where the sources had left this claim, day by day, by what had been said until then.",
        "claim": found.claim,
        "course": found,
        "days": [_told(day) for day in found.days],
        "picture": picture.draw([_drawn(day) for day in found.days]) if found.days else "",
        "json": f"/api/v1/claims/{claim}/consensus?said_by=",
    }
    return page(request, "room/course.html", context)


def _told(day: Day) -> dict[str, Any]:
    return {
        "day": day.day,
        "heard": day.heard,
        "mark": mark(day.step.status),
        "reason": REASONS.get(day.step.reason, ""),
        "support": day.step.support,
        "dispute": day.step.dispute,
    }


def _drawn(day: Day) -> picture.Point:
    shown = mark(day.step.status)
    return picture.Point(day.day, day.step.support, day.step.dispute, shown.name, shown.sign, shown.word)
