"""What was decided on a text that is to be erased, and what it comes to without: the same, in other words.

The rules give texts back and do not reckon with them, so a decision without them differs in its words alone. Where it
would differ in more, what is to be erased is no mere text, and is refused.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from audit.errors import ErasureRefusedError
from audit.models import Entry
from audit.selectors.erased import blank
from audit.selectors.lives import Lives
from claims.consensus import ConsensusError, decide
from claims.models import Determination
from claims.selectors import evidence
from claims.selectors.replay import BATCH, COLUMNS, Adoptions, learn

#: A log size that no log reaches.
FOR_GOOD = (1 << 63) - 1
#: Members of a body that give back what was written, or follow from it.
WORDS = frozenset({"actor_name", "bloc", "inputs_sha256", "party", "sentence", "text", "words"})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doomed:
    """A record, some columns of it, and the log sizes at which it said what is to be erased: above, and up to."""

    model: type[Model]
    record_id: UUID
    columns: frozenset[str]
    sizes: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls, model: type[Model], record_id: UUID, *, entries: Collection[int], columns: Collection[str]
    ) -> "Doomed":
        """Return what the revisions of some entries said, each until the next revision of its record."""
        own = Entry.objects.filter(table_name=model._meta.db_table, object_id=record_id).order_by("index")
        sizes = pairwise([*own.values_list("index", flat=True), FOR_GOOD])
        return cls(model, record_id, frozenset(columns), tuple(each for each in sizes if each[0] in entries))

    def is_at(self, size: int) -> bool:
        """Return whether the record said it at a log size."""
        return any(above < size <= up_to for above, up_to in self.sizes)


@dataclass(frozen=True, slots=True)
class Redone:
    """A determination without what is to be erased."""

    id: UUID
    body: str
    inputs_sha256: str


@dataclass(slots=True)
class _Without:
    """The record without what is to be erased; tells whether anybody asked for that."""

    lives: Lives
    doomed: Doomed
    was_asked: bool = False

    def rows(
        self, model: type[Model], ids: Collection[UUID], /, *, size: int, columns: Collection[str]
    ) -> Iterable[Row]:
        """Yield records as they stood at a log size."""
        doomed = self.doomed
        for row in self.lives.rows(model, ids, size=size, columns=columns):
            if model is doomed.model and row["id"] == doomed.record_id and doomed.is_at(size):
                self.was_asked = True
                yield row | {name: blank(row[name]) for name in doomed.columns & row.keys()}
            else:
                yield row

    def ever(self, model: type[Model], column: str, values: Collection[UUID], /) -> list[UUID]:
        """Return the ids of records that have ever had one of the values in a column."""
        return self.lives.ever(model, column, values)


def on(doomed: Doomed) -> Iterator[Redone]:
    """Yield the determinations that give back what is to be erased, or have a digest of it, as they are without.

    Raises:
        ErasureRefusedError: one would come out otherwise.
    """
    if not doomed.columns & {*COLUMNS.get(doomed.model, ())} or not doomed.sizes:
        return
    spans = Q()
    for above, up_to in doomed.sizes:
        spans |= Q(log_size__gt=above, log_size__lte=up_to)
    found: QuerySet[Any, Any] = Determination.objects.filter(spans).order_by("log_size", "id")
    rows = found.values("id", "claim_id", "log_size", "body")
    adopted = Adoptions(max(up_to for _, up_to in doomed.sizes))
    for batch in _batches(rows.iterator(BATCH)):
        record = Lives(COLUMNS, below=batch[-1]["log_size"])
        learn(record, {each["claim_id"] for each in batch})
        for each in batch:
            redone = _redone(each, _Without(record, doomed), adopted)
            if redone is not None and redone.body != each["body"]:
                yield redone


def _redone(row: Row, record: _Without, adopted: Adoptions) -> Redone | None:
    """Return a determination decided once more, None where what is to be erased does not bear on it."""
    claim, size = row["claim_id"], row["log_size"]
    try:
        then = evidence.at(claim, size=size, record=record)
        if not record.was_asked:
            return None
        decision = decide(then, adopted.at(size).rules)
    except (LookupError, ConsensusError) as error:
        raise ErasureRefusedError(
            f"What was decided on the claim {claim} at log size {size} no longer follows from the record: {error}."
            " That is for audit_replay and audit_fold to look at first."
        ) from error
    body = decision.body()
    if not _differ_in_words(json.loads(row["body"]), json.loads(body)):
        raise ErasureRefusedError(
            f"Without it the claim {claim} would have been decided otherwise at log size {size}: what the rules reckon"
            " with is kept. Leave that column out."
        )
    return Redone(row["id"], body, decision.inputs_sha256)


def _differ_in_words(one: object, other: object) -> bool:
    """Return whether two bodies differ in nothing but words."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            name in WORDS or _differ_in_words(value, other[name]) for name, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_differ_in_words, one, other))
    return one == other


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
