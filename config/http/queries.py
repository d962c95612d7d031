"""Strict query parameters: a view declares them; what is unknown, repeated or unreadable is refused."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from config.http.errors import located
from config.http.fields import CharField
from config.http.problems import LocatedError, in_query, malformed
from config.http.serializers import NothingSerializer, StrictSerializer, validate

MAX_PARAMETERS = 100
DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR = 1000
#: Digits that fit 64 bits.
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class IntegerParameter(serializers.IntegerField):
    """A whole number in a query."""

    def to_internal_value(self, data: Any) -> int:
        """Take digits, with a sign at most."""
        if not isinstance(data, str) or not WHOLE.fullmatch(data):
            self.fail("invalid")
        return int(data)


class BooleanParameter(serializers.BooleanField):
    """`true` or `false` in a query."""

    def to_internal_value(self, data: Any) -> bool:
        """Take the two words."""
        if data not in ("true", "false"):
            self.fail("invalid", input=data)
        return bool(data == "true")


class CommaField(serializers.ListField):
    """Values with commas between them: one of them is enough."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Split, and read each part with the child field."""
        return list(super().to_internal_value(data.split(",")))


class QuerySerializer(StrictSerializer):
    """The query parameters of an operation; a subclass lists them as fields that are not required."""


class PageQuery(QuerySerializer):
    """The parameters of every list."""

    limit = IntegerParameter(
        min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT, help_text="How many records a page holds."
    )
    cursor = CharField(
        max_length=MAX_CURSOR, required=False, help_text="Where the page begins, from `next` or `prev`."
    )


def read(query_string: str, serializer: type[QuerySerializer] | None) -> dict[str, Any]:
    """Read a query string; without a serializer no parameter is allowed.

    Raises:
        ProblemError: 400 that names each parameter at fault.
    """
    try:
        return validate(serializer or NothingSerializer, _parse(query_string))
    except ValidationError as error:
        raise malformed(*map(_in_query, located(error.detail))) from None


def _parse(query_string: str) -> Mapping[str, str]:
    if not query_string:
        return {}
    try:
        pairs = parse_qsl(
            query_string, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except ValueError as error:  # not UTF-8, or too many
        raise malformed(in_query("", "unreadable", f"the query cannot be read: {error}")) from None
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        raise malformed(*(in_query(name, "repeated", "give a parameter once") for name in repeated))
    return found


def _in_query(fault: LocatedError) -> LocatedError:
    name = fault["pointer"].split("/")[1].replace("~1", "/").replace("~0", "~")
    return in_query(name, fault["code"], fault["detail"])
