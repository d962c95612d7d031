"""Which parts of records a read gives: the fields that are asked for, and records in the place of references."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from actors.api.resources import Resource
from audit.attribution import Principal
from config.http.as_of import AsOfQuery
from config.http.parts import EXPAND, FIELDS, ExpandParameter, FieldsParameter
from config.http.queries import QuerySerializer

Told = dict[str, Any]


class PartsQuery(QuerySerializer):
    """What may be asked of the parts of a resource's records."""

    resource: ClassVar[Resource]

    def get_fields(self) -> dict[str, Any]:
        """Add what depends on the resource."""
        found = {**super().get_fields(), FIELDS: FieldsParameter(self.resource.names)}
        if linked := self.resource.linked:
            found[EXPAND] = ExpandParameter({name: other.schema for name, other in linked.items()})
        return found


def of(resource: Resource, query: type[QuerySerializer] = AsOfQuery) -> type[QuerySerializer]:
    """Return a query that may also ask for parts of a resource's records."""
    name = f"{resource.model.__name__}Parts{query.__name__}"
    return cast("type[QuerySerializer]", type(name, (PartsQuery, query), {"resource": resource}))


def tell(
    resource: Resource, rows: Sequence[Told], *, base: str, to: Principal, names: Collection[str] = ()
) -> list[Told]:
    """Return rows as the API gives them, whole or only the fields of some names; `base` is its absolute address."""
    wanted = {"id", *names} if names else {*resource.names}
    ids = [row["id"] for row in rows]
    beside = {name: find(ids, to=to) for name, find in resource.beside.items() if ids and name in wanted}
    told = []
    for row in rows:
        whole = {**resource.out(row, base), **{name: found[row["id"]] for name, found in beside.items()}}
        told.append({name: value for name, value in whole.items() if name in wanted})
    return told


def expand(
    resource: Resource,
    told: Sequence[Told],
    names: Collection[str],
    *,
    find: Callable[[Resource, Collection[UUID]], Sequence[Told]],
) -> None:
    """Put records in the place of the ids of some references, all of a kind in one go; an id of nothing stays."""
    links: dict[str, list[str]] = {}
    for name in names:
        links.setdefault(resource.linked[name].path, []).append(name)
    for beneath in links.values():
        ids = {row[name] for row in told for name in beneath if row[name] is not None}
        found = {record["id"]: record for record in find(resource.linked[beneath[0]], ids)} if ids else {}
        for row in told:
            row.update({name: found.get(row[name], row[name]) for name in beneath})
