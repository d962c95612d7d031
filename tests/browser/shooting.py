"""Pictures of pages, to be looked at: in light and dark, in the narrowest window, and on paper."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SMALL = {"width": 320, "height": 800}


@dataclass(frozen=True)
class Shots:
    """Where pictures are kept; nobody looks at those of a run that was not told where to."""

    folder: Path | None

    def take(self, page: Page, name: str, *, full_page: bool = True) -> None:
        """Keep a picture of a page as it is, where pictures are asked for."""
        if self.folder:
            page.screenshot(path=self.folder / f"{name}.png", full_page=full_page, animations="disabled")


def shoot(page: Page, shots: Shots, name: str) -> None:
    """Keep pictures of a page, and see that nothing is cut off in the narrowest window."""
    wide = page.viewport_size
    assert wide is not None
    shots.take(page, name)
    page.emulate_media(color_scheme="dark")
    shots.take(page, f"{name}-dark")
    page.set_viewport_size(SMALL)
    shots.take(page, f"{name}-320-dark")
    page.emulate_media(color_scheme="light")
    shots.take(page, f"{name}-320")
    overflow = too_wide(page)
    page.set_viewport_size(wide)
    page.emulate_media(media="print")
    shots.take(page, f"{name}-print")
    page.emulate_media(media="screen")
    assert overflow <= 0, f"{name} is wider than 320 px by {overflow}"


def too_wide(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    overflow: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return overflow
