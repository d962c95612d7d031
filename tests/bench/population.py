"""A register of any size, written in one statement for thousands of records, with one claim on which many speak."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models.functions import Now

from actors.models import Actor
from audit.attribution import audited_write
from audit.services import log
from claims.consensus import decide
from claims.models import (
    Claim,
    Consensus,
    Debt,
    Determination,
    Lane,
    Place,
    Policy,
    Question,
    Source,
    Stance,
)
from claims.selectors import policies, present
from claims.services import determinations
from tests.claims.services.walk import Staff
from tests.flows.multitude import taken_as_read

BY = Staff()
AT_ONCE = 5_000
PLACES = 500
#: Rival answers to each exclusive question.
ANSWERS = 4
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Crowd:
    """The claim on which many speak, and what belongs to it."""

    claim: UUID
    question: UUID
    source: UUID
    actor: UUID


def grow(*, by: int, stances: int) -> Crowd:
    """Record so many claims, at places, each an answer with one stance; and one more with so many stances on it."""
    places = _many(
        Place,
        [{"name": f"Place {n}", "lat": 45 + n % 25 / 4, "lon": 24 + n // 25 * 0.8} for n in range(PLACES)],
    )
    speakers = _many(
        Actor, [{"name": f"Speaker {n}", "kind": "person", "reliability": "B"} for n in range(stances)]
    )
    (source,) = _many(Source, [{"title": "A collection", "kind": "dataset", "publisher_id": speakers[0]}])
    questions = _many(
        Question,
        [
            {"text": f"Who controls place {n % PLACES}?", "exclusive": True, "place_id": places[n % PLACES]}
            for n in range(by // ANSWERS)
        ],
    )
    claims = _many(
        Claim,
        [
            {
                "text": f"Side {n % ANSWERS} controls place {n // ANSWERS % PLACES}.",
                "answer": f"side {n % ANSWERS}",
                "question_id": questions[n // ANSWERS % len(questions)],
                "place_id": places[n // ANSWERS % PLACES],
                "valid_from": BEGIN,
            }
            for n in range(by)
        ],
    )
    _many(Stance, [_said(claim, speakers[n % stances], source, n) for n, claim in enumerate(claims)])
    taken_as_read()
    _decided_alike(claims)
    crowd = _crowd(places[0], speakers, source)
    log.drain()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return crowd


def _crowd(place: UUID, speakers: Sequence[UUID], source: UUID) -> Crowd:
    (question,) = _many(
        Question, [{"text": "Who controls the crossing?", "exclusive": True, "place_id": place}]
    )
    values = {"question_id": question, "place_id": place, "valid_from": BEGIN}
    claim, rival = _many(
        Claim, [{"text": f"{who} control the crossing.", "answer": who, **values} for who in ("We", "They")]
    )
    _many(Stance, [_said(claim, speaker, source, n) for n, speaker in enumerate(speakers)])
    for lane in Lane:
        determinations.settle(lane=lane)
    assert set(Consensus.objects.filter(claim__in=[claim, rival]).values_list("claim", flat=True)) == {
        claim,
        rival,
    }
    assert not Debt.objects.exists()
    return Crowd(claim, question, source, speakers[0])


def _said(claim: UUID, actor: UUID, source: UUID, number: int) -> dict[str, Any]:
    return {
        "claim_id": claim,
        "actor_id": actor,
        "source_id": source,
        "position": "disputes" if number % 5 == 0 else "supports",
        "said_at": BEGIN + timedelta(days=number % 240),
        "excerpt": "As the statement of the day puts it, in a sentence or two of some length.",
    }


def _decided_alike(claims: Sequence[UUID]) -> None:
    """Take claims as decided, all like the first of them: to decide each would take an hour."""
    policy, size = policies.now(), log.drain()
    body = decide(present.evidence(claims[:1])[claims[0]], policy.rules)
    values = {
        "policy": Policy.objects.get(id=policy.id),
        "status": body.status,
        "reason": body.reason,
        "log_size": size,
        "inputs_sha256": body.inputs_sha256,
        "body": body.body(),
        "trigger": '{"conflicts_with":[],"count":0,"entries":[]}',
    }
    made = _many(Determination, [{"claim_id": claim, **values} for claim in claims])
    for some in _chunks(list(zip(claims, made, strict=True))):
        Consensus.objects.bulk_create(
            [
                Consensus(
                    claim_id=claim,
                    determination_id=determination,
                    status=body.status,
                    reason=body.reason,
                    log_size=size,
                    determined_at=Now(),
                )
                for claim, determination in some
            ]
        )


def _many(model: type[Any], rows: Sequence[dict[str, Any]]) -> list[UUID]:
    found: list[UUID] = []
    for some in _chunks(rows):
        with audited_write(by=BY, reason="a register to measure"):
            made = model.objects.bulk_create([model(**row, recorded_by_id=BY.id) for row in some])
        found += [record.id for record in made]
    return found


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
