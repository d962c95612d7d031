"""The reading room as of then: one parameter on every page, `known_at`, which its links carry on."""

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError

from audit.errors import NotFoundError, UnknownPositionError
from audit.selectors import positions
from audit.selectors.positions import Position
from config.http.as_of import KnownAtField

#: Addresses of the room and of the API in a page, and forms that ask for one; what is static is not of a time.
_LINKS = re.compile(r'\b((?:href|data-url)=")(/(?!static/)[^"#]*)((?:#[^"]*)?")')
_FORMS = re.compile(r'(<form\b[^>]*\bmethod="get"[^>]*>)')


@dataclass(frozen=True, slots=True)
class Past:
    """What a page says of the past that it shows: its size and time, where it stays, and the same page now."""

    size: int
    at: datetime | None
    stays: str
    now: str


def asked(request: HttpRequest) -> Position | None:
    """Return the position that a page is asked for; None for the register as it is.

    Raises:
        NotFoundError: the log has no such position.
    """
    given = request.GET.get("known_at")
    if not given:
        return None
    try:
        known_at = KnownAtField().run_validation(given)
        return positions.of_size(known_at) if isinstance(known_at, int) else positions.of_instant(known_at)
    except (ValidationError, UnknownPositionError) as error:
        raise NotFoundError(f"There is no position {given} in the log.") from error


def reading(position: Position | None) -> AbstractContextManager[None]:
    """Read as of a position, if there is one."""
    return nullcontext() if position is None else positions.reading_as_of(position)


def told(request: HttpRequest) -> Past | None:
    """Return what a page says of its past; nothing on one of the present."""
    position = positions.standing()
    if position is None:
        return None
    query = {name: str(value) for name, value in request.GET.items() if name != "known_at"}
    return Past(
        position.size,
        position.at,
        stays=_address(request, {**query, "known_at": str(position.size)}),
        now=_address(request, query),
    )


def stays(request: HttpRequest) -> str:
    """Return where a page of the present stays as it is: at the size that the log has; nothing on one of the past."""
    if positions.standing() is not None:
        return ""
    query = {name: str(value) for name, value in request.GET.items() if name != "known_at"}
    return f"{request.path}?{urlencode({**query, 'known_at': str(positions.length())})}"


def carried(markup: str) -> str:
    """Return a page whose links and forms stay at the position that it was read as of."""
    position = positions.standing()
    if position is None:
        return markup
    known_at = f"known_at={position.size}"

    def link(found: re.Match[str]) -> str:
        before, address, after = found.groups()
        if "known_at=" in address:
            return found[0]
        return f"{before}{address}{'&amp;' if '?' in address else '?'}{known_at}{after}"

    hidden = f'<input type="hidden" name="known_at" value="{escape(str(position.size))}">'
    return _FORMS.sub(rf"\1{hidden}", _LINKS.sub(link, markup))


def _address(request: HttpRequest, query: dict[str, str]) -> str:
    """Return a whole address, which `carried` leaves as it is."""
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}" if query else request.path)
