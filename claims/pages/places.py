"""A place on the map: what stands for it, and its part of the table.

Written by hand like the pictures, since a template takes three times as long for the hundred claims of a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.models import Precision
from claims.pictures.svg import join, shape
from claims.selectors import mapped
from claims.selectors.mapped import Answer, Place
from claims.selectors.marks import Mark, mark

_SPACE = SafeString(" ")


@dataclass(frozen=True, slots=True)
class Site:
    """A place with its claims; what is borne out most stands for it in the picture."""

    place: Place
    answers: tuple[Answer, ...]
    first: Answer
    mark: Mark

    @property
    def url(self) -> str:
        """Return where the claim is that stands for the place."""
        return _url(self.first)

    @property
    def told(self) -> str:
        """Return what a screen reader says of the place."""
        return f"{self.place.name}: {self.mark.word}. {self.first.text}"


def sites(answers: Iterable[Answer]) -> Iterator[Site]:
    """Yield the places of answers, which come place by place."""
    for _, there in groupby(answers, lambda answer: answer.place.id):
        some = tuple(there)
        first = min(some, key=mapped.rank)
        yield Site(first.place, some, first, mark(first.heard.status))


def body(site: Site) -> SafeString:
    """Return a place's part of the table; its attributes are what the script makes pins of."""
    place, shown = site.place, site.mark
    return shape(
        "tbody",
        join([_head(place), *(_row(answer) for answer in site.answers)]),
        data_lat="" if place.lat is None else str(place.lat),
        data_lon="" if place.lon is None else str(place.lon),
        data_place=place.name,
        data_status=shown.name,
        data_sign=shown.sign,
        data_word=shown.word,
        data_text=site.first.text,
        data_url=site.url,
    )


@cache
def badge(shown: Mark) -> SafeString:
    """Render a mark once: a page has a hundred, of ten kinds."""
    return render_to_string("room/mark.html", {"mark": shown})


def _head(place: Place) -> SafeString:
    name = shape("bdi", place.name)
    if place.lat is None:
        name += _SPACE + shape("small", "(no position on record)")
    elif place.precision == Precision.ADMIN:
        name += _SPACE + shape("small", "(somewhere in the area)")
    return shape("tr", shape("th", name, scope="rowgroup", colspan=3), kind="site")


def _row(answer: Answer) -> SafeString:
    claim = shape("a", shape("bdi", answer.text), href=_url(answer))
    if answer.question_text:
        how = SafeString("answers " if answer.is_first else "another answer to ")  # nosec B703 # our own words
        claim += _SPACE + shape("small", how + shape("bdi", answer.question_text))
    cells = [
        shape("td", badge(mark(answer.heard.status)), kind="status"),
        shape("td", claim, kind="claim"),
        shape("td", answer.heard.sentence, kind="why", dir="auto"),
    ]
    return shape("tr", join(cells)) if answer.is_first else shape("tr", join(cells), kind="rival")


def _url(answer: Answer) -> str:
    return f"/claims/{answer.claim}"
