"""Staff at work in a browser: from the queue to the verdict, a letter shown before it is saved, acts on many."""

from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.shooting import Shots, shoot
from tests.stack import Stack

pytestmark = pytest.mark.browser

GROUNDS = "The map, the denial and the satellite picture of the same day leave it open."


def waiting(page: Page, queue: str = "Newly disputed") -> int:
    """Return how many cases the start page counts."""
    page.goto("/admin/")
    return int(page.locator(".queues li", has_text=queue).locator(".number").inner_text())


def test_staff_work_a_dispute_from_queue_to_verdict(page: Page, shots: Shots) -> None:
    before = waiting(page)
    shoot(page, shots, "start")
    page.get_by_role("link", name="Newly disputed").click()
    expect(page.get_by_role("heading", name="Newly disputed", level=1)).to_be_visible()
    # Another test may have taken one already.
    free = page.locator("#content-main ol > li").filter(has=page.get_by_role("button", name="Assign to me"))
    text = free.first.get_by_role("link").first.inner_text()
    free.first.get_by_role("button", name="Assign to me").click()
    expect(page.locator(".messagelist")).to_contain_text("It is yours.")
    case = page.locator("#content-main ol > li").filter(has_text=text)
    expect(case).to_contain_text("yours")
    shoot(page, shots, "queue")

    case.get_by_role("link", name=text, exact=True).click()
    expect(page.locator(".consensus .mark")).to_contain_text("Disputed")
    expect(page.locator("table.ledger tbody tr").first).to_be_visible()
    expect(page.locator("#stances tbody tr").first).to_be_visible()
    shoot(page, shots, "dispute")

    page.get_by_role("link", name="Record a verdict").click()
    page.get_by_label("Ruling").select_option("open")
    page.get_by_label("Grounds").fill(GROUNDS)
    page.get_by_label("Reason").fill("the daily round")
    shoot(page, shots, "verdict")
    page.get_by_role("button", name="Save", exact=True).click()
    verdict = page.locator("section", has=page.get_by_role("heading", name="s verdict"))
    expect(verdict).to_contain_text(GROUNDS)
    expect(verdict).to_contain_text("Cannot be settled")
    assert waiting(page) == before - 1


def test_case_is_left_with_a_reason(page: Page, shots: Shots) -> None:
    before = waiting(page, "without a place or a time")
    page.get_by_role("link", name="Claims without a place or a time").click()
    shoot(page, shots, "unplaced")
    page.get_by_role("link", name="Needs nothing").first.click()
    page.get_by_label("Reason").fill("it is about no place")
    shoot(page, shots, "leave")
    page.get_by_role("button", name="It needs nothing").click()
    expect(page.locator(".messagelist")).to_contain_text("It has left the queue")
    assert waiting(page, "without a place or a time") == before - 1


def test_letter_is_shown_with_what_it_moves_before_it_is_saved(page: Page, shots: Shots) -> None:
    page.goto("/admin/actors/actor/?q=DeepState")
    page.locator("#result_list tbody th a").first.click()
    expect(page.get_by_role("heading", name="What it said")).to_be_visible()
    shoot(page, shots, "actor")
    page.get_by_label("Reliability:").select_option("E")
    page.get_by_label("Reason", exact=False).last.fill("corrected twice this week")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()
    shoot(page, shots, "regrade")
    page.get_by_role("button", name="Save the letter").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.locator(".letter")).to_contain_text("E: unreliable")

    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Revision 1").click()
    page.get_by_role("link", name="Bring back revision 1").click()
    shoot(page, shots, "bring-back")
    page.get_by_label("Reason").fill("the corrections were theirs, and prompt")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("article").first.get_by_role("heading")).to_have_text("Revision 3 changed")
    shoot(page, shots, "brought-back")


