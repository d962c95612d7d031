"""The reading room in a browser: every page in light, dark, narrow and on paper, without script and from here alone."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import WIDE, complaint
from tests.browser.shooting import Shots
from tests.everywhere import ROOM
from tests.partner import Partner
from tests.stack import Stack
from tests.waiting import until

pytestmark = pytest.mark.browser

A4 = {"width": 794, "height": 1123}
PHONE = {"width": 320, "height": 720}
CORROBORATED = "Russian ground forces have entered Dnipropetrovsk Oblast."
DISPUTED = "Russian forces control Zaporizke."


@pytest.fixture(scope="module")
def addresses(register: Stack) -> dict[str, str]:
    """Return the address of a page of every kind, by what the pictures of it are called."""
    with register.client() as client:
        partner = Partner(client)
        claims = {claim["text"]: claim for claim in partner.pages("claims?limit=200")}
        entered, disputed = claims[CORROBORATED]["id"], claims[DISPUTED]["id"]
        changed = next(c["id"] for text, c in claims.items() if "summit" in text)
        partner.change(f"claims/{changed}", text="A summit of Putin and Zelensky is planned.")
        partner.settle([changed])
        actors = {actor["name"]: actor["id"] for actor in partner.pages("actors?limit=200")}
        until(lambda: partner.get("changes?limit=1")["results"], within=60)
        size = next(partner.pages("changes?limit=1"))["log_index"] + 1
        source = next(s["id"] for s in partner.pages("sources") if s["title"].startswith("News report"))
        return {
            "claims": "/",
            "found": "/?text=dobrop+russ&status=single_source",
            "none": "/?text=nowhere",
            "corroborated": f"/claims/{entered}",
            "disputed": f"/claims/{disputed}",
            "revision": f"/claims/{changed}/r1",
            "revisions": f"/claims/{changed}/revisions",
            "compare": f"/claims/{changed}/compare?from=1&to=2",
            "over-time": f"/claims/{entered}/over-time",
            "over-time-disputed": f"/claims/{disputed}/over-time",
            "question": f"/questions/{claims[DISPUTED]['question']}",
            "actor": f"/actors/{actors['BBC']}",
            "speaker": f"/actors/{actors['Viktor Trehubov']}",
            "source": f"/sources/{source}",
            "map": "/map?day=2025-08-26",
            "past": f"/claims/{disputed}?known_at={size}",
            "past-map": f"/map?day=2025-08-26&known_at={size}",
            "missing": "/claims/00000000-0000-7000-8000-000000000000",
        }


KINDS = [kind for kinds in ROOM.values() for kind in kinds]
Opening = Callable[..., Page]


@pytest.fixture
def read(chromium: Browser, register: Stack) -> Iterator[Opening]:
    """Return what opens pages as a reader; script is off, and nothing may be complained of or asked from elsewhere."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts = []

    def opened(path: str, *, status: int = 200, **options: object) -> Page:
        options = {"viewport": WIDE, "color_scheme": "light", "java_script_enabled": False, **options}
        context = chromium.new_context(locale="en-GB", base_url=register.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.extend(complaint(said)) if status == 200 else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        assert "unsafe" not in answer.headers["content-security-policy"]
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert {urlsplit(url).netloc for url in asked} <= {urlsplit(register.url).netloc}


@pytest.mark.parametrize("kind", KINDS)
def test_page_is_fit_for_everybody_in_light_dark_narrow_and_on_paper(
    kind: str, read: Opening, addresses: dict[str, str], shots: Shots
) -> None:
    status = 404 if kind == "missing" else 200
    found: dict[str, list[str]] = {}
    for look, options in (
        ("light", {}),
        ("dark", {"color_scheme": "dark"}),
        ("narrow", {"viewport": PHONE}),
    ):
        page = read(addresses[kind], status=status, java_script_enabled=True, **options)
        shots.take(page, f"room-{kind}-{look}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        found[look] = violations(page)
        if look == "light":
            assert kind.endswith("map") or page.evaluate("document.scripts.length") == 0
            page.emulate_media(media="print")
            page.set_viewport_size(A4)
            shots.take(page, f"room-{kind}-print")
    assert not any(found.values()), found


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_is_there_without_a_script(kind: str, read: Opening, addresses: dict[str, str]) -> None:
    status = 404 if kind == "missing" else 200
    texts = []
    for is_on in (True, False):
        page = read(addresses[kind], status=status, java_script_enabled=is_on)
        # The map's script exchanges the picture and adds a slider; what the picture says, the table does.
        facts = "table.places, .summary, .spoken, .legend" if kind.endswith("map") else "main"
        texts.append(page.locator(facts).all_inner_texts())
    assert texts[0] == texts[1]
    assert "".join(texts[1]).strip()


@pytest.fixture(scope="module")
def hostile(register: Stack) -> list[str]:
    """Record what nobody should, and return the addresses of the pages that show it."""
    script = "</title><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    turned = "\u202egnp.exe \u2066" + "W" * 180
    with register.client() as client:
        partner = Partner(client)
        actor = partner.record("actors", name=turned, kind="person", reliability="B", aliases=[script])
        source = partner.record(
            "sources", title=script, kind="post", publisher=actor, web_url="https://example.org/" + "a" * 900
        )
        place = partner.record("places", name="W" * 200)
        question = partner.record("questions", text=script + turned, exclusive=True)
        claim = partner.record("claims", text="W" * 900, question=question, place=place, favours="W" * 40)
        said = {"actor": actor, "source": source, "position": "supports", "said_at": "2025-08-26"}
        partner.post(f"claims/{claim}/stances", {**said, "excerpt": script + "W" * 5000, "locator": turned})
        partner.settle([claim])
    return [
        f"/?text={'W' * 20}",
        f"/claims/{claim}",
        f"/claims/{claim}/r1",
        f"/claims/{claim}/revisions",
        f"/questions/{question}",
        f"/actors/{actor}",
        f"/sources/{source}",
    ]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "narrow"])
