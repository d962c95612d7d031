"""Characters that turn the direction of text until another ends it, if any does, and what is made of them.

An element of its own ends a turn, but not one within another that was begun by a character and not ended: then the rest
of the paragraph is turned, whoever wrote it.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

#: What begins or ends a stretch of another direction: embeddings and overrides, then isolates.
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NAMED = {ord(turn): f"[U+{ord(turn):04X}]" for turn in TURNS}
_ENCODED = tuple(turn.encode() for turn in TURNS)
#: What goes back to the register as it stands.
_TYPED = re.compile(r"(<textarea\b.*?</textarea>|<input\b[^>]*>)", re.DOTALL)

#: What turns direction, and controls: outside of an element of its own they reach beyond it.
_CONTROLS = re.compile(r"[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_SPACES = re.compile(r"\s+")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def level(markup: str) -> str:
    """Return a page without what turns the direction of text: for readers."""
    for turn in TURNS:
        if turn in markup:
            markup = markup.replace(turn, "")
    return markup


def named(markup: str) -> str:
    """Return a page with the names of what turns the direction of text in its place: for those who correct it.

    In fields of forms it stays, since they are sent back.
    """
    pieces = _TYPED.split(markup)
    pieces[::2] = [piece.translate(_NAMED) for piece in pieces[::2]]
    return "".join(pieces)


def straight(text: str) -> str:
    """Return a sentence that names others without what would turn the direction of the rest of it."""
    return _CONTROLS.sub(" ", text)


def inline(text: str, *, at_most: int) -> str:
    """Return a text on one line, cut where it is too long: for titles, descriptions and pictures."""
    plain = _SPACES.sub(" ", straight(text)).strip()
    return plain if len(plain) <= at_most else plain[: at_most - 1].rstrip() + "…"


class NamingMiddleware:
    """Names what turns the direction of text in every page that has not left it out itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on all but pages as they are."""
        response = self.get_response(request)
        if (
            isinstance(response, HttpResponse)
            and response.headers.get("Content-Type", "").startswith("text/html")
            and any(turn in response.content for turn in _ENCODED)
        ):
            response.content = named(response.content.decode()).encode()
        return response
