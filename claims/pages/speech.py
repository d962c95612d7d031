"""The pages of those who speak and of what they speak in: an actor, a source."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from actors.models import Actor
from claims.models import Source
from claims.pages.elsewhere import elsewhere
from claims.pages.links import link
from claims.pages.moments import field, moment
from claims.pages.page import READER, page, reading
from claims.pages.paging import listing
from claims.pages.words import BASES, LETTERS, POSITIONS, RELATIONS, SIGNS, spaced
from claims.selectors import spoken, tracks
from claims.selectors.marks import mark
from config.http.bidi import inline


@reading
def actor(request: HttpRequest, actor: UUID) -> HttpResponse:
    """Show who an actor is, how it is graded and what it said."""
    row = spoken.actor(actor, to=READER)
    if there := elsewhere(request, Actor, row):
        return there
    found = listing(request, spoken.stances(to=READER, actor=actor))
    name = inline(row["name"], at_most=120)
    context = {
        "title": name,
        "description": f"What {name} said on contested claims, and in which source.",
        "actor": row,
        "kind": spaced(row["kind"]),
        "letter": LETTERS.get(row["reliability"], ""),
        "recorded": moment(row["recorded_at"]),
        "members": spoken.members(actor, to=READER),
        "publications": [
            {**source, "kind": spaced(source["kind"]), "published": field(source, "published_at")}
            for source in spoken.publications(actor, to=READER)
        ],
        "track": _track(tracks.of(actor, to=READER)),
        "latest": tracks.LATEST,
        "stances": [_told(stance) for stance in found.rows],
        "listing": found,
        "json": f"/api/v1/actors/{actor}",
    }
    return page(request, "room/actor.html", context)


@reading
def source(request: HttpRequest, source: UUID) -> HttpResponse:
    """Show a published item and what was said in it."""
    row = spoken.source(source, to=READER)
    if there := elsewhere(request, Source, row):
        return there
    found = listing(request, spoken.stances(to=READER, source=source))
    context = {
        "title": inline(row["title"], at_most=120),
        "description": inline(
            f"What was said on contested claims in “{row['title']}” ({row['publisher__name']}).", at_most=300
        ),
        "source": row,
        "kind": spaced(row["kind"]),
        "published": field(row, "published_at"),
        "retrieved": field(row, "retrieved_at"),
        "recorded": moment(row["recorded_at"]),
        "web": link(row["web_url"]),
        "archive": link(row["archive_url"]),
        "stances": [_told(stance) for stance in found.rows],
        "listing": found,
        "json": f"/api/v1/sources/{source}",
    }
    return page(request, "room/source.html", context)


def _track(found: tracks.Track) -> list[tuple[str, tracks.Tally]]:
    """Return the rows of an actor's track record: in all, then by year; none where it took no side."""
    if not found.whole.words:
        return []
    years = [(str(year), one) for year, one in sorted(found.years.items(), reverse=True)]
    return [("In all", found.whole), *(years if len(years) > 1 else [])]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "mark": mark(row["claim__consensus__status"]),
        "says": POSITIONS[row["position"]],
        "sign": SIGNS[row["position"]],
        "relation_words": RELATIONS[row["relation"]],
        "basis_words": BASES[row["basis"]] if row["basis"] != "unknown" else "",
        "said": field(row, "said_at"),
        "recorded": moment(row["recorded_at"]),
    }
