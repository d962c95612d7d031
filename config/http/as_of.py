"""Time travel as every read has it: the query's two parameters, and the headers of RFC 7089.

`known_at` is a position in the log, `valid_at` a point in the world's time. A view says with `AsOfQuery` that it takes
them; what a position is, the register's own views know.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import http_date, parse_http_date
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.http import fields
from config.http.problems import in_header, malformed
from config.http.queries import WHOLE, PageQuery, QuerySerializer

#: Sizes of the log that can be asked for: eighteen digits.
MOST = 10**18 - 1


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 0, "maximum": MOST}, {"type": "string", "format": "date-time"}]}
)
class KnownAtField(fields.InstantField):
    """A size of the log, or an instant; comes out as an `int` or a `datetime`."""

    default_error_messages = {
        "invalid": "Write a log size, such as 1042, or an instant as 2025-08-26T14:05:00Z."
    }

    def to_internal_value(self, data: Any) -> Any:
        """Take digits, or an RFC 3339 instant."""
        if isinstance(data, str) and WHOLE.fullmatch(data) and not data.startswith("-"):
            return int(data)
        return super().to_internal_value(data)


class AsOfQuery(QuerySerializer):
    """The parameters of every read."""

    known_at = KnownAtField(
        required=False,
        help_text="As the register stood with the first so many entries of the log; for an instant, with those of the "
        "last checkpoint by then. The answer names the size as `known_at`.",
    )
    valid_at = fields.DateOrInstantField(
        required=False,
        help_text="Only claims whose time contains this instant, and what stands on them; what has no time of its own "
        "holds at any time.",
    )


class AsOfPageQuery(AsOfQuery, PageQuery):
    """The parameters of every list."""


class AsOfOut(serializers.Serializer[Any]):
    """What every answer as of then says."""

    known_at = serializers.IntegerField(
        required=False, help_text="Only of an answer as of then: with so many entries of the log."
    )


def accepted(headers: Mapping[str, str]) -> datetime | None:
    """Return the instant that `Accept-Datetime` asks for, None without the header.

    Raises:
        ProblemError: 400 when it cannot be read.
    """
    given = headers.get("Accept-Datetime")
    if given is None:
        return None
    try:
        return datetime.fromtimestamp(parse_http_date(given), tz=UTC)
    except (ValueError, OverflowError):
        fault = in_header("Accept-Datetime", "invalid", "not a date as HTTP writes it (RFC 9110)")
        raise malformed(fault) from None


def time_map(record: str, own: str, entered: Iterable[tuple[int, datetime]]) -> Iterator[str]:
    """Yield the links of a time map: the record's address, the map's own, and each state by the size it came with."""
    yield f'<{record}>; rel="original timegate"'
    yield f'<{own}>; rel="self"; type="application/link-format"'
    for index, at in entered:
        yield f'<{record}?known_at={index + 1}>; rel="memento"; datetime="{http_date(at.timestamp())}"'


def memento_headers(request: HttpRequest, size: int, at: datetime | None) -> dict[str, str]:
    """Return the headers of an answer as of a size of the log: when that was, and where it stays (RFC 7089)."""
    path = request.build_absolute_uri(request.path)
    query = {name: value for name, value in request.GET.items() if name != "known_at"}
    now = f"{path}?{urlencode(query)}" if query else path
    then = f"{path}?{urlencode({**query, 'known_at': str(size)})}"
    headers = {
        "Content-Location": then,
        "Link": f'<{now}>; rel="original timegate"',
        "Vary": "Accept-Datetime",
    }
    return headers | ({"Memento-Datetime": http_date(at.timestamp())} if at else {})
