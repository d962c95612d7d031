"""Holds a page against WCAG 2.2 A and AA with axe-core, which is kept beside this file (MPL 2.0)."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
#: Of axe's advice beyond the standard, what these pages promise.
RULES = {
    "heading-order": {"enabled": True},
    "landmark-one-main": {"enabled": True},
    "region": {"enabled": True},
}


def violations(page: Page, *, with_advice: bool = True) -> list[str]:
    """Return what axe finds wrong, a line for each rule and element; the admin promises the standard alone."""
    # Colours on their way from one scheme to the other are nobody's.
    page.evaluate(
        "() => { getComputedStyle(document.body).color;"
        " return Promise.all(document.getAnimations().map(each => each.finished)).then(() => true); }"
    )
    # Given to the page's own world by the debugger: the page's policy keeps scripts out.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text() + "; undefined")
    found = page.evaluate(
        "([tags, rules]) => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules})",
        [TAGS, RULES if with_advice else {}],
    )
    assert found["passes"], "axe looked at nothing"
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
