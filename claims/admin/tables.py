"""Read-only tables inside a record's page: which page of one was asked for."""

from django.http import HttpRequest

#: A number that no table reaches, and that is still one for the database.
LAST = 100_000


def page_number(request: HttpRequest) -> int:
    """Return the page that the address asks for; the first where it says nothing of use."""
    asked = request.GET.get("page", "")
    return min(int(asked), LAST) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
