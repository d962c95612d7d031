"""Three people come to what they came for without touching a mouse: staff, an auditor, a reader."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from actors.models import AccountKind, Actor
from actors.services import actors
from actors.services.records import Draft
from tests.browser.conftest import WIDE, complaint
from tests.browser.keys import NO_MOUSE, press, reach, write
from tests.browser.shooting import Shots, shoot
from tests.databases import selected
from tests.desk import PASSWORD, Desk
from tests.partner import Partner
from tests.stack import Stack

pytestmark = pytest.mark.browser

GROUNDS = "The map, the denial and the satellite picture of the same day leave it open."
DOUBT, TRUST = "two of their maps did not bear out", "the next ten maps bore out"
GRADED = "DeepState"
CROSSING = "Russian ground forces have entered Dnipropetrovsk Oblast."
Seat = Callable[..., Page]


@pytest.fixture(scope="module")
def regraded(register: Stack, django_db_blocker: DjangoDbBlocker) -> None:
    """Give an actor another letter and yet another, and let there be an auditor and somebody at the night desk."""
    with django_db_blocker.unblock(), selected(register.database.name):
        night = Desk.of(AccountKind.STAFF, "night-desk")
        Desk.of(AccountKind.AUDITOR, "auditor-in-person")
        actor = Actor.objects.get(name=GRADED)
        for letter, reason in (("E", DOUBT), ("C", TRUST)):
            actors.revise(
                actor_id=actor.id, draft=Draft({"reliability": letter}), by=night.account, reason=reason
            )


@pytest.fixture
def seat(regraded: None, chromium: Browser, register: Stack) -> Iterator[Seat]:  # noqa: ARG001 - Django first
    """Return what opens a browser for somebody with a keyboard; nobody may complain, point, or ask elsewhere."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(**options: object) -> Page:
        context = chromium.new_context(base_url=register.url, locale="en-GB", viewport=WIDE, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_init_script(NO_MOUSE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.extend(complaint(said)))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.extend(elsewhere(request.url, register.url)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def elsewhere(url: str, home: str) -> list[str]:
    parts = urlsplit(url)
    return (
        [] if parts.netloc == urlsplit(home).netloc or parts.scheme in ("data", "blob") else [f"asked: {url}"]
    )


def log_in(page: Page, name: str, password: str) -> None:
    """Log in as somebody would who only types."""
    page.goto("/admin/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    write(page, page.get_by_label("Password"), password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The register")).to_be_visible()


def test_staff_work_a_dispute_from_the_queue_to_a_verdict(seat: Seat, register: Stack, shots: Shots) -> None:
    page = seat()
    log_in(page, register.admin["username"], register.admin["password"])
    number = page.locator(".queues li", has_text="Newly disputed").locator(".number")
    before = int(number.inner_text())
    press(page, page.get_by_role("link", name="Newly disputed"))
    expect(page.get_by_role("heading", name="Newly disputed", level=1)).to_be_visible()
    case = page.locator("#content-main ol > li").first
    text = case.get_by_role("link").first.inner_text()
    press(page, case.get_by_role("button", name="Assign to me"))
    expect(page.locator(".messagelist")).to_contain_text("It is yours.")

    press(page, page.get_by_role("link", name=text, exact=True))
    expect(page.locator(".consensus .mark")).to_contain_text("Disputed")
    press(page, page.get_by_role("link", name="Record a verdict"))
    write(page, page.get_by_label("Ruling"), "cannot")
    write(page, page.get_by_label("Grounds"), GROUNDS)
    write(page, page.get_by_label("Reason"), "the daily round")
    press(page, page.get_by_role("button", name="Save", exact=True))

    verdict = page.locator("section", has=page.get_by_role("heading", name="s verdict"))
    expect(verdict).to_contain_text(GROUNDS)
    expect(verdict).to_contain_text("Cannot be settled")
    shoot(page, shots, "journey-staff-verdict")
    press(page, page.get_by_role("link", name="Home"))
    assert int(number.inner_text()) == before - 1


def test_auditor_finds_who_changed_a_reliability_last_week_compares_and_exports(
    seat: Seat, shots: Shots, tmp_path: Path
) -> None:
    page = seat()
    log_in(page, "auditor-in-person", PASSWORD)
    changes = page.locator("article.change")
    for _ in range(60):  # the log is a second or two behind
        press(page, page.get_by_role("link", name="All changes"))
        expect(page.get_by_role("heading", name="Changes, newest first")).to_be_visible()
        if changes.filter(has_text=TRUST).count():
            break
        press(page, page.get_by_role("link", name="Home"))
    press(page, page.get_by_role("link", name="Last 7 days"))
    write(page, page.get_by_label("Field changed"), "reliability")
    write(page, page.get_by_label("Operation"), "update")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Show"))

    expect(changes).to_have_count(2)
    latest = changes.first
    expect(latest.get_by_role("heading")).to_contain_text(
        "night-desk changed reliability of actor “DeepState”"
    )
    expect(latest).to_contain_text(TRUST)
    expect(changes.last).to_contain_text(DOUBT)
    shoot(page, shots, "journey-auditor-found")
    with page.expect_download() as downloading:
        press(page, page.get_by_role("link", name="CSV", exact=True))
    downloading.value.save_as(tmp_path / "changes.csv")
    with (tmp_path / "changes.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [(row["account_name"], row["reason"]) for row in rows] == [
        ("night-desk", TRUST),
        ("night-desk", DOUBT),
    ]

    press(page, latest.get_by_role("link", name="History"))
    write(page, page.get_by_label("Compare revision"), "1")
    press(page, page.get_by_role("button", name="Compare"))
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()
    row = page.locator("table.changes tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("th")).to_have_text("Reliability")
    expect(row.locator("td.new")).to_have_text("C")
    expect(page.locator(".sides section").last).to_contain_text(TRUST)
    shoot(page, shots, "journey-auditor-compared")


def test_reader_follows_a_link_understands_why_and_sees_the_crossing_turn(
    seat: Seat, register: Stack, shots: Shots
) -> None:
    with register.client() as client:
        claims = Partner(client).pages("claims?limit=200")
        claim = next(claim["id"] for claim in claims if claim["text"] == CROSSING)
    page = seat()
    page.goto(f"/claims/{claim}")
    expect(page.get_by_role("region", name="Status")).to_contain_text("Corroborated")
    press(page, page.get_by_role("link", name="Why", exact=True))
    expect(page.get_by_role("heading", name="Why", level=2)).to_be_in_viewport()
    shoot(page, shots, "journey-reader-why")
    ledger = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="Credibility"))
    speaker = ledger.get_by_role("link", name="Viktor Trehubov").first
    reach(page, speaker)
    expect(speaker).to_be_in_viewport()
    expect(ledger.get_by_role("row").filter(has_text="Viktor Trehubov").first).to_contain_text(
        "against its own interest"
    )

    press(page, page.get_by_role("link", name="Map"))
    # A day that is written alike wherever the month comes first or second.
    write(page, page.get_by_label("Day", exact=True), "06062025")
    page.keyboard.press("Enter")
    crossing = page.locator("table.places tr").filter(has_text=CROSSING)
    day = page.get_by_role("heading", level=2).first
    expect(day).to_have_text("6 June 2025")
    expect(crossing).to_contain_text("Unsourced")
    reach(page, page.get_by_label("Slide through the days"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(day).to_have_text("8 June 2025")
    expect(crossing).to_contain_text("Unverified")
    shoot(page, shots, "journey-reader-june")
    reach(page, page.get_by_label("Slide through the days"))  # on paper there is none, so it lost the focus
    for _ in range(79):
        page.keyboard.press("ArrowRight")
    expect(day).to_have_text("26 August 2025")
    expect(crossing).to_contain_text("Corroborated")
    shoot(page, shots, "journey-reader-august")
    pin = page.locator("#leaflet a.pin").filter(has_text="Dnipropetrovsk Oblast")
    press(page, pin)
    expect(page.get_by_role("heading", level=1)).to_have_text(CROSSING)
