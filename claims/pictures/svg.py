"""Elements of a picture. Looks come from classes alone: a page's policy forbids styles in it."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

from config.http.bidi import inline

Number = int | float


def shape(tag: str, content: str = "", **attributes: Number | str) -> SafeString:
    """Return an element; `kind` is its class.

    Made by hand rather than by Django's `format_html`, which takes five times as long for hundreds of them.
    """
    named = "".join(f' {_name(name)}="{_written(value)}"' for name, value in attributes.items())
    inner = content if isinstance(content, SafeString) else escape(content)
    return SafeString(f"<{tag}{named}>{inner}</{tag}>")  # nosec B703 # all of it escaped


def text(words: str, *, x: Number, y: Number, kind: str = "", at_most: int = 80) -> SafeString:
    """Return a line of text, cut where it is too long."""
    return shape("text", inline(words, at_most=at_most), x=x, y=y, kind=kind)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return elements one after the other."""
    return SafeString("".join(parts))  # nosec B703 # of safe parts


def picture(
    name: str, parts: Iterable[SafeString], *, width: Number, height: Number, title: str, description: str
) -> SafeString:
    """Return a picture that a screen reader tells by its title and description; `name` is its own on the page."""
    return shape(
        "svg",
        join(
            [
                shape("title", title, id=f"{name}-title"),
                shape("desc", inline(description, at_most=1000), id=f"{name}-desc"),
                *parts,
            ]
        ),
        kind=f"picture {name}",
        width=width,
        height=height,
        viewBox=f"0 0 {_written(width)} {_written(height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def _name(name: str) -> str:
    return "class" if name == "kind" else name.replace("_", "-")


def _written(value: Number | str) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value) if isinstance(value, int) else escape(value)
