"""Records of every kind, with a telling value in every field: no column can be forgotten without being seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from actors.models import BOOTSTRAP_ID, Account, AccountKind, Mergeable, Role
from audit.attribution import audited_write, entered
from audit.models import Erasure
from audit.records import Marked, Marking, tracked_models
from claims.models import Act, Merge, Outcome, Proposal, Remark, Stance
from claims.models.proposal import KINDS as PROPOSABLE
from tests.databases import Database

#: Everything is marked amber for one circle, so that a stricter marking and a further circle can be told.
CIRCLE = UUID(int=1 << 64)
BEGIN = datetime(2025, 8, 1, 12, 30, 15, 123000, tzinfo=UTC)
#: Further apart than a record has fields: no value of one is a later value of another.
_numbers = count(1, 101)


def _array(number: int, f: ArrayField) -> list[Any]:
    choices = f.base_field.choices
    if isinstance(f.base_field, models.IntegerField):
        return [number, number + 1]
    if isinstance(f.base_field, models.UUIDField):
        return [CIRCLE, UUID(int=CIRCLE.int + number)]
    return [choices[number % len(choices)][0]] if choices else [f'a "b" {{c}} {number}', "ü\\"]


#: Values by kind of field, special kinds before those they derive from.
_PLAIN: dict[type[models.Field], Callable[[int, Any], Any]] = {
    ArrayField: _array,
    models.EmailField: lambda n, _: f"a{n}@example.org",
    models.URLField: lambda n, _: f"https://example.org/{n}?q='",
    models.SlugField: lambda n, _: f"s{n}",
    models.CharField: lambda n, f: f"{n} Ж\t\"q'\\ 𝄞"[: f.max_length],
    models.TextField: lambda n, _: f"{n} Ж\t\"q'\\ 𝄞",
    models.DateTimeField: lambda n, _: BEGIN + timedelta(seconds=n),
    models.BooleanField: lambda n, _: n % 2 == 0,
    models.FloatField: lambda n, _: 48.0 + n % 7000 / 7000,
    models.SmallIntegerField: lambda n, _: 1 + n % 6,
    models.IntegerField: lambda n, _: n,
    models.BinaryField: lambda n, _: bytes([n % 256]),
    models.UUIDField: lambda n, _: UUID(int=n),
}


@dataclass(frozen=True)
class Writer:
    """A principal with an organisation and a key, so that every column of attribution has something to say."""

    id: UUID = field(default_factory=uuid7)
    partner_id: UUID = field(default_factory=uuid7)
    key_id: UUID = field(default_factory=uuid7)


WRITER = Writer()
REASON = 'because „it” was\n"wrong"'
REQUEST = "req-\\1"


@contextmanager
def attributed() -> Iterator[None]:
    """Write as `WRITER`, for `REASON`, through the API's door."""
    with entered("api", REQUEST), audited_write(by=WRITER, reason=REASON):
        yield


@dataclass(frozen=True)
class Bootstrap:
    """The account of the first set-up."""

    id = BOOTSTRAP_ID
    partner_id = None
    key_id = None


@dataclass
class World:
    """Three committed records of each kind in a database, for others to refer to."""

    database: Database
    rows: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    @classmethod
    def made(cls, database: Database) -> "World":
        """Make a world in the database, which Django is led to."""
        world = cls(database)
        with audited_write(by=Bootstrap()):
            for model in tracked_models():
                made = [world.sample(model) for _ in range(3)]
                for row in made:
                    row.save(force_insert=True)
                world.rows[model] = made
        return world

    def sample(self, model: type[models.Model]) -> Any:
        """Return a new record, not saved, with values that no other has wherever that can be."""
        number = next(_numbers)
        # Fields next to each other refer to different records of a kind.
        values = {
            f.attname: self._value(f, number + place)
            for place, f in enumerate(model._meta.concrete_fields)
            if not f.generated and f.name not in {"id", "revision"}
        }
        if issubclass(model, Marked):
            values |= {"marking": Marking.AMBER, "circles": [CIRCLE]}
        if model is Account:
            values |= {"kind": AccountKind.SERVICE, "role": Role.EDITOR}
        if model is Stance and values["derived_from_id"] is None:
            values["relation"] = ""
        if model is Proposal:
            values |= dict.fromkeys(f"{kind}_id" for kind in PROPOSABLE if kind != "claim")
            values |= {"act": Act.REVISE, "outcome": Outcome.ACCEPTED}
        if issubclass(model, Mergeable):
            values["merged_into_id"] = None  # tests have some stand
        if model is Merge:
            values |= dict.fromkeys(("claim_id", "place_id", "source_id"))  # it is of one record
        if model is Remark:
            values |= dict.fromkeys(("claim_id", "source_id", "stance_id"))  # it is on one record
        if model is Erasure:
            values["carried_out_at"] = None  # which is its function's to say
        return model(**values)

    def other(self, row: models.Model, f: models.Field) -> Any:
        """Return another value for a field of a record, of the kind that the field takes."""
        former = getattr(row, f.attname)
        if f.name == "marking":
            return Marking.RED
        if f.choices:
            values = [value for value, _ in f.choices]
            return values[(values.index(former) + 1) % len(values)]
        if isinstance(f, models.DateTimeField):
            return (former or BEGIN) - timedelta(seconds=1)
        return next(v for number in count(next(_numbers)) if (v := self._value(f, number)) != former)

    def _value(self, f: models.Field, number: int) -> Any:
        if isinstance(f, models.ForeignKey):
            known = self.rows.get(f.related_model, [])
            return known[number % 3].pk if known else None
        if f.choices:
            return f.choices[number % len(f.choices)][0]
        return next(make(number, f) for kind, make in _PLAIN.items() if isinstance(f, kind))
