"""Pictures of pages, to be looked at: in light and dark, in the narrowest window, and on paper."""

from pathlib import Path

from playwright.sync_api import Page

SMALL = {"width": 320, "height": 800}


def shoot(page: Page, folder: Path, name: str) -> None:
    """Keep pictures of a page, and see that nothing is cut off in the narrowest window."""
    wide = page.viewport_size
    assert wide is not None
    page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=folder / f"{name}-dark.png", full_page=True, animations="disabled")
    page.set_viewport_size(SMALL)
    page.screenshot(path=folder / f"{name}-320-dark.png", full_page=True, animations="disabled")
    page.emulate_media(color_scheme="light")
    page.screenshot(path=folder / f"{name}-320.png", full_page=True, animations="disabled")
    overflow = too_wide(page)
    page.set_viewport_size(wide)
    page.emulate_media(media="print")
    page.screenshot(path=folder / f"{name}-print.png", full_page=True, animations="disabled")
    page.emulate_media(media="screen")
    assert overflow <= 0, f"{name} is wider than 320 px by {overflow}"


def too_wide(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    overflow: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return overflow
