"""The page of the map, as a browser without a script gets it."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from actors.services import actors
from actors.services.records import Draft
from claims.models import Lane
from claims.pages import map as contested
from claims.pages.page import POLICY
from claims.services import claims, determinations, places, questions, sources, stances
from config.http.bidi import level
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.usefixtures("live_db", "no_statics")

NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><b style="x">\u202egnp.exe'


@pytest.fixture
def no_statics(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)


#: Statements that say who reads, and end that.
ENTERING = 4


def made(service: Any, **values: Any) -> UUID:
    return UUID(str(service.record(draft=Draft(values), by=Staff()).record.id))


def village(claim: str = "They hold it.", name: str = "A village", speakers: int = 1) -> UUID:
    """Record a question at a place and two answers to it, one of them supported at noon."""
    place = made(places, name=name, lat=48.0, lon=36.0)
    asked = made(questions, text=f"Who holds {name}?", exclusive=True, place=place)
    answer = made(claims, text=claim, question=asked, answer="they")
    made(claims, text="Nobody holds it.", question=asked, answer="nobody")
    for number in range(speakers):
        actor = made(actors, name=f"Speaker {number}", kind="person", reliability="B")
        source = made(sources, title="A report", kind="article", publisher=actor)
        made(stances, claim=answer, actor=actor, source=source, position="supports", said_at=NOON)
    return asked


class Tags(HTMLParser):
    """The tags of a page, each with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def opened(day: str = "2025-08-26", **query: str) -> HttpResponse:
    return Client().get("/map", {"day": day, **query}, headers={"Accept": "text/html"})


def html(response: HttpResponse) -> str:
    return response.content.decode()


def test_day_has_each_claim_with_mark_sentence_and_the_days_beside_it():
    village()
    page = opened()

    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"] == POLICY
    for told in (
        "A village",
        "They hold it.",
        "Nobody holds it.",
        "Single source",
        "Contradicted",
        "another answer",
    ):
        assert told in html(page)
    assert "Supported by one origin (Speaker 0); no origin disputes it." in html(page)
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html(page)) == [
        ("prev", "/map?day=2025-08-25"),
        ("next", "/map?day=2025-08-27"),
    ]
    assert 'aria-current="date">26 Aug 2025' in html(page)


def test_day_before_anything_was_said_shows_the_same_claims_unsourced():
    village()
    page = opened("2025-08-25")

    assert [count for _, count in page.context["counts"]] == [2]
    assert page.context["counts"][0][0].word == "Unsourced"
    assert page.context["slider"] == {"first": date(2025, 8, 18), "length": 15, "at": 7}


def test_day_that_cannot_be_read_is_said_to_be_and_today_is_shown():
    for day in ("tomorrow", "2025-02-30", "20250826", "2025-08-26T00:00:00Z"):
        page = opened(day)
        assert page.status_code == 400
        assert "Write a day as 2025-08-26." in html(page)
    assert opened(question="x").status_code == 400
    assert Client().get("/map.geojson", {"day": "x"}).status_code == 400
    assert opened("").status_code == 200


@pytest.mark.parametrize(("day", "links"), [("0001-01-01", ["next"]), ("9999-12-31", ["prev"])])
def test_calendar_ends_without_an_error(day: str, links: list[str]):
    village()
    page = opened(day)

    assert (page.status_code, re.findall(r'rel="(prev|next)"', html(page))) == (200, links)


def test_page_of_one_question_stays_with_it_from_day_to_day():
    asked, _ = village(), village(name="Another village")
    page = opened(question=str(asked))

    assert "Another village" not in html(page)
    assert f"/map?day=2025-08-27&amp;question={asked}" in html(page)
    assert f'<input type="hidden" name="question" value="{asked}">' in html(page)


def test_hostile_text_is_shown_as_text_and_nothing_is_written_into_the_page():
    village(claim=HOSTILE, name=HOSTILE)
    page = html(opened())

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    tags = Tags()
    tags.feed(page)
    assert [
        tag for tag, names in tags.found if "style" in names or any(n.startswith("on") for n in names)
    ] == []
    assert [names for tag, names in tags.found if tag == "script" and "src" not in names] == []
    assert f"<bdi>{escape(level(HOSTILE))}</bdi>" in page


def test_map_of_nothing_says_so():
    assert "Nothing on record is claimed of any place on this day." in html(opened())


def test_map_with_more_claims_than_it_shows_says_so(monkeypatch: pytest.MonkeyPatch):
    village()
    monkeypatch.setattr(contested, "SHOWN", 1)
    assert "Only the 1 claims recorded last are shown" in html(opened())


def test_queries_do_not_grow_with_what_was_said(django_assert_max_num_queries: Any):
    for number in range(6):
        village(name=f"Village {number}", speakers=number)
    for lane in Lane:
        determinations.settle(lane=lane)

    with django_assert_max_num_queries(8 + ENTERING):
        assert opened().status_code == 200
    with django_assert_max_num_queries(3 + ENTERING):
        assert opened().status_code == 200


def test_geojson_has_what_the_page_has():
    village()
    answer = Client().get("/map.geojson", {"day": "2025-08-26"})

    assert answer.headers["Content-Type"] == "application/geo+json"
    assert [f["properties"]["status"] for f in answer.json()["features"]] == ["single_source", "contradicted"]
    again = Client().get(
        "/map.geojson", {"day": "2025-08-26"}, headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/map", "/map.geojson"])
def test_page_is_only_read(path: str):
    assert Client().post(path).status_code == 405
