"""What entries commit to: the two texts that their hashes were made over, read once more from the revisions."""

# ruff: noqa: S608 - statements over our own tables, named by the schemas
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.models import Entry, Schema
from audit.selectors.commitments import META, TEXT
from audit.selectors.erased import LEFT
from audit.tree.verify import canonical

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry, and what its revision says now; None where the revision is gone.

    `meta_left` and `content_left` are what these come to where an erasure has taken something from them.
    """

    index: int
    table: str
    object: UUID
    meta_salt: bytes
    content_salt: bytes
    meta_hash: bytes
    content_hash: bytes
    meta: Values | None
    content: Values | None
    meta_left: bytes | None = None
    content_left: bytes | None = None

    @property
    def is_as_sealed(self) -> bool:
        """Whether the revision still says what was committed to, or what an erasure has left of that."""
        return (
            self.meta is not None
            and self.content is not None
            and sha256(self.meta_salt + canonical(self.meta)).digest() == (self.meta_left or self.meta_hash)
            and sha256(self.content_salt + canonical(self.content)).digest()
            == (self.content_left or self.content_hash)
        )


def indexes_of(objects: Iterable[UUID], *, below: int) -> list[int]:
    """Return the entries of some records, as far as a size of the log."""
    found = Entry.objects.filter(object_id__in=list(objects), index__lt=below)
    return list(found.order_by("index").values_list("index", flat=True))


def read(indexes: Sequence[int]) -> Iterator[Sealed]:
    """Yield entries with what their revisions say, by index; an index that the log has not is left out."""
    found: list[Sealed] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TEXT)
        for schema in _schemas(indexes):
            cursor.execute(_statement(schema), [list(indexes), schema.digest if schema else ""])
            found += [_sealed(row, schema) for row in cursor.fetchall()]
    yield from sorted(found, key=lambda each: each.index)


def _schemas(indexes: Sequence[int]) -> list[Schema | None]:
    """Return the shapes that some entries were sealed in; None for those of which nothing but the entry is left."""
    digests = set(Entry.objects.filter(index__in=indexes).values_list("schema", flat=True))
    known = {schema.digest: schema for schema in Schema.objects.filter(digest__in=digests)}
    return [known.get(digest) for digest in sorted(digests)]


def _statement(schema: Schema | None) -> str:
    """Return the query for the entries of one shape."""
    entry = "e.index, e.table_name, e.object_id, e.meta_salt, e.content_salt, e.meta_hash, e.content_hash"
    if schema is None:
        return f"SELECT {entry}, NULL FROM audit_entry e WHERE e.index = ANY(%s) AND e.schema = %s"
    meta = ", ".join(f"({source})::text" for source in META.values())
    content = ", ".join(f'h."{column}"::text' for column in schema.columns)
    return (
        f"SELECT {entry}, h.history_id, ARRAY[{meta}], ARRAY[{content}], x.meta, x.content FROM audit_entry e"
        f' LEFT JOIN "{schema.history_table}" h USING (history_id) LEFT JOIN ({LEFT}) x USING (index)'
        " WHERE e.index = ANY(%s) AND e.schema = %s"
    )


def _sealed(row: tuple[Any, ...], schema: Schema | None) -> Sealed:
    index, table, record, history = *row[:3], row[7]
    salt, content_salt, hashed, content_hash = map(bytes, row[3:7])
    if schema is None or history is None:
        return Sealed(index, table, record, salt, content_salt, hashed, content_hash, None, None)
    meta, content = dict(zip(META, row[8], strict=True)), dict(zip(schema.columns, row[9], strict=True))
    left = (None if each is None else bytes(each) for each in row[10:])
    return Sealed(index, table, record, salt, content_salt, hashed, content_hash, meta, content, *left)
