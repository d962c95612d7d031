"""Pages of what is longer than a page: of a stored body by number, of a list by its keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from config.http.pagination import Cursor, Keyset, Page, fetch

T = TypeVar("T")
LENGTH = 50
#: Lists are in the order of recording, latest first.
KEYS = Keyset(("-id",))


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A numbered part of something that is at hand as a whole."""

    items: Sequence[T]
    first: int
    last: int
    total: int
    prev: str
    next: str

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing else."""
        return self.total == len(self.items)


def part(request: HttpRequest, name: str, items: Sequence[T]) -> Part[T]:
    """Return the part that the parameter asks for; the nearest where there is none of that number."""
    pages = max(1, -(-len(items) // LENGTH))
    given = request.GET.get(name, "")
    number = min(max(int(given), 1), pages) if given.isascii() and given.isdigit() and len(given) < 10 else 1
    start = (number - 1) * LENGTH
    shown = items[start : start + LENGTH]
    return Part(
        shown,
        first=start + 1,
        last=start + len(shown),
        total=len(items),
        prev=_address(request, **{name: str(number - 1)}) if number > 1 else "",
        next=_address(request, **{name: str(number + 1)}) if number < pages else "",
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, with the addresses of its neighbours."""

    rows: list[dict[str, Any]]
    prev: str
    next: str


def listing(request: HttpRequest, rows: Any) -> Listing:
    """Return the page of a list that `before` or `after` asks for; the first where neither is an id."""
    cursor = None
    for name, is_backward in (("before", False), ("after", True)):
        try:
            cursor = Cursor((UUID(request.GET.get(name, "")),), is_backward=is_backward)
        except ValueError:
            continue
    page: Page = fetch(rows, KEYS, cursor, LENGTH)
    return Listing(page.rows, prev=_beyond(request, page.prev), next=_beyond(request, page.next))


def _beyond(request: HttpRequest, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    name, other = ("after", "before") if cursor.is_backward else ("before", "after")
    return _address(request, **{name: str(cursor.keys[0]), other: ""})


def _address(request: HttpRequest, **changed: str) -> str:
    """Return this page's address with some parameters changed; an empty one is left out."""
    query = {**{name: str(value) for name, value in request.GET.items()}, **changed}
    return f"{request.path}?{urlencode({name: value for name, value in query.items() if value})}"
