"""Every page held against WCAG 2.2 A and AA, by staff and by auditors, in light, dark and the narrowest window.

Each page once in every run of the suite; what auditors see of them, refused forms and acts on many in the long one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from actors.models import AccountKind, Actor
from audit.attribution import audited_write
from audit.models import Erasure
from audit.services import checks
from claims.models import Determination, Merge, Place, Policy, Proposal
from tests.browser.axe import violations
from tests.browser.conftest import WIDE
from tests.browser.shooting import SMALL, too_wide
from tests.databases import selected
from tests.desk import PASSWORD, Bootstrap, case
from tests.desk import Desk as Account
from tests.everywhere import OF_ANYBODY, kinds_of_the_admin, of_desk, of_record
from tests.stack import Stack

pytestmark = pytest.mark.browser

#: Each scheme and each width once: what is wrong in one of them alone is wrong in its colours or in its measures.
LOOKS = {"light": (WIDE, "light"), "narrow, dark": (SMALL, "dark")}
KINDS = kinds_of_the_admin()
ACTIONS = [(kind, action) for kind in KINDS for action in admin.site.get_model_admin(kind).actions or ()]
#: What auditors open; the rest is refused them.
LOOKED_AT = ("admin/<kind>/", "change/", "history/", "compare/", "/$")
#: Fields in which a record is changed, so that it has an earlier revision; what has none of them stays as it is.
CHANGED = ("note", "email")


@dataclass(frozen=True)
class Pages:
    """Addresses of the admin: by kind of record, and of no one kind."""

    of_record: dict[type[Model], dict[str, str]]
    of_desk: list[str]


@pytest.fixture(scope="module")
def pages(register: Stack, django_db_blocker: DjangoDbBlocker) -> Pages:
    """Record one of every kind, change it where it can be changed, and return the addresses of all pages."""
    with django_db_blocker.unblock(), selected(register.database.name):
        made: dict[type[Model], Any] = case("accessible")
        for kind in (AccountKind.STAFF, AccountKind.AUDITOR):
            Account.of(kind, f"axe-{kind}")
        with audited_write(by=Bootstrap(), reason="as tests will"):
            for kind, record in made.items():
                names = {field.name for field in kind._meta.concrete_fields} & set(CHANGED)
                if names and kind is not Policy:
                    kind.objects.filter(pk=record.pk).update(**dict.fromkeys(names, "reader@example.org"))
                    record.refresh_from_db()
        for name, differing, first in (("fold", 0, ""), ("replay", 1, f"claim {'W' * 195}")):
            checks.keep(name, since=0, size=9, checked=9, differing=differing, first=first, seconds=0.5)
        own = {kind: {page.route: page.address for page in of_record(made[kind])} for kind in KINDS}
        return Pages(own, [page.address for page in of_desk(made)])


@pytest.fixture(scope="module")
def seats(pages: Pages, chromium: Browser, register: Stack) -> dict[str, Any]:  # noqa: ARG001 - Django first
    """Log everybody in once, and return what their browsers keep of it."""
    kept = {}
    for kind in (AccountKind.STAFF, AccountKind.AUDITOR):
        context = chromium.new_context(base_url=register.url, locale="en-GB")
        page = context.new_page()
        page.goto("/admin/")
        page.get_by_label("Name").fill(f"axe-{kind}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="The register").wait_for()
        kept[str(kind)] = context.storage_state()
        context.close()
    return kept


def seated(seats: dict[str, Any], chromium: Browser, register: Stack, kind: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=register.url, locale="en-GB", storage_state=seats[kind])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def staff(seats: dict[str, Any], chromium: Browser, register: Stack) -> Iterator[Page]:
    yield from seated(seats, chromium, register, "staff")


@pytest.fixture
def auditor(seats: dict[str, Any], chromium: Browser, register: Stack) -> Iterator[Page]:
    yield from seated(seats, chromium, register, "auditor")


def faults(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page that is open, in any of its looks."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = []
    for number, (look, (window, scheme)) in enumerate(LOOKS.items()):
        page.set_viewport_size(window)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [
            f"{name}, {look}: {each}" for each in violations(page, with_advice=False, of_looks=number > 0)
        ]
        if over := too_wide(page):
            found.append(f"{name}, {look}: {over} pixels wider than its window")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found


def opened(page: Page, address: str, status: int = 200) -> list[str]:
    """Open a page and return what is wrong with it."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    return faults(page, address)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_pages_of_each_kind_are_fit_for_everybody(kind: type[Model], pages: Pages, staff: Page) -> None:
    found = []
    for route, address in pages.of_record[kind].items():
        is_refused = kind in (Determination, Erasure, Merge, Policy, Proposal) and route.endswith("add/")
        found += opened(staff, address, 403 if is_refused else 200)
    assert found == []


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_pages_of_each_kind_are_fit_for_auditors_too(kind: type[Model], pages: Pages, auditor: Page) -> None:
    found = []
    for route, address in pages.of_record[kind].items():
        is_open = route == LOOKED_AT[0] or route.endswith(LOOKED_AT[1:])
        if is_open:
            found += opened(auditor, address)
        else:
            answer = auditor.goto(address)
            assert answer is not None
            assert answer.status == 403, address
    assert found == []


