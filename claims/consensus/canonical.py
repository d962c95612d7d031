"""Write data so that equal data has equal bytes."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def text(data: object) -> str:
    """Write data as JSON: keys sorted, no spaces, characters as they are, instants in UTC."""
    return json.dumps(data, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data: object) -> str:
    """Digest the canonical JSON of data, in hexadecimal."""
    return hashlib.sha256(text(data).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Turn an instant into text, however its offset was given, and slotted data into its fields.

    What a type names as `LATER` is left out where it is None.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    later = getattr(value, "LATER", ())
    fields = {field: getattr(value, field) for field in value.__slots__}
    return {name: told for name, told in fields.items() if told is not None or name not in later}