def test_hostile_content_is_shown_as_text_and_breaks_no_page(
    read: Opening, hostile: list[str], shots: Shots, viewport: dict[str, int]
) -> None:
    for number, address in enumerate(hostile):
        page = read(address, java_script_enabled=True, viewport=viewport)
        shots.take(page, f"room-hostile-{number}-{viewport['width']}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        assert page.evaluate("document.querySelectorAll('main img, main script').length") == 0
        assert page.title() != "taken", address
        assert violations(page) == [], address


def test_reader_understands_why_a_claim_is_corroborated(read: Opening) -> None:
    page = read("/")
    page.get_by_label("Words of the claim").fill("entered dnipro")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=CORROBORATED).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(CORROBORATED)
    expect(page.get_by_role("region", name="Status")).to_contain_text(
        "Corroborated by common ground: Viktor Trehubov supports it"
    )
    ledger = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="Credibility"))
    speaker = ledger.get_by_role("row").filter(has_text="Viktor Trehubov").first
    expect(speaker).to_contain_text("against its own interest × 125 %")
    expect(
        ledger.get_by_role("row").filter(has_text="Quotes Viktor Trehubov; adds no origin.")
    ).to_have_count(1)
    expect(page.get_by_role("img", name="Weight on both sides, by origin")).to_be_visible()
    expect(page.get_by_role("heading", name="How the status turned")).to_be_visible()

    page.get_by_role("link", name="revision 1", exact=True).click()
    expect(page.get_by_text("This is revision 1, the latest")).to_be_visible()


def test_keyboard_alone_leads_past_the_head_to_the_first_claim(read: Opening) -> None:
    page = read("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Words of the claim")).to_be_focused()
    page.keyboard.type("entered")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    expect(page.get_by_role("link", name=CORROBORATED)).to_be_visible()
