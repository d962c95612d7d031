"""What an entry commits to, written out as SQL over its revision.

Not by the database's own function: whoever can replace that one could have it agree with anything. The form is that of
the drain: a UTF-8 object, keys sorted, no space, values text or null.
"""

import json
from collections.abc import Collection, Mapping

from audit.models import Schema
from audit.records.sql import schema_digest

#: How values turn into text, wherever this is asked from.
TEXT = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1;"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL intervalstyle = 'postgres'"
)
#: Where each member of an entry's meta comes from: its revision `h`, or the entry `e` itself.
META = {
    "account": "h.history_user_id",
    "at": "h.history_date",
    "channel": "h.history_channel",
    "history": "h.history_id",
    "key": "h.history_key_id",
    "kind": "e.table_name",
    "object": "h.id",
    "operation": "h.history_type",
    "partner": "h.history_partner_id",
    "reason": "h.history_change_reason",
    "request": "h.history_request_id",
    "revision": "h.revision",
    "schema": "e.schema",
}


def meta_hash() -> str:
    """Return SQL for the hash over salt and meta of an entry `e` and its revision `h`."""
    return _hash("e.meta_salt", META)


def content_hash(columns: Collection[str]) -> str:
    """Return SQL for the hash over salt and content, where the content has these columns."""
    return _hash("e.content_salt", {column: f'h."{column}"' for column in columns})


def is_sound(schema: Schema) -> bool:
    """Return whether a shape is what its digest names."""
    return schema_digest(schema.table_name, schema.columns) == schema.digest


def _hash(salt: str, members: Mapping[str, str]) -> str:
    written = " || ',' || ".join(
        f"'{json.dumps(name)}:' || coalesce(to_json(({source})::text)::text, 'null')"
        for name, source in sorted(members.items())
    )
    return f"sha256({salt} || convert_to('{{' || {written} || '}}', 'UTF8'))"
