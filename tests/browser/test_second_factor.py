"""A second factor in a browser: enrolled, asked for, and lost; without a script, and fit for everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from actors.models import AccountKind
from tests.authenticator import App
from tests.browser.axe import violations
from tests.browser.conftest import WIDE, complaint
from tests.browser.shooting import Shots, shoot
from tests.databases import selected
from tests.desk import PASSWORD
from tests.desk import Desk as Account
from tests.stack import Stack

pytestmark = pytest.mark.browser


#: Who has scripts, and who has none.
NAMES = {True: "olena", False: "petro"}


@pytest.fixture(scope="module")
def people(register: Stack, django_db_blocker: DjangoDbBlocker) -> None:
    """Record somebody with scripts and somebody without, neither of whom has logged in yet."""
    with django_db_blocker.unblock(), selected(register.database.name):
        for name in NAMES.values():
            Account.of(AccountKind.STAFF, name)


@pytest.fixture(params=NAMES, ids=["script", "no script"])
def page(
    request: pytest.FixtureRequest,
    people: None,  # noqa: ARG001 - Django first
    chromium: Browser,
    register: Stack,
) -> Iterator[Page]:
    """Open a page."""
    context = chromium.new_context(
        viewport=WIDE, base_url=register.url, locale="en-GB", java_script_enabled=request.param
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    if not request.param:
        # What looks at a page puts styles into it, which its policy refuses.
        page.on("console", lambda said: complaints.extend(complaint(said)))
    yield page
    context.close()
    assert complaints == []


def log_in(page: Page, name: str) -> None:
    page.goto("/admin/changes/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def look(page: Page, shots: Shots, name: str, *, is_scripted: bool) -> None:
    """See that a page is fit for everybody; what looks at it is a script."""
    if is_scripted:
        shoot(page, shots, f"second-factor-{name}")
        assert violations(page, with_advice=False) == []


def test_factor_is_enrolled_and_from_then_on_asked_for(
    page: Page, shots: Shots, request: pytest.FixtureRequest
) -> None:
    is_scripted = request.node.callspec.params["page"]
    name = NAMES[is_scripted]
    log_in(page, name)
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Enrol a second factor").click()
    expect(page.get_by_role("img", name="QR code of the secret below")).to_be_visible()
    look(page, shots, "enrol", is_scripted=is_scripted)

    app = App((page.locator("#secret").text_content() or "").replace(" ", ""))
    page.get_by_label("Code:", exact=True).fill(app.wrong)
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_text("This is not the code of this secret.")).to_be_visible()
    look(page, shots, "enrol-wrong", is_scripted=is_scripted)
    page.get_by_label("Code:", exact=True).fill(app.code)
    page.get_by_role("button", name="Enrol").click()
    told = page.locator(".codes code")
    expect(told).to_have_count(10)
    codes = told.all_inner_texts()
    assert len(set(codes)) == 10
    look(page, shots, "codes", is_scripted=is_scripted)
    page.get_by_role("link", name="I have kept them.").click()
    expect(page.get_by_role("heading", name="The register")).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    log_in(page, name)
    look(page, shots, "code", is_scripted=is_scripted)
    page.get_by_label("Code:", exact=True).fill(app.next)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Changes", exact=True)).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    log_in(page, name)
    page.get_by_label("Or a recovery code:").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Changes", exact=True)).to_be_visible()
