"""How a change is given back: as JSON, and as a line of a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from audit.selectors import sentences
from audit.selectors.changes import Told

COLUMNS = (
    "log_index", "at", "account", "account_name", "partner", "partner_name", "key", "channel", "request_id",
    "reason", "kind", "object", "url", "operation", "revision", "sentence", "changes",
)  # fmt: skip
#: What a spreadsheet takes for the beginning of a formula, or skips before one; full-width forms are the same to it.
_BEGINS_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_SKIPPED = " \u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u3000"


def as_json(value: Any) -> bytes:
    """Return a value as JSON, in the form that the API has for instants."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def change(told: Told, base: str) -> dict[str, Any]:
    """Return a change as the API gives it; `base` is the absolute address of the API."""
    row = told.row
    return {
        "log_index": row["index"],
        "at": row["at"],
        "account": {"id": row["account"], "name": told.account},
        "partner": row["partner"],
        "key": row["key"],
        "channel": row["channel"],
        "request_id": row["request_id"],
        "reason": row["reason"],
        "kind": told.kind.name,
        "object": row["object_id"],
        "url": told.kind.address(base, row["object_id"]),
        "operation": row["operation"],
        "revision": row["revision"],
        "sentence": sentences.text(told.sentence),
        "changes": [{"path": f"/{each.name}", "old": each.old, "new": each.new} for each in told.differences],
        "erased": told.erased,
    }


def ndjson(batches: Iterable[Iterable[Told]], base: str) -> Iterator[bytes]:
    """Yield changes as lines of JSON, a batch at a time."""
    for batch in batches:
        yield b"".join(as_json(change(told, base)) + b"\n" for told in batch)


def csv_lines(batches: Iterable[Iterable[Told]], base: str) -> Iterator[bytes]:
    """Yield changes as CSV (RFC 4180, UTF-8), a batch at a time, with no cell that a spreadsheet would calculate."""
    yield _written([COLUMNS])
    for batch in batches:
        yield _written(_cells(told, base) for told in batch)


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows as it is: what begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(_SKIPPED).startswith(_BEGINS_FORMULA) else text


def _cells(told: Told, base: str) -> list[str]:
    out = change(told, base)
    out |= {
        "account": out["account"]["id"],
        "account_name": told.account,
        "partner_name": told.partner,
        "at": out["at"].isoformat().replace("+00:00", "Z"),
        "changes": as_json(out["changes"]).decode(),
    }
    return [guarded("" if out[name] is None else str(out[name])) for name in COLUMNS]


def _written(rows: Iterable[Iterable[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()