def test_selected_claims_get_a_place_at_once(page: Page, shots: Shots) -> None:
    page.goto("/admin/claims/claim/?q=Zaporizke")
    rows = page.locator("#result_list tbody input.action-select")
    rows.nth(0).check()
    rows.nth(1).check()
    page.locator("select[name=action]").select_option("place_selected")
    shoot(page, shots, "claims-list")
    page.get_by_role("button", name="Go").click()
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("Zaporizke")
    page.locator(".select2-results__option", has_text="Zaporizke").first.click()
    page.get_by_label("Reason").fill("all of them name it")
    shoot(page, shots, "bulk")
    page.get_by_role("button", name="Set the place").click()
    expect(page.locator(".messagelist")).to_contain_text("2 claims placed.")


def test_auditor_finds_nothing_to_type_into(
    chromium: Browser, register: Stack, page: Page, shots: Shots
) -> None:
    page.goto("/admin/actors/account/add/")
    page.get_by_label("Name").fill("auditor-in-person")
    page.get_by_label("Kind").select_option("auditor")
    for label in ("Password:", "Password confirmation:"):
        page.get_by_label(label).fill("a long way to Tipperary")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")

    context = chromium.new_context(base_url=register.url, locale="en-GB")
    try:
        auditor = context.new_page()
        auditor.goto("/admin/")
        auditor.get_by_label("Name").fill("auditor-in-person")
        auditor.get_by_label("Password").fill("a long way to Tipperary")
        auditor.get_by_role("button", name="Log in").click()
        auditor.get_by_role("heading", name="The register").wait_for()
        assert inputs(auditor) == []
        pages = [
            str(link.get_attribute("href")) for link in auditor.locator("#content-main th[scope=row] a").all()
        ]
        queues = [str(link.get_attribute("href")) for link in auditor.locator(".queues li > a").all()]
        found = {}
        for url in queues:
            auditor.goto(url)
            found[url] = inputs(auditor)
        for url in pages:
            auditor.goto(url)
            found[url] = inputs(auditor)
            record = auditor.locator("#result_list tbody th a").first
            if record.count():
                record.click()
                found[auditor.url] = inputs(auditor)
                shoot(auditor, shots, f"auditor-{url.strip('/').rpartition('/')[2]}")
                auditor.get_by_role("link", name="History").click()
                found[auditor.url] = inputs(auditor)
        assert len(found) > len(pages) + len(queues)
        assert {url: typed for url, typed in found.items() if typed} == {}
    finally:
        context.close()


def inputs(page: Page) -> list[str]:
    """Return what can be typed into or pressed on a page, but for the search and what leads elsewhere."""
    found: list[str] = page.locator("#content").evaluate(
        """content => [...content.querySelectorAll(
            'input:not([type=hidden]), textarea, select, button, [contenteditable]')]
            .filter(each => !each.closest('#changelist-search') && each.checkVisibility())
            .map(each => each.outerHTML.slice(0, 200))"""
    )
    return found


def test_hostile_texts_are_shown_as_texts_and_widen_no_page(
    page: Page, register: Stack, shots: Shots
) -> None:
    hostile = "<img src=x onerror=alert(1)>\u202e=HYPERLINK(1)" + "W" * 900
    with register.client() as newsroom:
        claim = recorded(newsroom, "claims", text=hostile)
        actor = recorded(newsroom, "actors", name=hostile[:200], kind="other", note=hostile * 10)
        source = recorded(
            newsroom,
            "sources",
            title=hostile[:500],
            kind="post",
            publisher=actor,
            web_url="https://example.org/",
        )
        said = {"actor": actor, "source": source, "position": "supports", "said_at": "2025-08-26"}
        recorded(newsroom, f"claims/{claim}/stances", **said, excerpt=hostile * 10)
    addresses = {
        "claim": f"/admin/claims/claim/{claim}/change/",
        "actor": f"/admin/actors/actor/{actor}/change/",
        "history": f"/admin/claims/claim/{claim}/history/",
        "ungraded": "/admin/queues/ungraded/",
        "unplaced": "/admin/queues/unplaced/",
    }
    for name, url in addresses.items():
        page.goto(url)
        expect(page.locator("#content")).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.locator("#content img[src=x]").count() == 0
        shoot(page, shots, f"hostile-{name}")


def recorded(client: httpx.Client, path: str, **values: object) -> str:
    answer = client.post(path, json=values, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
