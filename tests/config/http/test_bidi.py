"""What turns the direction of text turns nothing around it, and goes back to the register as it was read."""

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from config.http.bidi import TURNS, NamingMiddleware, level, named


def test_page_for_readers_is_without_any():
    assert level(f"<p>a{TURNS}b\u200f</p>") == "<p>ab\u200f</p>"


def test_page_for_staff_names_each_in_its_place_but_not_in_what_is_sent_back():
    assert named("<h1>a\u202eb</h1>") == "<h1>a[U+202E]b</h1>"
    assert named("".join(TURNS)) == "".join(f"[U+{ord(turn):04X}]" for turn in TURNS)
    kept = '<input type="text" value="a\u202eb&gt;">', "<textarea\nname=a>\n\u2066<b>\n\u202e</textarea>"
    for field in kept:
        assert named(f"\u202e{field}\u202e{field}") == f"[U+202E]{field}[U+202E]{field}"


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (HttpResponse("<p>\u202ea"), "<p>[U+202E]a"),
        (HttpResponse("<p>plain \u200f—"), "<p>plain \u200f—"),
        (HttpResponse("\u202ea", content_type="text/csv"), "\u202ea"),
        (JsonResponse({"a": "\u202e"}, json_dumps_params={"ensure_ascii": False}), '{"a": "\u202e"}'),
        (StreamingHttpResponse(["\u202ea"]), "\u202ea"),
    ],
)
def test_pages_alone_are_touched(response: HttpResponseBase, expected: str):
    def serve(_request: HttpRequest) -> HttpResponseBase:
        return response

    served = NamingMiddleware(serve)(RequestFactory().get("/admin/"))

    assert b"".join(served).decode() == expected  # type: ignore[arg-type]
