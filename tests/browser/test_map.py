"""The map in a browser: with a script and without, by mouse and by keyboard, and never a request to elsewhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import complaint
from tests.browser.shooting import Shots
from tests.stack import Stack

pytestmark = pytest.mark.browser

OBLAST = "Dnipropetrovsk Oblast"
CROSSING = "Russian ground forces have entered Dnipropetrovsk Oblast."


class Reader:
    """Somebody with a browser and no account; what it complains of and asks elsewhere is kept."""

    def __init__(self, chromium: Browser, register: Stack, **context: object) -> None:
        self.context: BrowserContext = chromium.new_context(base_url=register.url, locale="en-GB", **context)  # type: ignore[arg-type]
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.faults.extend(complaint(said)))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url, register.url))

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:")):
            self.faults.append(f"asked elsewhere: {url}")

    def open(self, day: str) -> Page:
        """Open the map of a day."""
        self.page.goto(f"/map?day={day}")
        return self.page

    def close(self) -> None:
        """Leave, and hold that there was nothing to complain of."""
        self.context.close()
        assert self.faults == []


@pytest.fixture
def reader(chromium: Browser, register: Stack) -> Iterator[Reader]:
    opened = Reader(chromium, register, viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield opened
    opened.close()


def pin(page: Page, place: str = OBLAST) -> Locator:
    return page.locator("#leaflet a.pin").filter(has_text=place)


def row(page: Page, claim: str = CROSSING) -> Locator:
    return page.locator("table.places tr").filter(has_text=claim)


def test_slider_from_june_to_august_turns_the_crossing_from_unverified_to_corroborated(
    reader: Reader, shots: Shots
):
    page = reader.open("2025-06-08")
    expect(pin(page)).to_contain_text("Unverified")
    expect(row(page)).to_contain_text("Unverified")
    shots.take(page, "map-june")
    slider = page.get_by_label("Slide through the days")
    slider.focus()

    for _ in range(79):  # to 26 August, day by day, with the keyboard alone
        slider.press("ArrowRight")

    expect(page.get_by_role("heading", level=2).first).to_have_text("26 August 2025")
    expect(pin(page)).to_contain_text("Corroborated")
    expect(pin(page).locator(".disc")).to_have_text("✓")
    expect(row(page)).to_contain_text("Corroborated by common ground")
    expect(page.get_by_label("Day", exact=True)).to_have_value("2025-08-26")
    expect(slider).to_have_attribute("aria-valuetext", "26 August 2025")
    expect(page.locator("#told")).to_contain_text("26 August 2025. 9 claims at 4 places")
    assert page.url.endswith("/map?day=2025-08-26")
    expect(page.get_by_role("link", name="27 August 2025")).to_have_attribute("href", "/map?day=2025-08-27")
    shots.take(page, "map-august")


def test_pin_leads_to_the_dossier_of_its_claim(reader: Reader):
    page = reader.open("2025-08-27")
    link = pin(page)

    expect(link).to_have_attribute("aria-label", f"{OBLAST}: Corroborated. {CROSSING}")
    dossier = row(page).locator("td.claim a")
    if dossier.count():  # where the dossier is part of this register
        link.focus()
        link.press("Enter")
        expect(page).not_to_have_url("/map?day=2025-08-27")
        expect(page.get_by_role("heading", level=1)).to_contain_text(CROSSING)


def test_every_fact_is_there_without_a_script(chromium: Browser, register: Stack, shots: Shots):
    reader = Reader(chromium, register, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = reader.open("2025-08-26")

    expect(page.locator("svg.picture .pin.corroborated")).to_contain_text(OBLAST)
    expect(row(page)).to_contain_text("Corroborated")
    expect(page.get_by_label("Slide through the days")).to_be_hidden()
    page.get_by_label("Day", exact=True).fill("2025-06-08")
    page.get_by_role("button", name="Show").click()
    expect(row(page)).to_contain_text("Unverified")
    page.get_by_role("link", name="7 June 2025").click()
    expect(row(page)).to_contain_text("Unsourced")
    page.get_by_role("link", name="8 June 2025").click()
    expect(row(page)).to_contain_text("Unverified")
    shots.take(page, "map-without-script")
    reader.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
)
def test_page_fits_a_narrow_window_and_the_dark(
    chromium: Browser, register: Stack, shots: Shots, width: int, scheme: str
):
    reader = Reader(chromium, register, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = reader.open("2025-08-27")

    expect(pin(page)).to_contain_text("Corroborated")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    shots.take(page, f"map-{width}-{scheme}")
    reader.close()


def test_print_has_the_picture_and_the_table_of_the_day_shown(reader: Reader, shots: Shots):
    page = reader.open("2025-08-27")
    expect(pin(page)).to_contain_text("Corroborated")
    page.emulate_media(media="print")

    expect(page.locator("svg.picture")).to_be_visible()
    expect(page.locator("#leaflet")).to_be_hidden()
    expect(row(page)).to_be_visible()
    shots.take(page, "map-print")
