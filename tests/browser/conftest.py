"""A real browser, led through the admin of a running register with the scenario in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from config.embedded.seed import Newsroom, seed
from tests.browser.shooting import Shots
from tests.stack import Stack

#: A headless browser that asks nobody outside for anything.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 900}


def executable() -> str | None:
    """Return the browser of this machine: Debian's, or the one that CONTESTED_CHROMIUM names."""
    return (
        os.environ.get("CONTESTED_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


@pytest.fixture(scope="session")
def shots() -> Shots:
    """Return where pictures are kept: in the folder that CONTESTED_SCREENSHOTS names."""
    named = os.environ.get("CONTESTED_SCREENSHOTS")
    folder = Path(named) if named else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return Shots(folder)


@pytest.fixture(scope="module")
def register(stack: Stack) -> Stack:
    """Return a running register with the scenario posted and every claim settled."""
    seed(Newsroom(stack.url, stack.keys["newsroom"]), lambda _: None)
    return stack


@pytest.fixture(scope="module")
def chromium(register: Stack) -> Iterator[Browser]:  # noqa: ARG001 - Django is led first, then the event loop runs
    """Run the browser."""
    path = executable()
    if path is None:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def complaint(said: ConsoleMessage) -> list[str]:
    """Return what the console complains of: a breach of the page's own policy, among other things."""
    return [f"{said.text} ({said.location['url']})"] if said.type == "error" else []


@pytest.fixture
def page(chromium: Browser, register: Stack) -> Iterator[Page]:
    """Open a page, logged in as the administrator.

    Whatever the browser complains of on its console is a failure.
    """
    context = chromium.new_context(viewport=WIDE, color_scheme="light", locale="en-GB", base_url=register.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.extend(complaint(said)))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/admin/")
    page.get_by_label("Name").fill(register.admin["username"])
    page.get_by_label("Password").fill(register.admin["password"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="The register").wait_for()
    yield page
    context.close()
    assert complaints == []
