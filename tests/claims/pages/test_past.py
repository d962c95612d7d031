"""The reading room as of then: every page is the one that was shown, under a banner, and its links stay there."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from actors.models import Actor
from audit.attribution import audited_write
from audit.models import Checkpoint
from audit.services import log
from claims.models import Claim, ClaimRelation, Lane, Question, Source, Stance
from claims.services import determinations
from claims.services.determinations import System
from tests.claims.pages.rooms import crowd, filled

pytestmark = pytest.mark.usefixtures("live_db", "bare")


@pytest.fixture
def bare(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)


def page(url: str, status: int = 200) -> str:
    answer = Client(headers={"Accept": "text/html"}).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def then(url: str, position: object) -> str:
    return f"{url}{'&' if '?' in url else '?'}known_at={position}"


def addresses() -> list[str]:
    """Record one of everything, and return the addresses of all pages."""
    made = crowd(4)
    found = [*filled("A text of some kind", url="https://example.org/"), f"/claims/{made['claim']}"]
    return [
        *found,
        f"/claims/{made['claim']}/over-time",
        f"/questions/{made['question']}",
        "/?text=bridge",
        "/map?day=2025-08-26",
        "/map.geojson?day=2025-08-26",
    ]


def everything_changes() -> None:
    """Change a field of every record, and withdraw the claims."""
    with audited_write(by=System(), reason="all of it"):
        Actor.objects.update(name="Somebody else", reliability="E")
        Source.objects.update(title="Something else")
        Question.objects.update(text="What else?", exclusive=False)
        Stance.objects.update(excerpt="Other words.", hedged=True)
        ClaimRelation.objects.update(note="Another note.")
        for claim in Claim.objects.all():
            Claim.objects.filter(id=claim.id).update(text=f"Another claim {claim.id}.", valid_to=None)
    for lane in Lane:
        determinations.settle(lane=lane)
    log.drain()


def bare_of_past(markup: str) -> str:
    """Return a page without what only one of the past has, and without what only one of the present has."""
    markup = re.sub(r'<aside class="past".*?</aside>', "", markup, flags=re.DOTALL)
    markup = re.sub(r'<input type="hidden" name="known_at"[^>]*>', "", markup)
    markup = re.sub(r'\?known_at=\d+(?=["#])|(&amp;|&)known_at=\d+', "", markup)
    markup = re.sub(r',"known_at":\d+', "", markup)
    markup = re.sub(r"<p>For good.*?</p>", "", markup)
    # How far the workers were is not on record.
    return re.sub(r" (Nothing|Something) recorded since bears on it[^<]*|(?<=\.) (?=</p>)", "", markup)


def test_every_page_of_the_past_is_the_one_that_was_shown():
    urls = addresses()
    size = log.drain()
    shown = {url: bare_of_past(page(url)) for url in urls}
    everything_changes()

    again = {url: bare_of_past(page(then(url, size))) for url in urls}
    now = {url: bare_of_past(page(url)) for url in urls}

    for url in urls:
        assert again[url].splitlines() == shown[url].splitlines(), url
    # What lies between two revisions stays what it is.
    assert [url for url in urls if now[url] == shown[url] and "/compare" not in url] == []


def test_page_of_the_past_says_so_and_leads_on_at_that_moment():
    made = crowd(2)
    size = log.drain()
    everything_changes()
    Checkpoint.objects.create(size=size, root=bytes(32), note="any", signed_at="2026-01-01T00:00:00Z")

    for position in (size, "2026-01-02T00:00:00Z"):
        markup = page(then(f"/claims/{made['claim']}?ledger=1", position))
        assert f"with the first {size} entries of its log" in markup
        assert (
            f'href="http://testserver/claims/{made["claim"]}?ledger=1&amp;known_at={size}" rel="bookmark"'
            in markup
        )
        assert f'href="http://testserver/claims/{made["claim"]}?ledger=1">This page as it is now' in markup
        links = re.findall(r'href="(/(?!static)[^"]*)"', markup)
        assert len(links) > 5
        assert [link for link in links if f"known_at={size}" not in link] == []
        room = [link.replace("&amp;", "&") for link in links if not link.startswith("/api/")]
        assert {"with the first" in page(link.partition("#")[0]) for link in room} == {True}
    assert f'name="known_at" value="{size}"' in page(then("/", size))


def test_page_of_the_present_has_no_banner_and_a_link_to_its_moment():
    made = crowd(2)
    size = log.drain()

    markup = page(f"/claims/{made['claim']}")

    assert 'class="past"' not in markup
    assert f'href="/claims/{made["claim"]}?known_at={size}"' in markup
    assert "with the first" in page(f"/claims/{made['claim']}?known_at={size}")


@pytest.mark.parametrize(
    "position", ["999999999", "-1", "soon", "2025-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]
)
def test_position_that_is_not_there_is_a_page_too(position: str):
    assert "There is nothing at this address" in page(f"/?known_at={position}", status=404)


def test_claim_of_later_was_not_there():
    size = log.drain()
    made = crowd(2)

    assert "There is nothing at this address" in page(f"/claims/{made['claim']}?known_at={size}", status=404)
    assert "bridge" not in page(f"/?known_at={size}")
