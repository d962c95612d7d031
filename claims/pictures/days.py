"""Days and instants in words, always in UTC."""

from datetime import UTC, datetime


def day(at: datetime) -> str:
    """Return a day as people write it."""
    return f"{at.astimezone(UTC):%-d %b} {at.astimezone(UTC).year}"


def words(at: datetime, *, is_date: bool = False, with_seconds: bool = False) -> str:
    """Return an instant, or the day alone where only that was written."""
    clock = at.astimezone(UTC).strftime("%H:%M:%S" if with_seconds else "%H:%M")
    return day(at) if is_date else f"{day(at)}, {clock} UTC"
