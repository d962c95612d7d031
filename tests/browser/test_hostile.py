"""The most hostile texts there are, in a real browser: nothing runs, and no page is wider than the narrowest window."""

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from audit.models import Erasure
from claims.models import Determination, Merge, Policy, Proposal
from tests.browser.conftest import WIDE
from tests.browser.shooting import SMALL, Shots, too_wide
from tests.databases import selected
from tests.everywhere import of_desk, of_record
from tests.hostile import SCRIPT, recorded, room
from tests.stack import Stack

pytestmark = pytest.mark.browser

#: Markup, a turn of direction and one word without end, in every text as long as it may be.
TEXT = f"{SCRIPT}\u202eesrever\u2066{'W' * 10_000}"
LISTENING = "window.hostile = () => console.error('something hostile was run')"


@pytest.fixture(scope="module")
def addresses(register: Stack, django_db_blocker: DjangoDbBlocker) -> dict[str, list[str]]:
    """Record one of every kind and return all pages that show them, by where they are."""
    with django_db_blocker.unblock(), selected(register.database.name):
        made = recorded(TEXT)
        found = {kind.__name__: [page.address for page in of_record(record)] for kind, record in made.items()}
        for kind in (Determination, Erasure, Merge, Policy, Proposal):
            found[kind.__name__] = [url for url in found[kind.__name__] if not url.endswith("/add/")]
        logs = [f"/admin/changes/?object={record.pk}" for record in made.values()]
        # What is refused is complained of on the console, and shows nothing.
        desk = [page.address for page in of_desk(made) if "nobody" not in page.address]
        return {**found, "desk": desk, "log": logs, "room": room(made)}


PLACES = (
    "Account", "Actor", "ApiKey", "Claim", "ClaimRelation", "Determination", "Erasure", "Merge", "OAuthClient",
    "Partner", "Place", "Policy", "Proposal", "Question", "Remark", "SharingGroup", "Source", "Stance",
    "Verdict", "desk", "log", "room",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs_and_no_page_is_too_wide(
    addresses: dict[str, list[str]], page: Page, shots: Shots, place: str
) -> None:
    assert set(addresses) == set(PLACES)
    page.add_init_script(LISTENING)
    wide = {}
    for number, address in enumerate(addresses[place]):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.locator("x-hostile, img[src=x]").count() == 0, address
        for window in (SMALL, WIDE):
            page.set_viewport_size(window)  # type: ignore[arg-type]
            if over := too_wide(page):
                wide[address, window["width"]] = over
        page.set_viewport_size(SMALL)  # type: ignore[arg-type]
        shots.take(page, f"hostile-{place}-{number}-320", full_page=False)
    assert wide == {}
