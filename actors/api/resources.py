"""How a kind of record is given back: its fields, listed by hand, from one row of `values()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rest_framework.serializers import Serializer

from actors.models import Record
from config.http.values import written

#: What every record carries, beside its own fields.
COMMON = ("id", "external_id", "revision", "recorded_at", "withdrawn_at", "note", "marking", "circles")
COMMON_REFERENCES = ("recorded_by", "partner")

#: What is told of some records by their ids, for whom `to=` says.
Beside = Callable[..., Mapping[UUID, Any]]

_by_model: dict[type[Record], "Resource"] = {}


@dataclass(frozen=True)
class Resource:
    """A kind of record in the API: where it is and what is told of it.

    `fields` are given as they are, `references` as ids, `times` as they were written. `renamed` maps a field
    to the name it has in the API, where that is another. `schema` is what comes out, of a kind that others
    refer to or that is given in parts.
    """

    model: type[Record]
    path: str
    fields: tuple[str, ...]
    references: tuple[str, ...] = ()
    schema: type[Serializer[Any]] = Serializer
    times: tuple[str, ...] = ()
    renamed: Mapping[str, str] | None = None
    #: What makes of a field's value the shape that it has in the API, where that is another.
    shaped: Mapping[str, Callable[[Any], Any]] | None = None
    #: The ranges of the world's time in which a record holds; without any it holds always.
    valid: tuple[str, ...] = ()
    #: What is told of a record that stands in no column of it, by name; found for all records of a page at once.
    beside: Mapping[str, Beside] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _by_model[self.model] = self

    @property
    def linked(self) -> dict[str, "Resource"]:
        """Return what each reference refers to, by its name in the API."""
        return {self.name(name): _by_model[self._model_of(name)] for name in self.references}

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, in the API, of all that is told of a record."""
        links = (*COMMON_REFERENCES, *self.references)
        own = (self.name(name) for name in (*self.fields, *self.times, *links))
        return (*COMMON, *own, "url", *self.beside)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names to ask `values()` for."""
        links = (*COMMON_REFERENCES, *self.references)
        return (*COMMON, "date_only", *self.fields, *self.times, *(f"{name}_id" for name in links))

    @property
    def told(self) -> dict[str, str]:
        """Return the columns whose changes a revision tells, with their names in the API."""
        own = {
            name: self.name(name)
            for name in (
                "external_id",
                *self.fields,
                *self.times,
                "note",
                "marking",
                "circles",
                "withdrawn_at",
            )
        }
        return own | {f"{name}_id": self.name(name) for name in self.references}

    def name(self, field: str) -> str:
        """Return the name of a field in the API."""
        return (self.renamed or {}).get(field, field)

    def field(self, name: str) -> str:
        """Return the field of a name in the API."""
        return {given: own for own, given in (self.renamed or {}).items()}.get(name, name)

    def row(self, record: Record) -> dict[str, Any]:
        """Return a record just written as a row, without asking for it again."""
        return {column: getattr(record, column) for column in self.columns}

    def out(self, row: Mapping[str, Any], base: str) -> dict[str, Any]:
        """Return a row as the API gives it; `base` is the absolute address of the API."""
        links = (*COMMON_REFERENCES, *self.references)
        shaped = {name: shape(row[name]) for name, shape in (self.shaped or {}).items()}
        return {
            **{name: row[name] for name in COMMON},
            **{self.name(name): row[name] for name in self.fields},
            **shaped,
            **{name: written(row[name], is_date=name in row["date_only"]) for name in self.times},
            **{self.name(name): row[f"{name}_id"] for name in links},
            "url": self.url(row["id"], base),
        }

    def _model_of(self, reference: str) -> Any:
        return self.model._meta.get_field(reference).related_model

    def url(self, record_id: Any, base: str) -> str:
        """Return the address of a record."""
        return f"{base}/{self.path}/{record_id}"
