"""Elements of a picture. Looks come from classes alone: a page's policy forbids styles in it."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from claims.pages.quoting import inline

Number = int | float


def shape(tag: str, content: str = "", **attributes: Number | str) -> SafeString:
    """Return an element; `_` in the name of an attribute stands for `-`, `kind` for its class."""
    named = (
        ("class" if name == "kind" else name.replace("_", "-"), _written(value))
        for name, value in attributes.items()
    )
    return format_html("<{}{}>{}</{}>", tag, format_html_join("", ' {}="{}"', named), content, tag)


def text(words: str, *, x: Number, y: Number, kind: str = "", at_most: int = 80) -> SafeString:
    """Return a line of text, cut where it is too long."""
    return shape("text", inline(words, at_most=at_most), x=x, y=y, kind=kind)


def group(parts: Iterable[SafeString], **attributes: Number | str) -> SafeString:
    """Return several elements as one."""
    return shape("g", join(parts), **attributes)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return elements one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


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


def _written(value: Number | str) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else conditional_escape(str(value))
