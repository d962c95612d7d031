"""A register of any size, with one claim on which many speak and the usual ones beside it.

A feed as partners have them: the claims are alike in their words, four answers to each question, at a few hundred
places; one actor said a tenth of it all, and one collection holds all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, connections

from actors.models import Actor
from audit.attribution import audited_write
from audit.models import Follower
from audit.services import changes, log
from claims.consensus import decide
from claims.models import (
    Claim,
    Consensus,
    Debt,
    Determination,
    Lane,
    Place,
    Question,
    Source,
    Stance,
)
from claims.selectors import policies, present
from claims.services import determinations, follower, likenesses
from tests.bench.filling import AT_ONCE, BY, Progress, fill, pick

PLACES = 500
#: Rival answers to each exclusive question.
ANSWERS = 4
#: One claim in so many, the oldest, is disputed; as many are corroborated.
SETTLED = 50
#: How often the text of the one claim was put right.
REVISIONS = 60
#: Stances on each answer to the question that is like most.
USUAL = 5
_BEGIN = "timestamptz '2025-01-01 00:00+00'"
_SAID = {
    "source_id": pick("sources", "0"),
    "position": "CASE n %% 5 WHEN 0 THEN 'disputes' ELSE 'supports' END",
    "said_at": f"{_BEGIN} + n %% 240 * interval '1 day'",
    "excerpt": "'As the statement of the day puts it, in a sentence or two of some length.'",
    "recorded_by_id": "%(by)s",
}


@dataclass(frozen=True)
class Crowd:
    """What pages are measured of: the claim on which many speak, a usual one, and what belongs to them."""

    claim: UUID
    usual: UUID
    question: UUID
    source: UUID
    voice: UUID
    actor: UUID
    #: A claim half-way down the list.
    middle: UUID


def grow(*, by: int, stances: int) -> Crowd:
    """Record so many claims more, at places, each an answer with one stance; and one more with so many stances."""
    progress, own = Progress(), {"recorded_by_id": "%(by)s"}

    def made(model: type[Any], number: int, values: Mapping[str, str], **given: Sequence[UUID]) -> list[UUID]:
        return fill(model, number, {**values, **own}, given, progress)

    places = made(
        Place,
        PLACES,
        {"name": "'Village ' || n", "lat": "45 + n %% 25 / 4.0", "lon": "24 + n / 25 * 0.8"},
    )
    speakers = made(
        Actor, stances, {"name": "'Speaker ' || n", "kind": "'person'", "reliability": "substr('BCDEF', 1 + n %% 5, 1)"}
    )  # fmt: skip
    sources = made(
        Source,
        1,
        {"title": "'A collection'", "kind": "'dataset'", "publisher_id": pick("actors", "0")},
        actors=speakers,
    )
    asked = {
        "text": f"'Who controls village ' || n %% {PLACES} || '?'",
        "exclusive": "true",
        "place_id": pick("places", "n"),
    }
    questions = made(Question, max(1, by // ANSWERS), asked, places=places)
    answers = {
        "text": f"'Side ' || n %% {ANSWERS} || ' controls village ' || n / {ANSWERS} %% {PLACES} || '.'",
        "answer": f"'side ' || n %% {ANSWERS}",
        "favours": f"'side' || n %% {ANSWERS}",
        "question_id": pick("questions", f"n / {ANSWERS}"),
        "place_id": pick("places", f"n / {ANSWERS}"),
        "valid_from": _BEGIN,
    }
    claims = made(Claim, by, answers, questions=questions, places=places)
    speaks = {
        "claim_id": pick("claims", "n"),
        "actor_id": pick("actors", "CASE n %% 10 WHEN 0 THEN 0 ELSE n END"),
    }
    made(Stance, by, {**_SAID, **speaks}, claims=claims, actors=speakers, sources=sources)
    _taken_as_read()
    _decided_alike(claims, progress)
    _looked_over()
    crowd = _crowd(made, places[:1], speakers, sources, claims[len(claims) // 2])
    size = log.drain()
    progress.tell("change log", 0, size)
    changes.follow()
    progress.tell("change log", size, size)
    _looked_over()
    return crowd


def _looked_over() -> None:
    """Have PostgreSQL know how large the tables have become, as it does by itself in time."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _crowd(
    made: Any, places: Sequence[UUID], speakers: Sequence[UUID], sources: Sequence[UUID], middle: UUID
) -> Crowd:
    """Record two questions that the workers decide as they decide any."""
    asked = {
        "text": "(ARRAY['Who controls the bridge?', 'Who controls the crossing?'])[1 + n]",
        "exclusive": "true",
        "place_id": pick("places", "0"),
    }
    questions = made(Question, 2, asked, places=places)
    answers = {
        "text": "(ARRAY['We', 'They'])[1 + n %% 2] || ' control the '"
        " || (ARRAY['bridge', 'crossing'])[1 + n / 2] || '.'",
        "answer": "(ARRAY['we', 'they'])[1 + n %% 2]",
        "question_id": pick("questions", "n / 2"),
        "place_id": pick("places", "0"),
        "valid_from": _BEGIN,
    }
    claims = made(Claim, 4, answers, questions=questions, places=places)
    said = {**_SAID, "claim_id": pick("claims", f"n / {USUAL}"), "actor_id": pick("actors", "n")}
    made(Stance, 4 * USUAL, said, claims=claims, actors=speakers, sources=sources)
    said["claim_id"] = pick("claims", "0")
    made(Stance, len(speakers) - USUAL, said, claims=claims[2:], actors=speakers[USUAL:], sources=sources)
    for number in range(REVISIONS):
        with audited_write(by=BY, reason=f"as it was put the {number}th time"):
            Claim.objects.filter(id=claims[2]).update(text=f"We control the crossing, of {number} spans.")
    for lane in Lane:
        determinations.settle(lane=lane)
    decided = set(Consensus.objects.filter(claim__in=claims).values_list("claim", flat=True))
    assert (decided, Debt.objects.exists()) == (set(claims), False)
    return Crowd(claims[2], claims[0], questions[1], sources[0], speakers[0], speakers[1], middle)


