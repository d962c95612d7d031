"""What the change log knows of each kind of record: its names, what is told of it, what one is called.

The record knows no claim and no actor: the apps above register their kinds when they are ready.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model

from audit.attribution import Principal

#: Letters of a name in a sentence.
SHORT = 120


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    `told` maps columns to the names under which their changes are told; what it does not name is never shown. `label`
    names a record by its columns, a reference in it standing for what it refers to: "{actor_id} {position}". `path`
    leads to it in the API, where it has a place there. Restricted kinds are shown to no partner.
    """

    name: str
    model: type[Model]
    told: Mapping[str, str]
    label: str
    path: str = ""
    is_restricted: bool = False

    @property
    def table(self) -> str:
        """Return the kind's table."""
        return self.model._meta.db_table

    def address(self, base: str, record_id: UUID) -> str | None:
        """Return where a record is in the API, whose own absolute address is given; None where it has no place."""
        return f"{base}/{self.path}/{record_id}" if self.path else None

    @cached_property
    def label_columns(self) -> tuple[str, ...]:
        """Return the columns that a record is named by."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.label) if name)

    @cached_property
    def references(self) -> Mapping[str, type[Model]]:
        """Return what the columns of references refer to."""
        return {
            field.column: field.related_model
            for field in self.model._meta.concrete_fields
            if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
        }


class Kinds:
    """Every kind there is."""

    def __init__(self) -> None:
        self._by_table: dict[str, Kind] = {}
        self._by_model: dict[type[Model], Kind] = {}

    def register(self, kinds: Iterable[Kind]) -> None:
        """Make kinds known; again the same is harmless."""
        for kind in kinds:
            self._by_table[kind.table] = self._by_model[kind.model] = kind

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_table.values())

    def of_table(self, table: str) -> Kind:
        """Return the kind whose records stand in a table."""
        return self._by_table[table]

    def find(self, model: type[Model]) -> Kind | None:
        """Return the kind of a model."""
        return self._by_model.get(model)

    def named(self, name: str) -> Kind:
        """Return the kind of a name.

        Raises:
            KeyError: there is none.
        """
        return {kind.name: kind for kind in self}[name]

    def hidden_from(self, reader: Principal) -> frozenset[str]:
        """Return the tables that a reader is shown nothing of: partners see the records, not who else has access."""
        if reader.partner_id is None:
            return frozenset()
        return frozenset(kind.table for kind in self if kind.is_restricted)

    def columns(self, field: str) -> dict[str, list[str]]:
        """Return the columns that are told under a name, each with the tables where it is."""
        found: dict[str, list[str]] = {}
        for kind in self:
            for column, name in kind.told.items():
                if name == field:
                    found.setdefault(column, []).append(kind.table)
        return found


known = Kinds()


class Names:
    """What records are called, looked up for many at once: a query for each kind, and for what its names refer to."""

    def __init__(self) -> None:
        self._names: dict[tuple[type[Model], UUID], str] = {}

    def find(self, model: type[Model] | None, record_id: Any) -> str:
        """Return what a record is called; its id where it has no name here."""
        return self._names.get((model, record_id), str(record_id)) if model else str(record_id)

    def look_up(self, wanted: Mapping[type[Model], Collection[UUID]]) -> None:
        """Learn the names of records, and first of what those names refer to."""
        for model, ids in wanted.items():
            kind = known.find(model)
            asked = {id_ for id_ in ids if id_ is not None and (model, id_) not in self._names}
            if kind is None or not asked:
                continue
            rows = list(
                model._default_manager.filter(pk__in=asked).values("pk", *kind.label_columns)  # noqa: SLF001
            )
            self.look_up(needed(kind, rows, kind.label_columns))
            self._names |= {(model, row["pk"]): self.of(kind, row) for row in rows}

    def of(self, kind: Kind, row: Mapping[str, Any]) -> str:
        """Return what a record is called by a row of its columns."""
        parts = {
            column: self.find(kind.references.get(column), value) if value is not None else ""
            for column in kind.label_columns
            for value in (row[column],)
        }
        return shortened(kind.label.format_map(parts))


def needed(
    kind: Kind, rows: Iterable[Mapping[str, Any]], columns: Collection[str]
) -> dict[type[Model], set[UUID]]:
    """Return the records that rows refer to in some of their columns."""
    found: dict[type[Model], set[UUID]] = {}
    for column in columns:
        if column in kind.references:
            found.setdefault(kind.references[column], set()).update(
                row[column] for row in rows if row[column] is not None
            )
    return found


def shortened(text: str) -> str:
    """Return a text that is no longer than a sentence bears, without line breaks."""
    text = " ".join(text.split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
