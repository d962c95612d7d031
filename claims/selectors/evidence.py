"""What bears on a claim, as the log had it at one size: the input of the rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model

from actors.models import Actor
from audit.records import Marking
from audit.selectors import as_of
from claims.consensus import Evidence
from claims.models import Claim, ClaimRelation, Question, RelationKind, Source, Stance
from claims.selectors import facts

Row = dict[str, Any]

#: Read of every kind, to know for whom it is.
MARKS = ("marking", "circles")


class Record(Protocol):
    """What the evidence is read from; `audit.selectors.as_of` says what each answers."""

    def rows(
        self, model: type[Model], ids: Collection[UUID], /, *, size: int, columns: Collection[str]
    ) -> Iterable[Row]:
        """Return records as they stood at a log size."""

    def ever(self, model: type[Model], column: str, values: Collection[UUID], /) -> list[UUID]:
        """Return the ids of records that have ever had one of the values in a column."""


@dataclass(frozen=True, slots=True)
class _Then:
    """The record at one log size, as far as everyone sees it who sees what is marked like another; without, all."""

    record: Record
    size: int
    like: Row | None

    def rows(self, model: type[Model], ids: Collection[UUID], columns: Collection[str]) -> Iterable[Row]:
        """Return records as they stood."""
        like = self.like
        found = self.record.rows(model, ids, size=self.size, columns=(*columns, *MARKS))
        return found if like is None else (row for row in found if is_as_free(row, like))

    def ever(self, model: type[Model], column: str, values: Collection[UUID]) -> list[UUID]:
        """Return the ids of records that have ever had one of the values; some of them later than then."""
        return self.record.ever(model, column, values)


def at(
    claim_id: UUID,
    *,
    size: int,
    record: Record = as_of,
    heard: Collection[UUID] = (),
    speakers: Collection[UUID] = (),
    own: bool = False,
) -> Evidence:
    """Return the evidence on a claim at a log size, in entries: what all saw who could see the claim.

    What is marked stricter than the claim was is left out, so that nobody who sees what is decided sees more than
    they may. `own` has all that the reader sees. With it the chains of further stances and the lines of further actors,
    which do no harm to what is decided.

    Raises:
        LookupError: the claim is not in the log at that size.
    """
    then = _Then(record, size, None if own else mark(claim_id, size=size, record=record))
    claims: dict[UUID, Row] = {}
    relations: dict[UUID, Row] = {}
    questions: dict[UUID, Row] = {}
    _neighbourhood([claim_id], then, claims, relations, questions)
    if claim_id not in claims:
        raise LookupError(f"no claim {claim_id} at log size {size}")
    # A claim that supersedes this one is decided too, with the neighbours that it has.
    superseding = [
        r["from_claim_id"]
        for r in relations.values()
        if r["kind"] == RelationKind.SUPERSEDES and r["to_claim_id"] == claim_id
    ]
    if superseding:
        _neighbourhood(superseding, then, claims, relations, questions)
    stances = _stances(claims, heard, then)
    # The roots of quotations may stand on claims that are no neighbours: their text is wanted, their stances not.
    elsewhere = {s["claim_id"] for s in stances} - set(claims)
    claims.update((c["id"], c) for c in then.rows(Claim, elsewhere, facts.CLAIM))
    gone = {
        source["id"]
        for source in then.rows(Source, {s["source_id"] for s in stances} - {None}, ("id", "withdrawn_at"))
        if source["withdrawn_at"]
    }
    actors = _actors({s["actor_id"] for s in stances} | set(speakers), then)
    return Evidence(
        claim=str(claim_id),
        claims=tuple(facts.claim(c) for c in claims.values()),
        questions=tuple(facts.question(q) for q in questions.values()),
        relations=tuple(facts.relation(r) for r in relations.values()),
        stances=tuple(facts.stance(s, actors, gone) for s in stances),
        actors=tuple(facts.actor(a, actors) for a in actors.values()),
    )


def is_as_free(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether everyone may see what is marked like one who may see what is marked like the other."""
    if one["circles"]:
        return {*one["circles"]} <= {*other["circles"]}
    return bool(one["marking"] == Marking.CLEAR or other["marking"] != Marking.CLEAR)


def mark(claim_id: UUID, *, size: int, record: Record = as_of) -> Row | None:
    """Return how a claim was marked."""
    return next(iter(record.rows(Claim, [claim_id], size=size, columns=("id", *MARKS))), None)


def _neighbourhood(
    ids: list[UUID],
    then: _Then,
    claims: dict[UUID, Row],
    relations: dict[UUID, Row],
    questions: dict[UUID, Row],
) -> None:
    """Add the claims, their live relations and exclusive questions, and the claims these lead to."""
    own = {c["id"]: c for c in then.rows(Claim, ids, facts.CLAIM)}
    candidates = {
        *then.ever(ClaimRelation, "from_claim_id", ids),
        *then.ever(ClaimRelation, "to_claim_id", ids),
    }
    near: set[UUID] = set()
    for relation in then.rows(ClaimRelation, candidates, facts.RELATION):
        if relation["withdrawn_at"] is None:
            relations[relation["id"]] = relation
            near |= {relation["from_claim_id"], relation["to_claim_id"]}
    asked = {c["question_id"] for c in own.values() if c["question_id"]}
    exclusive = {
        q["id"]: q
        for q in then.rows(Question, asked, facts.QUESTION)
        if q["exclusive"] and q["withdrawn_at"] is None
    }
    questions.update(exclusive)
    answers = {*then.ever(Claim, "question_id", exclusive), *near} - set(own)
    claims.update(own)
    for claim in then.rows(Claim, answers, facts.CLAIM):
        # A claim that is withdrawn, or has moved to another question since, is no neighbour.
        if claim["withdrawn_at"] is None and (claim["id"] in near or claim["question_id"] in exclusive):
            claims.setdefault(claim["id"], claim)


def _stances(claims: Iterable[UUID], heard: Collection[UUID], then: _Then) -> list[Row]:
    """Return the stances on the claims and those named, and all that they derive from by any chain."""
    found: dict[UUID, Row] = {}
    wanted = {*then.ever(Stance, "claim_id", list(claims)), *heard}
    asked: set[UUID] = set()
    while wanted:
        found.update((s["id"], s) for s in then.rows(Stance, wanted, facts.STANCE))
        # A root that is gone, as only tampering can make it, is asked for once.
        asked |= wanted
        wanted = {s["derived_from_id"] for s in found.values()} - asked - {None}
    return list(found.values())


def _actors(ids: set[UUID], then: _Then) -> dict[UUID, Row]:
    """Return the speakers and all above them."""
    found: dict[UUID, Row] = {}
    wanted = ids
    asked: set[UUID] = set()
    while wanted:
        found.update((a["id"], a) for a in then.rows(Actor, wanted, facts.ACTOR))
        asked |= wanted
        above = {a[link] for a in found.values() for link in ("part_of_id", "speaks_for_id")} - {None}
        wanted = above - asked
    return found
