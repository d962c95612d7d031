"""Turn a validated body into what the services take."""

from collections.abc import Mapping
from typing import Any

from actors.api.resources import Resource
from actors.selectors.references import ExternalRef, Ref
from actors.services.records import Draft
from config.http.values import Moment, Reference

#: Members of a body that are no fields of the record.
BESIDE = ("external_id", "reason", "stances")


def draft(resource: Resource, body: Mapping[str, Any]) -> Draft:
    """Return the draft of a record, names as the model has them."""
    values: dict[str, Any] = {}
    dates: set[str] = set()
    for name, value in body.items():
        if name in BESIDE:
            continue
        field = resource.field(name)
        if isinstance(value, Moment):
            values[field] = value.at
            dates |= {field} if value.is_date else set()
        else:
            values[field] = ref(value) if isinstance(value, Reference) else value
    return Draft(values, external_id=body.get("external_id"), date_only=frozenset(dates))


def ref(reference: Reference) -> Ref:
    """Return a reference as the selectors take it."""
    if reference.id is not None:
        return reference.id
    return ExternalRef(str(reference.external_id))