def _taken_as_read() -> None:
    """Have what decides and compares behind everything recorded, as if all of it had been worked off."""
    Debt.objects.all().delete()
    names = (follower.FOLLOWER, likenesses.FOLLOWER)
    Follower.objects.filter(name__in=names).update(position=log.drain())


def _decided_alike(claims: Sequence[UUID], progress: Progress) -> None:
    """Take claims as decided, all like the first of them: to decide each would take an hour."""
    policy, size = policies.now(), log.drain()
    body = decide(present.evidence(claims[:1])[claims[0]], policy.rules)
    settled = max(1, len(claims) // SETTLED)
    given = {
        "claims": claims,
        "policy": policy.id,
        "status": body.status,
        "reason": body.reason,
        "size": size,
        "digest": body.inputs_sha256,
        "body": body.body(),
        "trigger": '{"conflicts_with":[],"count":0,"entries":[]}',
    }
    values = {
        "claim_id": pick("claims", "n"),
        "policy_id": "%(policy)s",
        "status": f"CASE n / {settled} WHEN 0 THEN 'disputed' WHEN 1 THEN 'corroborated' ELSE %(status)s END",
        "reason": "%(reason)s",
        "log_size": "%(size)s::bigint",
        "inputs_sha256": "%(digest)s",
        "body": "%(body)s",
        "trigger": "%(trigger)s",
        "recorded_by_id": "%(by)s",
    }
    made = fill(Determination, len(claims), values, given, progress)
    for first in range(0, len(made), AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_consensus"
                " (claim_id, determination_id, turned_id, status, reason, log_size, determined_at)"
                " SELECT claim_id, id, id, status, reason, log_size, recorded_at FROM claims_determination"
                " WHERE id = ANY(%s::uuid[])",
                [made[first : first + AT_ONCE]],
            )
