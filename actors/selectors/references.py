"""Find what a partner's references point at, all of a request's in one round trip."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models

from audit.attribution import Principal
from audit.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """A reference by the partner's own name for the record."""

    external_id: str


#: A reference as it is written: an id, or {"external_id": …}.
Ref = UUID | ExternalRef


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a reference points at."""

    id: UUID
    withdrawn: bool


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
    parts, params = [], []
    for pointer, (model, ref) in references.items():
        table = connection.ops.quote_name(model._meta.db_table)
        if isinstance(ref, ExternalRef):
            parts.append(
                f"SELECT %s, id, withdrawn_at IS NOT NULL FROM {table} WHERE partner_id = %s AND external_id = %s"  # nosec B608 # noqa: S608  # table names are ours
            )
            params += [pointer, by.partner_id, ref.external_id]
        else:
            parts.append(f"SELECT %s, id, withdrawn_at IS NOT NULL FROM {table} WHERE id = %s")  # nosec B608 # noqa: S608
            params += [pointer, ref]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = {pointer: Found(found_id, withdrawn) for pointer, found_id, withdrawn in cursor.fetchall()}
    for pointer, (model, ref) in references.items():
        if pointer not in found:
            raise ReferenceNotFoundError(
                f"There is no {model._meta.verbose_name} {_written(ref)}.", pointer=pointer
            )
    return found


def _written(ref: Ref) -> str:
    return f"with your external_id {ref.external_id!r}" if isinstance(ref, ExternalRef) else str(ref)
