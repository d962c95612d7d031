"""Serializers that refuse a name they do not know, and the reading of a body through one."""

import functools
from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from config.http.parsers import MAX_BODY, check_content_type, loads, read_body
from config.http.problems import in_body, malformed


class StrictSerializer(serializers.Serializer[Any]):
    """Checks the shape of an object: known names, right types, nothing turned into something else.

    One instance reads for every request, so a subclass keeps nothing on `self` and reads nothing from the
    context.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Report names that are not known together with the faults of those that are."""
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            for name in data:
                if name not in self._names:
                    errors[str(name)] = [ErrorDetail("This field is not known here.", code="unknown")]
        value = None
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            errors.update(cast("dict[str, Any]", error.detail))
        if errors:
            raise ValidationError(errors)
        return value

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if not field.read_only)


class NothingSerializer(StrictSerializer):
    """A body without a field, for an operation that asks for none."""


def load(
    request: HttpRequest,
    serializer: type[serializers.Serializer[Any]] | None,
    *,
    limit: int = MAX_BODY,
) -> dict[str, Any]:
    """Read the body of a request through a serializer; None lets nothing but an empty one through.

    Raises:
        ProblemError: 400 or 415.
        ValidationError: the body has not the serializer's shape.
    """
    raw = read_body(request, limit=limit)
    if not raw:
        if serializer is None:
            return {}
        raise malformed(in_body("", "empty_body", "this operation needs a JSON object"))
    check_content_type(request)
    return validate(serializer or NothingSerializer, loads(raw))


def validate(serializer: type[serializers.Serializer[Any]], data: Mapping[str, Any]) -> dict[str, Any]:
    """Check data against a serializer and return what it makes of them.

    Raises:
        ValidationError: with each fault under its name.
    """
    return dict(_reader(serializer).run_validation(data))


def names(serializer: type[serializers.Serializer[Any]]) -> frozenset[str]:
    """Return the names that a serializer reads."""
    return frozenset(_reader(serializer).fields)


@functools.cache
def _reader(serializer: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Build a serializer once: copying its fields for every request costs more than reading the body."""
    return serializer()
