"""JSON out: orjson, UUIDs as strings, instants as RFC 3339 with a Z."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


def dumps(value: Any) -> bytes:
    """Write a value as JSON.

    Instants come from the database or from `Moment`, in UTC, and end with a Z; microseconds appear only
    where they are not zero.
    """
    return orjson.dumps(value, default=_other, option=orjson.OPT_UTC_Z | orjson.OPT_PASSTHROUGH_DATACLASS)


def _other(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if written := getattr(value, "written", None):
        return written()
    raise TypeError(f"{type(value).__name__} has no JSON form")


class JsonRenderer(BaseRenderer):
    """Renders a REST framework `Response`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - REST framework's signature
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - likewise
    ) -> bytes:
        """Write `data`; None is an empty body."""
        return b"" if data is None else dumps(data)
