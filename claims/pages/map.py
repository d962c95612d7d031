"""The contested map: on a day, the claims at their places and what the sources had made of them by its end."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from audit.selectors import positions
from claims.pages.page import READER, page, reading
from claims.pages.picture import Picture, Pin, Spot, draw
from claims.selectors import mapped
from claims.selectors.mapped import Answer, Map, Place
from claims.selectors.marks import MARKS, Mark, mark
from config.http import conditional
from config.http.renderers import dumps
from config.http.values import Moment

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Days around the first and the last one on which something was said that the slider leads to.
AROUND = timedelta(days=7)
#: So many claims are on one page, those recorded last.
SHOWN = 100
#: So many of the days on which something was said are listed, those nearest to the day shown.
LISTED = 16


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in the table."""

    answer: Answer
    mark: Mark
    url: str

    @property
    def badge(self) -> SafeString:
        """Return the mark as markup."""
        return _badge(self.mark)


@dataclass(frozen=True, slots=True)
class Site:
    """A place with its claims; what is borne out most stands for it in the picture."""

    key: int
    place: Place
    rows: tuple[Row, ...]
    first: Row
    pin: Pin | None


@cache
def _badge(shown: Mark) -> SafeString:
    """Render a mark once: a page has a hundred, of ten kinds."""
    return render_to_string("room/mark.html", {"mark": shown})


@reading
def show(request: HttpRequest) -> HttpResponse:
    """Show the map of a day: of today where none is named."""
    day, question, fault = _asked(request)
    asked = [question] if question else ()
    found = mapped.on(Moment.of_day(day), to=READER, questions=asked, at_most=SHOWN)
    sites, picture = _sites(found)
    counts = Counter(row.mark for site in sites for row in site.rows)
    days = sorted({said for answer in found.answers for said in answer.heard.days})
    context = {
        "title": f"The contested map on {date_format(day, 'j F Y')}",
        "description": "What the sources had made of the claims at each place by the end of a day.",
        "day": day,
        "fault": fault,
        "question": question,
        "sites": sites,
        "picture": picture,
        "counts": [(one, counts[one]) for one in MARKS.values() if counts[one]],
        "claims": len(found.answers),
        "has_more": found.has_more,
        "shown": SHOWN,
        "steps": _steps(day, question),
        "said": [(one, _link(one, question)) for one in _nearest(days, day)],
        "slider": _slider(days, day),
        "geojson": f"{reverse('room:map-data')}?{_query(day, question)}",
        "marks": MARKS.values(),
    }
    return page(request, "room/map.html", context, status=400 if fault else 200)


@reading
def data(request: HttpRequest) -> HttpResponse:
    """Give the same as GeoJSON, to whoever has no key."""
    day, question, fault = _asked(request)
    if fault:
        return HttpResponse(fault, status=400, content_type="text/plain; charset=utf-8")
    found = mapped.on(Moment.of_day(day), to=READER, questions=[question] if question else ())
    features = [mapped.feature(answer) for answer in found.answers]
    then = f"?known_at={position.size}" if (position := positions.standing()) else ""
    for told in features:
        path = _dossier(told["id"])
        told["properties"]["url"] = request.build_absolute_uri(path + then) if path else ""
    body = dumps(
        {
            "type": "FeatureCollection",
            "valid_at": day.isoformat(),
            "has_more": found.has_more,
            "features": features,
            **({"known_at": position.size} if position else {}),
        }
    )
    response = HttpResponse(body, content_type="application/geo+json")
    response.headers["ETag"] = conditional.entity_tag(body)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return conditional.not_modified(response, request.headers)


def _asked(request: HttpRequest) -> tuple[date, UUID | None, str]:
    """Return day and question of the query, and what is wrong with it; then today stands for the day."""
    today = timezone.now().date()
    day, question = request.GET.get("day", ""), request.GET.get("question", "")
    try:
        asked = UUID(question) if question else None
    except ValueError:
        return today, None, "There is no such question. All of them are shown."
    try:
        found = date.fromisoformat(day) if DAY.fullmatch(day) else None
    except ValueError:
        found = None
    fault = "" if found or not day else "Write a day as 2025-08-26. Today is shown."
    return found or today, asked, fault


def _sites(found: Map) -> tuple[list[Site], Picture]:
    """Return the places with their claims, in the order of the table, and their picture."""
    grouped = [list(answers) for _, answers in groupby(found.answers, lambda answer: answer.place.id)]
    picture = draw(
        Spot(key, place.lat, place.lon, place.name)
        for key, answers in enumerate(grouped, 1)
        if (place := answers[0].place).lat is not None and place.lon is not None
    )
    pins = {pin.key: pin for pin in picture.pins}
    sites = []
    for key, answers in enumerate(grouped, 1):
        rows = tuple(Row(answer, mark(answer.heard.status), _dossier(answer.claim)) for answer in answers)
        first = min(rows, key=lambda row: mapped.rank(row.answer))
        sites.append(Site(key, answers[0].place, rows, first, pins.get(key)))
    return sites, picture


def _steps(day: date, question: UUID | None) -> dict[str, tuple[date, str] | None]:
    """Return the day before and the day after, where the calendar has them."""
    steps: dict[str, tuple[date, str] | None] = {"before": None, "after": None}
    for name, step in (("before", -1), ("after", 1)):
        try:
            beside = day + timedelta(days=step)
        except OverflowError:
            continue
        steps[name] = (beside, _link(beside, question))
    return steps


def _nearest(days: list[date], day: date) -> list[date]:
    return sorted(sorted(days, key=lambda one: abs(one - day))[:LISTED])


def _slider(days: list[date], day: date) -> dict[str, Any]:
    """Return where the slider begins and how many days it is long."""
    first, last = min([*days, day]), max([*days, day])
    first = first - AROUND if first - date.min > AROUND else date.min
    last = last + AROUND if date.max - last > AROUND else date.max
    return {"first": first, "length": (last - first).days, "at": (day - first).days}


def _query(day: date, question: UUID | None) -> str:
    return urlencode({"day": day.isoformat(), **({"question": str(question)} if question else {})})


def _link(day: date, question: UUID | None) -> str:
    return f"{reverse('room:map')}?{_query(day, question)}"


def _dossier(claim: UUID) -> str:
    try:
        return reverse("room:claim", args=[claim])
    except NoReverseMatch:
        return ""
