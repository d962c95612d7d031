"""Fields that refuse what REST framework's fields of the same names would turn into something else."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.http.values import Moment, Reference

INT64 = 1 << 63
#: RFC 3339; what is finer than a microsecond is cut off.
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
MAX_EXTERNAL_ID = 200


#: Any text that can be stored; and one in which there is something to read. White space is spelt out, since what
#: `\\s` means differs between readers of the OpenAPI document.
STORABLE = r"^[^\u0000]*$"
SPACE = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
NOT_BLANK = rf"^[^\u0000]*[^{SPACE}][^\u0000]*$"


class CharField(serializers.CharField):
    """A text, kept as it was sent; blank means that nothing but white space is in it.

    `pattern` is a regular expression that it matches, in the form that the OpenAPI document shows.
    """

    def __init__(self, *, max_length: int, pattern: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)
        self.pattern = pattern or (STORABLE if self.allow_blank else NOT_BLANK)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Refuse a text of white space where a blank one is refused."""
        if isinstance(data, str) and not self.allow_blank and not re.search(f"[^{SPACE}]", data):
            self.fail("blank")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """Take a string and nothing else."""
        if not isinstance(data, str) or not re.search(self.pattern, data):
            self.fail("invalid")
        return data


class ChoiceField(serializers.ChoiceField):
    """One of a list of words."""

    def to_internal_value(self, data: Any) -> str:
        """Take a string and nothing else."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return str(super().to_internal_value(data))


class BooleanField(serializers.BooleanField):
    """true or false, not words or numbers that mean them."""

    def to_internal_value(self, data: Any) -> bool:
        """Take a JSON boolean and nothing else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IntegerField(serializers.IntegerField):
    """A whole number that fits the column; 4.0 is one, as in JSON Schema."""

    def __init__(self, *, min_value: int = -INT64, max_value: int = INT64 - 1, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Take a JSON number without a fraction and nothing else."""
        whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        if isinstance(data, bool) or not whole:
            self.fail("invalid")
        return int(data)


class FloatField(serializers.FloatField):
    """A number."""

    def to_internal_value(self, data: Any) -> float:
        """Take a JSON number and nothing else."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return float(data)


class ListField(serializers.ListField):
    """A list."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Take a JSON array and nothing else."""
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return list(super().to_internal_value(data))


class UUIDField(serializers.UUIDField):
    """An id in its usual form, with hyphens."""

    def to_internal_value(self, data: Any) -> UUID:
        """Take the usual form and nothing else."""
        if not isinstance(data, str) or not IDENTIFIER.fullmatch(data):
            self.fail("invalid", value=data)
        return UUID(data)


@extend_schema_field({"type": "string", "format": "date-time"})
class InstantField(serializers.Field[Any, Any, Any, Any]):
    """An instant in RFC 3339, with its offset; comes out as a `datetime` in UTC."""

    default_error_messages = {
        "invalid": "Write an instant as 2025-08-26T14:05:00Z, with its offset (RFC 3339)."
    }

    def to_internal_value(self, data: Any) -> Any:
        """Take an RFC 3339 instant and nothing else."""
        if not isinstance(data, str) or not INSTANT.fullmatch(data):
            self.fail("invalid")
        try:
            return datetime.fromisoformat(data.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        """Leave the writing to the renderer."""
        return value


@extend_schema_field(
    {
        "oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
        "description": "A date is midnight UTC of that day. Given back as it was written.",
    }
)
class DateOrInstantField(InstantField):
    """A date (midnight UTC of that day) or an instant; comes out as a `Moment`."""

    default_error_messages = {"invalid": "Write a date as 2025-08-26 or an instant as 2025-08-26T14:05:00Z."}

    def to_internal_value(self, data: Any) -> Any:
        """Take a date or an RFC 3339 instant and nothing else."""
        if not isinstance(data, str) or not DAY.fullmatch(data):
            return Moment(at=super().to_internal_value(data), is_date=False)
        try:
            return Moment.of_day(date.fromisoformat(data))
        except ValueError:
            self.fail("invalid")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "format": "uuid"},
            {
                "type": "object",
                "properties": {
                    "external_id": {"type": "string", "maxLength": MAX_EXTERNAL_ID, "pattern": NOT_BLANK}
                },
                "required": ["external_id"],
                "additionalProperties": False,
            },
        ],
        "description": "A record, by its id or by the caller's own id for it.",
    }
)
class ReferenceField(serializers.Field[Reference, Any, Any, Any]):
    """A reference to a record; comes out as a `Reference`."""

    default_error_messages = {"invalid": 'Refer to a record by its id or by {{"external_id": "..."}}.'}
    _external_id = CharField(max_length=MAX_EXTERNAL_ID)

    def to_internal_value(self, data: Any) -> Reference:
        """Take an id, or an object of exactly one external id."""
        if isinstance(data, str) and IDENTIFIER.fullmatch(data):
            return Reference(id=UUID(data))
        if not isinstance(data, dict) or data.keys() != {"external_id"}:
            self.fail("invalid")
        return Reference(external_id=self._external_id.run_validation(data["external_id"]))

    def to_representation(self, value: Any) -> Any:
        """Give back what the record is known by."""
        return value
