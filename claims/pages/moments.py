"""Instants and periods in words, always in UTC."""

from datetime import UTC, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.pictures.days import words


def moment(
    at: datetime | str | None, *, is_date: bool = False, with_seconds: bool = False
) -> SafeString | str:
    """Return an instant for people and machines; nothing where there is none."""
    if at is None:
        return ""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    at = at.astimezone(UTC)
    machine = at.date().isoformat() if is_date else at.isoformat(timespec="seconds")
    return format_html(
        '<time datetime="{}">{}</time>', machine, words(at, is_date=is_date, with_seconds=with_seconds)
    )


def field(row: dict[str, Any], name: str) -> SafeString | str:
    """Return a time of a record as it was written."""
    return moment(row[name], is_date=name in row["date_only"])


def period(row: dict[str, Any]) -> SafeString | str:
    """Return the time that a claim is about: it ends before `valid_to`."""
    start, end = field(row, "valid_from"), field(row, "valid_to")
    if start and end:
        return format_html("from {} until before {}", start, end)
    if start:
        return format_html("from {} on", start)
    return format_html("until before {}", end) if end else ""
