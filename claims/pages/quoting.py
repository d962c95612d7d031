"""What others wrote, made fit for where markup cannot hold it in: titles, descriptions, pictures and links."""

import re
from urllib.parse import urlsplit

#: What turns the direction of text, and control characters: outside of an element of its own they reach beyond it.
_TURNS = re.compile(r"[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_SPACES = re.compile(r"\s+")


def straight(text: str) -> str:
    """Return a sentence that names others without what would turn the direction of the rest of it."""
    return _TURNS.sub(" ", text)


def inline(text: str, *, at_most: int) -> str:
    """Return a text on one line, cut where it is too long."""
    plain = _SPACES.sub(" ", straight(text)).strip()
    return plain if len(plain) <= at_most else plain[: at_most - 1].rstrip() + "…"


def link(url: str) -> str:
    """Return an address if it leads to the web, else nothing: `javascript:` and the like are text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
