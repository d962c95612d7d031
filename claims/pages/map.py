"""The contested map: on a day, the claims at their places and what the sources had made of them by its end."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from audit.selectors import positions
from claims.pages import places
from claims.pages.page import READER, page, reading
from claims.pages.places import Site
from claims.pictures import pin, towns
from claims.pictures.spots import Picture, Spot, draw
from claims.pictures.svg import join
from claims.selectors import mapped
from claims.selectors.marks import MARKS
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


@reading
def show(request: HttpRequest) -> HttpResponse:
    """Show the map of a day: of today where none is named."""
    day, question, fault = _asked(request)
    asked = [question] if question else ()
    found = mapped.on(Moment.of_day(day), to=READER, questions=asked, at_most=SHOWN)
    sites = list(places.sites(found.answers))
    picture, drawn = _picture(sites)
    counts = Counter(answer.heard.status for answer in found.answers)
    days = sorted({said for answer in found.answers for said in answer.heard.days})
    context = {
        "title": f"The contested map on {date_format(day, 'j F Y')}",
        "description": "What the sources had made of the claims at each place by the end of a day.",
        "day": day,
        "fault": fault,
        "question": question,
        "sites": sites,
        "table": join(places.body(site) for site in sites),
        "picture": picture,
        "drawn": drawn,
        "counts": [(one, counts[name]) for name, one in MARKS.items() if counts[name]],
        "claims": len(found.answers),
        "has_more": found.has_more,
        "shown": SHOWN,
        "steps": _steps(day, question),
        "said": [(one, _link(one, question)) for one in _nearest(days, day)],
        "slider": _slider(days, day),
        "geojson": f"{reverse('room:map-data')}?{_query(day, question)}",
        "marks": [(places.badge(one), one.means) for one in MARKS.values()],
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
    here = request.build_absolute_uri("/")
    for told in features:
        told["properties"]["url"] = f"{here}claims/{told['id']}{then}"
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


def _picture(found: Sequence[Site]) -> tuple[Picture, SafeString]:
    """Return the picture of the places that have a position, and what is in it: pins in the order of the table."""
    picture = draw(
        Spot(key, site.place.lat, site.place.lon, site.place.name)
        for key, site in enumerate(found)
        if site.place.lat is not None and site.place.lon is not None
    )
    pins = {one.key: one for one in picture.pins}
    drawn = (
        pin.draw(pins[key], site.mark, unit=picture.unit, url=site.url, told=site.told)
        for key, site in enumerate(found)
        if key in pins
    )
    return picture, join([towns.draw(picture), *drawn])


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
