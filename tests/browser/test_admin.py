"""The staff admin in a browser: a claim is corrected with a reason, and its history shows who changed what and why."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shooting import Shots, shoot

pytestmark = pytest.mark.browser

OLD = "Russian forces control Zaporizke."
NEW = "Russian forces control most of Zaporizke."
REASON = "the map shows the northern edge outside their line"


def open_claim(page: Page, text: str) -> None:
    """Search for a claim and open its form."""
    page.goto("/admin/")
    page.get_by_role("link", name="Claims", exact=True).last.click()
    page.locator("#searchbar").fill(text)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=text).click()


def test_corrected_claim_tells_old_and_new_text_reason_channel_and_account(page: Page, shots: Shots) -> None:
    shoot(page, shots, "index")
    open_claim(page, OLD)
    expect(page.get_by_text("This is the state of the sources, never of the truth")).to_be_visible()
    shoot(page, shots, "claim")

    page.get_by_label("Text").fill(NEW)
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page.get_by_role("link", name="History").click()

    changed, recorded = page.locator("article").nth(0), page.locator("article").nth(1)
    expect(changed.get_by_role("heading")).to_have_text("Revision 2 changed")
    expect(changed.locator("td.old")).to_have_text(OLD)
    expect(changed.locator("td.new")).to_have_text(NEW)
    expect(changed.locator("ins")).to_have_text("most of ")
    for said in (REASON, "admin", "Channel"):
        expect(changed.locator("dl")).to_contain_text(said)
    expect(recorded.locator("dl")).to_contain_text("newsroom-service")
    shoot(page, shots, "history")

    recorded.get_by_role("link", name="Revision 1").click()
    expect(page.locator("table.changes")).to_contain_text(OLD)
    shoot(page, shots, "revision")


def test_change_without_a_reason_is_refused_with_a_message_at_the_field(page: Page, shots: Shots) -> None:
    text = "The Russian advance into Dnipropetrovsk Oblast was stopped by Ukrainian troops."
    open_claim(page, text)
    page.get_by_label("Text").fill("The advance was slowed.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please correct the error below.")).to_be_visible()
    expect(page.get_by_text("Say why: the reason is kept in the history.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("The advance was slowed.")
    shoot(page, shots, "no-reason")
    page.get_by_role("link", name="History").click()
    expect(page.locator("article")).to_have_count(1)


def test_stale_form_says_what_was_changed_meanwhile_and_keeps_what_was_typed(
    page: Page, shots: Shots
) -> None:
    open_claim(page, "Ukrainian forces control Zaporizke.")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Answer").fill("ukraine, in part")
    other.get_by_label("Reason").fill("as the statement puts it")
    other.get_by_role("button", name="Save and continue editing").click()
    other.close()

    page.get_by_label("Note").fill("Compare the map of the same day.")
    page.get_by_label("Reason").fill("a hint for whoever reads it")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("you opened revision 1, and the record is at revision 2")).to_be_visible()
    expect(page.get_by_text("Answer: “ukraine” → “ukraine, in part”")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Compare the map of the same day.")
    shoot(page, shots, "stale")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.get_by_label("Answer")).to_have_value("ukraine, in part")
    expect(page.get_by_label("Note")).to_have_value("Compare the map of the same day.")


def test_withdrawn_claim_says_that_it_no_longer_stands(page: Page, shots: Shots) -> None:
    open_claim(page, "A Putin-Zelensky summit is planned.")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Say why: the reason is kept in the history.")).to_be_visible()
    shoot(page, shots, "withdraw")
    page.get_by_label("Reason").fill("recorded twice")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It no longer stands")).to_be_visible()
    shoot(page, shots, "withdrawn")


def test_secret_of_a_key_is_seen_once(page: Page, shots: Shots) -> None:
    page.goto("/admin/actors/apikey/add/")
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("monitor")
    page.locator(".select2-results__option", has_text="monitor-service").click()
    page.get_by_label("Label").fill("night desk")
    page.get_by_role("button", name="Save", exact=True).click()
    secret = page.locator("#secret").inner_text()
    assert secret.startswith("ctd_")
    shoot(page, shots, "key")
    page.get_by_role("link", name="Go to the key").click()
    expect(page.get_by_role("link", name="Revoke")).to_be_visible()
    assert secret not in page.content()


def test_every_kind_is_listed_and_opened_without_a_complaint(page: Page, shots: Shots) -> None:
    lists = page.locator("#content-main th[scope=row] a").all()
    for url in [str(link.get_attribute("href")) for link in lists]:
        kind = url.rstrip("/").rpartition("/")[2]
        page.goto(url)
        shoot(page, shots, f"{kind}-list")
        record = page.locator("#result_list tbody th a").first
        if record.count():
            record.click()
            expect(page.get_by_role("link", name="History")).to_be_visible()
            shoot(page, shots, f"{kind}-record")
