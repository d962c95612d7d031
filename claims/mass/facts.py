"""Turn facts, as the rules read them, into arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np

from claims.consensus import ActorFact, ClaimFact, Evidence, Quantity, RelationFact, StanceFact
from claims.consensus.case import POSITIONS, RELATIONS, Case
from claims.mass.columns import (
    ALWAYS_FROM,
    ALWAYS_TO,
    GRADES,
    NONE,
    UNSEEN,
    Actors,
    Claims,
    Columns,
    Quantities,
    Relations,
    Stances,
    how,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def columns(evidence: Evidence) -> tuple[Columns, tuple[str, ...]]:
    """Put facts into arrays, and name the claims in the order of their rows.

    Which claim the evidence names as its own does not matter: all are decided.

    Raises:
        EvidenceError: the facts contradict themselves, or name what the rules do not know.
    """
    case = Case(evidence)
    exclusive = {question.id for question in case.questions.values() if question.exclusive}
    claims = {
        claim.id: claim if claim.question in exclusive else replace(claim, question=None)
        for claim in case.claims.values()
    }
    known = [
        relation
        for relation in case.relations.values()
        if relation.from_claim in claims and relation.to_claim in claims
    ]
    return _written(case.actors, claims, exclusive, known, case.stances), tuple(claims)


def _written(
    actors: Mapping[str, ActorFact],
    claims: Mapping[str, ClaimFact],
    exclusive: Iterable[str],
    relations: Sequence[RelationFact],
    stances: Mapping[str, StanceFact],
) -> Columns:
    actor_rows, claim_rows, stance_rows = _rows(actors), _rows(claims), _rows(stances)
    parties = _rows(
        {
            *(actor.party for actor in actors.values() if actor.party),
            *(claim.favours for claim in claims.values() if claim.favours is not None),
            *(party for claim in claims.values() for party in claim.against),
        }
    )
    questions = _rows(exclusive)
    quantities = chain(
        (claim.quantity for claim in claims.values()), (stance.quantity for stance in stances.values())
    )
    units = _rows({quantity.unit for quantity in quantities if quantity is not None})
    answers = _rows({claim.answer for claim in claims.values() if claim.answer is not None})
    elsewhere = _rows({stance.claim for stance in stances.values()} - set(claims), after=len(claims))
    spoken_on = claim_rows | elsewhere
    harmed = [(claim_rows[claim.id], party) for claim in claims.values() for party in claim.against]
    return Columns(
        actors=Actors(
            ids=tuple(actors),
            letter=np.array([GRADES.index(actor.reliability) for actor in actors.values()], np.int8),
            party=_named((actor.party or None for actor in actors.values()), parties),
            part_of=_named((actor.part_of or None for actor in actors.values()), actor_rows),
            speaks_for=_named((actor.speaks_for or None for actor in actors.values()), actor_rows),
        ),
        claims=Claims(
            question=_named((claim.question for claim in claims.values()), questions),
            answer=_named((claim.answer for claim in claims.values()), answers),
            valid_from=_instants((claim.valid_from for claim in claims.values()), ALWAYS_FROM),
            valid_to=_instants((claim.valid_to for claim in claims.values()), ALWAYS_TO),
            favours=_named((claim.favours for claim in claims.values()), parties),
            harmed_claim=np.array([row for row, _ in harmed], np.int32),
            harmed_party=_named((party for _, party in harmed), parties),
            withdrawn=np.array([claim.withdrawn for claim in claims.values()], np.bool_),
            quantities=_quantities([claim.quantity for claim in claims.values()], units),
        ),
        relations=Relations(
            kind=np.array([RELATIONS.index(relation.kind) for relation in relations], np.int8),
            from_claim=_named((relation.from_claim for relation in relations), claim_rows),
            to_claim=_named((relation.to_claim for relation in relations), claim_rows),
        ),
        stances=Stances(
            claim=_named((stance.claim for stance in stances.values()), spoken_on),
            actor=_named((stance.actor for stance in stances.values()), actor_rows),
            position=np.array([POSITIONS.index(stance.position) for stance in stances.values()], np.int8),
            said_at=_instants((stance.said_at for stance in stances.values()), 0),
            log_index=np.array([stance.log_index for stance in stances.values()], np.int64),
            how=np.array(
                [how(said.basis, said.credibility, hedged=said.hedged) for said in stances.values()], np.uint8
            ),
            derived_from=_named((stance.derived_from for stance in stances.values()), stance_rows),
            withdrawn=np.array([stance.withdrawn for stance in stances.values()], np.bool_),
            quantities=_quantities([stance.quantity for stance in stances.values()], units),
        ),
    )


def _quantities(said: Sequence[Quantity | None], units: Mapping[str, int]) -> Quantities | None:
    if not any(said):
        return None
    return Quantities(
        unit=_named((each.unit if each else None for each in said), units),
        low=np.array([-np.inf if each is None or each.low is None else each.low for each in said]),
        high=np.array([np.inf if each is None or each.high is None else each.high for each in said]),
    )


def _rows(ids: Iterable[str], after: int = 0) -> dict[str, int]:
    return {name: row for row, name in enumerate(sorted(ids), start=after)}


def _named(names: Iterable[str | None], rows: Mapping[str, int]) -> Any:
    """Look names up, as rows."""
    return np.array([NONE if name is None else rows.get(name, UNSEEN) for name in names], np.int32)


def _instants(instants: Iterable[datetime | None], none: int) -> Any:
    return np.array(
        [
            none if instant is None else (instant.astimezone(UTC) - _EPOCH) // _MICROSECOND
            for instant in instants
        ],
        np.int64,
    )
