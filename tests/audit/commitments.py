"""Compute the commitments of entries once more, outside the database, from what the revisions say."""

# ruff: noqa: S608 - statements over tables of every kind, named by the schemas
import json
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction

from audit.models import Schema

#: Member of an entry's meta: where it comes from.
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
#: How values turn into text.
TEXT = """
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex'; SET LOCAL intervalstyle = 'postgres'
"""


@dataclass(frozen=True)
class Entry:
    """An entry as it stands, and the hashes that its revision comes to."""

    index: int
    schema: str
    salts: tuple[bytes, bytes]
    hashes: tuple[bytes, bytes]
    computed: tuple[bytes, bytes]
    texts: tuple[dict[str, str | None], dict[str, str | None]]


def canonical(document: dict[str, object]) -> bytes:
    """Return the form that a commitment is made over."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entries() -> list[Entry]:
    """Return every entry, by index."""
    found: list[Entry] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TEXT)
        for schema in Schema.objects.all():
            meta = ", ".join(f"({source})::text" for source in META.values())
            content = ", ".join(f'h."{column}"::text' for column in schema.columns)
            cursor.execute(
                "SELECT e.index, e.meta_salt, e.content_salt, e.meta_hash, e.content_hash,"
                f" ARRAY[{meta}], ARRAY[{content}]"
                f' FROM audit_entry e LEFT JOIN "{schema.history_table}" h USING (history_id) WHERE e.schema = %s',
                [schema.digest],
            )
            for index, meta_salt, content_salt, meta_hash, content_hash, about, values in cursor.fetchall():
                texts = dict(zip(META, about, strict=True)), dict(zip(schema.columns, values, strict=True))
                hashes, salts = (meta_hash, content_hash), (meta_salt, content_salt)
                computed = (
                    sha256(meta_salt + canonical(texts[0])).digest(),
                    sha256(content_salt + canonical(texts[1])).digest(),
                )
                found.append(Entry(index, schema.digest, salts, hashes, computed, texts))
    return sorted(found, key=lambda entry: entry.index)
