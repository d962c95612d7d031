"""Recompute consensus: what the workers do.

Crash-safe at every line: debts are committed before anything is computed and taken away in the commit of the
determination that covers them. Running it twice writes once.
"""

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Value
from django.db.models.functions import Now

from actors.models import SYSTEM_ID
from audit.attribution import audited_write
from audit.records import Marking
from audit.records.markings import LOCK
from audit.services import log
from claims import dispatch
from claims.consensus import Decision, Evidence, decide
from claims.models import Consensus, Debt, Determination, Lane
from claims.selectors import evidence, policies, triggers
from claims.selectors.policies import Adopted
from claims.services import follower

logger = logging.getLogger(__name__)

#: First key of the advisory lock on a claim while it is decided.
CLAIM_LOCK = 1096110422
#: A claim decided a moment ago waits, so that a thousand stances cost few determinations; and it waits for longer
#: the more was said on it, by the byte, since deciding it again costs that much more.
REST = timedelta(milliseconds=300)
REST_PER_BYTE = timedelta(microseconds=2)
#: In the mass lane nobody waits, and one stance may owe a question's every answer: a claim rests so many times as long.
MASS_REST = 10
#: Claims taken on at once, all decided at one log size.
BATCH = 25
#: Batches in one turn of the mass lane; then it wakes itself again, so that no message is held for minutes.
MASS_BATCHES = 20


@dataclass(frozen=True, slots=True)
class System:
    """The account under which the workers record."""

    id = SYSTEM_ID
    partner_id = None
    key_id = None


class Outcome(Enum):
    """What became of one recompute."""

    RECORDED = auto()
    UNCHANGED = auto()
    #: Another worker is on the claim.
    BUSY = auto()


def settle(*, lane: Lane) -> int:
    """Read on in the log and recompute what is owed in a lane; return how many claims were decided.

    A claim that another worker is on, or that cannot be decided, stays owed and holds up no other.
    """
    done = batches = 0
    passed: set[UUID] = set()
    while True:
        log.drain()
        followed = follower.follow()
        if followed.owes_mass and lane != Lane.MASS:
            dispatch.wake_mass()
        # Where the follower stopped: what a determination at this size rests on, the debts below it name.
        size = followed.size
        claims = owed(lane, below=size, besides=passed)
        if not claims:
            return done
        policy = policies.at(size)
        decided = {claim_id for claim_id in claims if _try(claim_id, size=size, policy=policy)}
        passed.update(set(claims) - decided)
        done += len(decided)
        batches += 1
        if lane == Lane.MASS and batches == MASS_BATCHES:
            dispatch.wake_mass()
            return done


def owed(lane: Lane, *, below: int, besides: Collection[UUID] = ()) -> list[UUID]:
    """Return claims owed a recompute by entries below a size, longest first.

    Without those that rest: they wait for the next wake of their lane.
    """
    length = Func(F("determination__body"), function="octet_length", output_field=IntegerField())
    times = MASS_REST if lane == Lane.MASS else 1
    rest = Value(REST * times) + length * Value(REST_PER_BYTE * times)
    resting = Consensus.objects.filter(claim_id=OuterRef("claim_id"), determined_at__gt=Now() - rest)
    debts = Debt.objects.filter(lane=lane, index__lt=below).exclude(claim_id__in=besides)
    first = debts.exclude(Exists(resting)).order_by("index").values_list("claim_id", flat=True)[:BATCH]
    return list(dict.fromkeys(first))  # a claim has a debt for each turn of the follower


def _try(claim_id: UUID, *, size: int, policy: Adopted) -> bool:
    """Recompute a claim; return whether it is decided at `size` now."""
    try:
        return recompute(claim_id, size=size, policy=policy) != Outcome.BUSY
    except Exception:
        # Its debt stays: it is tried again at the next wake, and `/readyz` tells how long it has been owed.
        logger.exception("claim %s could not be decided at %s", claim_id, size)
        return False


