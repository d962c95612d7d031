"""The change log in a browser: who changed a reliability last week is found, kept as a link, and taken away."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDE
from tests.browser.shooting import Shots

pytestmark = pytest.mark.browser

REASON = "two of their maps did not bear out"
HOSTILE = "<script>alert(1)</script> \u202edesrever =1+1"
NARROWEST = {"width": 320, "height": 800}


def regrade(page: Page, actor: str, letter: str, reason: str) -> None:
    """Give an actor another letter, in the admin."""
    page.goto(f"/admin/actors/actor/?q={actor}")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_reliability").select_option(letter)
    page.locator("#id_reason").fill(reason)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save the letter").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")


def wait_for(page: Page, reason: str) -> None:
    """Open the change log as often as it takes until a reason is in it."""
    found = page.locator("article.change", has_text=reason)
    for _ in range(60):
        page.goto("/admin/changes/")
        if found.count():
            return
    raise AssertionError(page.content())


def test_who_changed_a_reliability_last_week_is_found_and_taken_away(
    page: Page, shots: Shots, tmp_path: Path
) -> None:
    regrade(page, "DeepState", "C", REASON)
    wait_for(page, REASON)
    page.get_by_role("link", name="Last 7 days").click()
    page.get_by_label("Field changed").select_option("reliability")
    page.get_by_label("Operation").select_option("update")
    page.get_by_label("Reason holds").fill("DID NOT BEAR")
    page.keyboard.press("Enter")

    change = page.locator("article.change")
    expect(change).to_have_count(1)
    expect(change.get_by_role("heading")).to_contain_text("admin changed reliability of actor “")
    expect(change.locator("td.new ins")).to_have_text("C")
    expect(change).to_contain_text(REASON)
    kept = page.url
    assert "since=" in kept

    with page.expect_download() as downloading:
        page.get_by_role("link", name="CSV", exact=True).click()
    downloading.value.save_as(tmp_path / "changes.csv")
    with (tmp_path / "changes.csv").open(newline="", encoding="utf-8") as table:
        (row,) = csv.DictReader(table)
    assert (row["reason"], row["account_name"], row["channel"]) == (REASON, "admin", "admin")

    page.goto("/admin/")
    page.goto(kept)
    expect(page.locator("article.change")).to_have_count(1)
    change.get_by_role("link", name="its changes").click()
    expect(page.locator("article.change").last.get_by_role("heading")).to_contain_text("recorded actor")
    shots.take(page, "changes-of-one")


def test_marking_as_seen_leaves_nothing_new(page: Page) -> None:
    page.goto("/admin/changes/")
    page.get_by_role("button", name="Mark as seen").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Marked as seen")
    expect(page.locator(".visit")).to_contain_text("Nothing new since you marked")


def test_hostile_text_is_text_and_fits_the_narrowest_window(page: Page, shots: Shots) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    regrade(page, "BBC", "C", HOSTILE + "W" * 300)
    wait_for(page, "desrever")

    expect(page.locator(".why bdi", has_text="desrever")).to_have_text(
        HOSTILE.replace("\u202e", "[U+202E]") + "W" * 300
    )
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(NARROWEST)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST["width"]
        shots.take(page, f"changes-{scheme}-320")
        page.set_viewport_size(WIDE)
        shots.take(page, f"changes-{scheme}")
    page.emulate_media(media="print")
    shots.take(page, "changes-print")
    assert alerts == []
