"""Somebody at a keyboard, without a mouse."""

from playwright.sync_api import Locator, Page, expect

#: Tabs after which something that can be reached has been reached.
PATIENCE = 400
#: Complains on the console, which tests listen to, as soon as anything is pointed at.
NO_MOUSE = "addEventListener('pointerdown', () => console.error('a mouse was used'), true)"


def reach(page: Page, target: Locator) -> None:
    """Come to something by the tab key."""
    expect(target).to_be_visible()
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tab key does not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Come to something, see that it shows that it has the focus, and press enter on it."""
    reach(page, target)
    assert is_marked(target), f"nothing shows that {target} has the focus"
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    """Come to a field, or to a list of choices, and type."""
    reach(page, target)
    page.keyboard.type(text)


def is_marked(target: Locator) -> bool:
    """Return whether something looks otherwise with the focus than without."""
    return bool(
        target.evaluate(
            """element => {
                const look = () => {
                    const of = getComputedStyle(element);
                    const outline = of.outlineStyle === "none" ? "" : of.outlineStyle + of.outlineWidth;
                    const colours = [of.color, of.backgroundColor, of.borderColor];
                    return [outline, of.boxShadow, of.textDecorationLine, ...colours].join();
                };
                element.style.transition = "none";
                const focused = look();
                element.blur();
                const blurred = look();
                element.focus({ preventScroll: true, focusVisible: true });
                return focused !== blurred;
            }"""
        )
    )