@pytest.mark.parametrize("who", ["staff", pytest.param("auditor", marks=pytest.mark.soak)])
def test_pages_of_no_kind_are_fit_for_everybody(
    who: str, pages: Pages, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(who)
    found = []
    for address in pages.of_desk:
        is_refused = who == "auditor" and address.endswith("/leave/")
        status = 400 if "nobody" in address else 403 if is_refused else 200
        found += opened(page, address, status)
    assert found == []


def test_pages_for_anybody_are_fit_for_everybody(chromium: Browser, register: Stack) -> None:
    context = chromium.new_context(base_url=register.url, locale="en-GB")
    page = context.new_page()
    found = [fault for address in OF_ANYBODY.values() for fault in opened(page, address)]
    page.goto("/admin/login/")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errornote")).to_be_visible()
    found += faults(page, "refused log-in")
    found += opened(page, "/admin/nowhere/")
    context.close()
    assert found == []


@pytest.mark.usefixtures("pages")
def test_what_is_not_there_and_the_log_out_are_fit_for_everybody(chromium: Browser, register: Stack) -> None:
    context = chromium.new_context(base_url=register.url, locale="en-GB")
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Name").fill("axe-staff")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    found = opened(page, "/admin/nowhere/", 404)
    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Thanks for spending")).to_be_visible()
    found += faults(page, "logged out")
    context.close()
    assert found == []


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "action"), ACTIONS, ids=lambda part: getattr(part, "__name__", part))
def test_acts_on_many_are_fit_for_everybody(
    kind: type[Model], action: str, pages: Pages, staff: Page
) -> None:
    staff.goto(pages.of_record[kind]["admin/<kind>/"])
    staff.locator("#result_list input.action-select").first.check()
    staff.locator("select[name=action]").select_option(action)
    staff.get_by_role("button", name="Go").click()
    expect(staff.get_by_role("heading", name="Chosen")).to_be_visible()
    found = faults(staff, f"{action} is asked")
    staff.locator(".submit-row input").click()
    expect(staff.locator(".errornote")).to_be_visible()
    found += faults(staff, f"{action} without a reason")
    if action == "regrade_selected":
        staff.get_by_label("Letter").select_option("E")
        staff.get_by_label("Reason", exact=False).last.fill("as tests will")
        staff.locator(".submit-row input").click()
        expect(staff.get_by_text("Nothing is written yet.")).to_be_visible()
        found += faults(staff, "a letter for many, shown before it is saved")
    assert found == []


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_forms_that_are_refused_are_fit_for_everybody(kind: type[Model], pages: Pages, staff: Page) -> None:
    found = []
    for route, address in pages.of_record[kind].items():
        if not route.endswith(("add/", "change/", "withdraw/", "revoke/", "bring-back/")):
            continue
        staff.goto(address)
        button = staff.locator(".submit-row input[type=submit].default")
        if button.count():
            button.click()
            expect(staff.locator(".errornote")).to_be_visible()
            found += faults(staff, f"{route} refused")
    assert found == []


def test_what_was_refused_of_many_is_told_for_everybody(pages: Pages, staff: Page) -> None:
    staff.goto(pages.of_record[Place]["admin/<kind>/"])
    staff.locator("#result_list input.action-select").first.check()
    staff.locator("select[name=action]").select_option("withdraw_selected")
    staff.get_by_role("button", name="Go").click()
    expect(staff.get_by_role("heading", name="Chosen")).to_be_visible()
    staff.locator("input[name^=seen-]").evaluate_all("all => all.forEach(each => { each.value = 77 })")
    staff.get_by_label("Reason", exact=False).last.fill("as tests will")
    staff.locator(".submit-row input").click()
    expect(staff.get_by_text("What was refused stays as it was.")).to_be_visible()
    assert faults(staff, "report of what was refused") == []


def test_letter_shown_before_it_is_saved_is_fit_for_everybody(pages: Pages, staff: Page) -> None:
    staff.goto(pages.of_record[Actor]["admin/<kind>/<path:object_id>/change/"])
    staff.get_by_label("Reliability:").select_option("A")
    staff.get_by_label("Reason", exact=False).last.fill("as tests will")
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_text("Nothing is written yet.")).to_be_visible()
    assert faults(staff, "a letter, shown before it is saved") == []


@pytest.mark.usefixtures("pages")
def test_key_that_is_shown_once_is_fit_for_everybody(staff: Page) -> None:
    staff.goto("/admin/actors/apikey/add/")
    staff.locator(".select2-selection").click()
    staff.locator(".select2-search__field").fill("monitor")
    staff.locator(".select2-results__option", has_text="monitor-service").click()
    staff.get_by_label("Label").fill("night desk")
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.locator("#secret")).to_be_visible()
    assert faults(staff, "a key, shown once") == []
