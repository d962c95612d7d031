"""Values that come in over HTTP and mean more than their JSON type; services take them as they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that remembers whether it was written as a date.

    `2025-08-26` is midnight UTC of that day and is given back as `2025-08-26`. A table keeps both parts:
    the instant, and a flag beside it.
    """

    at: datetime
    is_date: bool

    @classmethod
    def of_day(cls, day: date) -> "Moment":
        """Return midnight UTC of the day."""
        return cls(at=datetime(day.year, day.month, day.day, tzinfo=UTC), is_date=True)

    def written(self) -> str:
        """Give the moment back as it was written, an instant in UTC."""
        at = self.at.astimezone(UTC)
        return at.date().isoformat() if self.is_date else at.isoformat().replace("+00:00", "Z")


def written(at: datetime | None, *, is_date: bool) -> str | None:
    """Give back a stored pair of instant and flag as it was written."""
    return None if at is None else Moment(at=at, is_date=is_date).written()


@dataclass(frozen=True, slots=True)
class Reference:
    """A record named by its id or by its owner's own id; exactly one of them is set."""

    id: UUID | None = None
    external_id: str | None = None