def recompute(claim_id: UUID, *, size: int, policy: Adopted) -> Outcome:
    """Decide a claim at a log size; record a determination where its body differs from the last.

    `policy` is the one in force at `size`. Leaves at once where another worker is on the claim.
    """
    with audited_write(by=System(), channel="task", reason="consensus recomputed"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [CLAIM_LOCK, str(claim_id)])
            if not cursor.fetchone()[0]:
                return Outcome.BUSY
        current = Consensus.objects.select_related("determination").filter(claim_id=claim_id).first()
        covered = Debt.objects.filter(
            claim_id=claim_id, index__lt=max(size, current.log_size if current else 0)
        )
        debts = list(covered.values_list("named", "count"))
        if current is not None and current.log_size >= size:
            covered.delete()
            return Outcome.UNCHANGED
        facts = evidence.at(claim_id, size=size)
        decision = decide(facts, policy.rules)
        body = decision.body()
        covered.delete()
        marked = _marked(claim_id, size, facts)
        if (
            current is not None
            and current.determination.body == body
            and marked.show(current.determination.marking, current.determination.circles)
        ):
            Consensus.objects.filter(claim_id=claim_id).update(log_size=size)
            return Outcome.UNCHANGED
        indexes = sorted(index for named, _ in debts for index in named)
        count = sum(count for _, count in debts)
        trigger = triggers.describe(indexes, facts, count=count, like=marked.claim)
        _record(decision, body, size=size, policy=policy, trigger=trigger, former=current, marked=marked)
        return Outcome.RECORDED


@dataclass(frozen=True, slots=True)
class _Marked:
    """For whom what is decided on a claim is, and for whom the claim was."""

    marking: str
    circles: list[UUID]
    claim: evidence.Row

    def show(self, marking: str, circles: Collection[UUID]) -> bool:
        """Return whether what is marked so is seen by everyone who sees the claim."""
        order = list(Marking)
        return order.index(Marking(marking)) <= order.index(Marking(self.marking)) and {*circles} <= {
            *self.circles
        }


#: How some of the evidence is marked by now, where that is no longer clear.
_NOW = """
SELECT marking, circles FROM claims_stance WHERE id = ANY(%(ids)s::uuid[]) AND marking <> 'clear'
UNION SELECT marking, circles FROM claims_claim WHERE id = ANY(%(ids)s::uuid[]) AND marking <> 'clear'
UNION SELECT marking, circles FROM claims_claimrelation WHERE id = ANY(%(ids)s::uuid[]) AND marking <> 'clear'
"""


def _marked(claim_id: UUID, size: int, facts: Evidence) -> _Marked:
    """Return for whom a determination is: as the claim was, and as what it names has become since.

    What becomes stricter after this waits for the determination to be there.
    """
    row = evidence.mark(claim_id, size=size)
    assert row is not None  # noqa: S101  # it was just decided
    marking, circles = Marking(row["marking"]), {*row["circles"]}
    named = [one.id for one in facts.stances] + [one.id for one in facts.relations]
    named += [one.id for one in facts.claims if one.id != str(claim_id)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")
        cursor.execute(_NOW, {"ids": named})
        for now, others in cursor.fetchall():
            if not evidence.is_as_free({"marking": now, "circles": others}, row):
                marking = max(marking, Marking(now), key=[*Marking].index)
                circles |= {*others}
    return _Marked(marking, sorted(circles), row)


def _record(
    decision: Decision,
    body: str,
    *,
    size: int,
    policy: Adopted,
    trigger: Mapping[str, Any],
    former: Consensus | None,
    marked: _Marked,
) -> None:
    """Record a determination and make it the claim's consensus."""
    made = Determination.objects.create(
        claim_id=UUID(decision.claim),
        policy_id=policy.id,
        status=decision.status,
        reason=decision.reason,
        log_size=size,
        inputs_sha256=decision.inputs_sha256,
        body=body,
        trigger=json.dumps(trigger, sort_keys=True, ensure_ascii=False),
        recorded_by_id=SYSTEM_ID,
        marking=marked.marking,
        circles=marked.circles,
    )
    current = Consensus(
        claim_id=made.claim_id,
        determination=made,
        turned_id=former.turned_id if former and former.status == made.status else made.id,
        status=made.status,
        reason=made.reason,
        log_size=size,
        determined_at=made.recorded_at,
    )
    Consensus.objects.bulk_create(
        [current],
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["determination", "turned", "status", "reason", "log_size", "determined_at"],
    )
