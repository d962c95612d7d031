"""Form fields for what the register keeps: lists of words, and times that may be a mere date."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField


class LinesField(SimpleArrayField):
    """A list, one item a line."""

    def __init__(self, item: forms.Field | None = None, **kwargs: Any) -> None:
        super().__init__(
            item or forms.CharField(), delimiter="\n", widget=forms.Textarea(attrs={"rows": 3}), **kwargs
        )

    def to_python(self, value: Any) -> Any:
        """Return the lines, without empty ones."""
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return super().to_python([line.strip() for line in lines if line.strip()])


class MomentWidget(forms.MultiWidget):
    """A date, and beside it a time that may stay empty. The browser's own inputs, which need no script."""

    supports_microseconds = False
    template_name = "actors/moment.html"

    def __init__(self) -> None:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": "date"})
        clock = forms.TimeInput(
            format="%H:%M:%S", attrs={"type": "time", "step": 1, "aria-label": "time, UTC"}
        )
        super().__init__([day, clock])

    def decompress(self, value: Any) -> list[Any]:
        """Return date and time; of a mere date no time."""
        if isinstance(value, datetime):
            value = value.astimezone(UTC)
            return [value.date(), value.time()]
        return [value, None]


class MomentField(forms.MultiValueField):
    """A time in UTC. Where only the date is given it begins that day, and is kept as the date that was written."""

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.DateField(), forms.TimeField(required=False)]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        """Return the instant."""
        if not data_list:
            return None
        day, clock = data_list
        return datetime.combine(day, clock or time.min, tzinfo=UTC)


def is_date(field: forms.BoundField) -> bool:
    """Return whether a moment was given as a mere date."""
    return isinstance(field.field, MomentField) and not field.data[1]


def as_written(record: Any, name: str) -> Any:
    """Return a value of a record or of a revision; a time that was written as a date as that date."""
    value = getattr(record, name)
    return value.astimezone(UTC).date() if value and name in record.date_only else value


def moment(name: str) -> Callable[[Any], Any]:
    """Return a column of a list that shows a time as it was written, in UTC."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def column(record: Any) -> str:
        value = as_written(record, name)
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "-")

    return column
