"""Find what a partner's references point at, all of a request's in one round trip.

Whoever names a record that was merged into another means that one: its id, and its owner's name for it, go on working.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection, models

from actors.models import Mergeable
from audit.attribution import Principal
from audit.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """A reference by the partner's own name for the record."""

    external_id: str


_FOUND = "%s, id, withdrawn_at IS NOT NULL, marking, circles"
#: Into which record it was merged, of kinds that can be.
_MERGED, _NEVER = "merged_into_id", "NULL::uuid"

#: A reference as it is written: an id, or {"external_id": …}.
Ref = UUID | ExternalRef


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a reference points at; `named` is the one that it names, which may have been merged into this."""

    id: UUID
    withdrawn: bool
    marking: str
    circles: tuple[UUID, ...]
    named: UUID


class ReferenceNotFoundError(NotFoundError):
    """A reference points at nothing the caller can see: the request is at fault, not its address."""

    code = "reference_not_found"
    kind = "invalid"


def resolve(references: Mapping[str, tuple[type[models.Model], Ref]], *, by: Principal) -> dict[str, Found]:
    """Return what each reference points at, by the JSON pointer it stands at.

    Raises:
        ReferenceNotFoundError: one points at nothing; the error names its pointer.
    """
    if not references:
        return {}
    found: dict[str, Found] = {}
    asked = references
    while asked:
        merged: dict[str, tuple[type[models.Model], Ref]] = {}
        for pointer, into, target in _read(asked, by=by):
            # A chain that leads to where the writer does not see ends before that, with what is withdrawn.
            found[pointer] = replace(target, named=found[pointer].named) if pointer in found else target
            if into is not None:
                merged[pointer] = (references[pointer][0], into)
        asked = merged
    for pointer, (model, ref) in references.items():
        if pointer not in found:
            raise ReferenceNotFoundError(
                f"There is no {model._meta.verbose_name} {_written(ref)}.", pointer=pointer
            )
    return found


def _read(
    references: Mapping[str, tuple[type[models.Model], Ref]], *, by: Principal
) -> Iterator[tuple[str, UUID | None, Found]]:
    """Yield the record at the end of each reference, by pointer, with the one into which it was merged."""
    parts, params = [], []
    for pointer, (model, ref) in references.items():
        columns = f"{_FOUND}, {_MERGED if issubclass(model, Mergeable) else _NEVER}"
        table = connection.ops.quote_name(model._meta.db_table)
        if isinstance(ref, ExternalRef):
            parts.append(
                f"SELECT {columns} FROM {table} WHERE partner_id = %s AND external_id = %s"  # noqa: S608  # table names are ours
            )
            params += [pointer, by.partner_id, ref.external_id]
        else:
            parts.append(f"SELECT {columns} FROM {table} WHERE id = %s")  # noqa: S608
            params += [pointer, ref]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for pointer, found, withdrawn, marking, circles, into in cursor.fetchall():
            yield pointer, into, Found(found, withdrawn, marking, tuple(circles), named=found)


def _written(ref: Ref) -> str:
    return f"with your external_id {ref.external_id!r}" if isinstance(ref, ExternalRef) else str(ref)
