"""Recompute consensus: what the workers do.

Crash-safe at every line: debts are committed before anything is computed and taken away in the commit of the
determination that covers them. Running it twice writes once.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Now

from actors.models import SYSTEM_ID
from audit.attribution import audited_write
from audit.services import log
from claims import dispatch
from claims.consensus import Decision, decide
from claims.models import Consensus, Debt, Determination, Lane
from claims.selectors import evidence, policies, triggers
from claims.services import follower

#: First key of the advisory lock on a claim while it is decided.
CLAIM_LOCK = 1096110422
#: A claim decided a moment ago waits, so that a thousand stances cost few determinations.
REST = timedelta(milliseconds=300)
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


def settle(*, lane: Lane) -> int:
    """Read on in the log and recompute what is owed in a lane; return how many claims were looked at."""
    done = 0
    batches = 0
    while True:
        size = log.drain()
        if follower.follow():
            dispatch.wake_mass()
        claims = owed(lane)
        if not claims:
            return done
        for claim_id in claims:
            recompute(claim_id, size=size)
        done += len(claims)
        batches += 1
        if lane == Lane.MASS and batches == MASS_BATCHES:
            dispatch.wake_mass()
            return done


def owed(lane: Lane) -> list[UUID]:
    """Return claims owed a recompute, longest first, without those decided a moment ago."""
    fresh = Consensus.objects.filter(claim_id=OuterRef("claim_id"), determined_at__gt=Now() - REST)
    return list(
        Debt.objects.filter(~Exists(fresh), lane=lane)
        .values("claim_id")
        .annotate(oldest=Max("index"))
        .order_by("oldest")
        .values_list("claim_id", flat=True)[:BATCH]
    )


def recompute(claim_id: UUID, *, size: int) -> Determination | None:
    """Decide a claim at a log size; record a determination where its body differs from the last.

    Returns the determination recorded, if one was. Leaves at once where another worker is on the claim.
    """
    with audited_write(by=System(), channel="task", reason="consensus recomputed"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [CLAIM_LOCK, str(claim_id)])
            if not cursor.fetchone()[0]:
                return None
        current = Consensus.objects.select_related("determination").filter(claim_id=claim_id).first()
        covered = Debt.objects.filter(
            claim_id=claim_id, index__lt=max(size, current.log_size if current else 0)
        )
        indexes = sorted(covered.values_list("index", flat=True))
        if current is not None and current.log_size >= size:
            covered.delete()
            return None
        decision, policy_id, trigger = _decide(claim_id, size, indexes)
        made = None
        if current is None or current.determination.body != decision.body():
            made = Determination.objects.create(
                claim_id=claim_id,
                policy_id=policy_id,
                status=decision.status,
                reason=decision.reason,
                log_size=size,
                inputs_sha256=decision.inputs_sha256,
                body=decision.body(),
                trigger=trigger,
                recorded_by_id=SYSTEM_ID,
            )
        _keep(claim_id, size, decision, made)
        covered.delete()
        return made


def _decide(claim_id: UUID, size: int, indexes: list[int]) -> tuple[Decision, UUID, str]:
    """Decide from the record at a size alone: replaying it later gives the same bytes."""
    policy = policies.at(size)
    facts = evidence.at(claim_id, size=size)
    decision = decide(facts, policy.rules)
    trigger = json.dumps(triggers.describe(indexes, facts), sort_keys=True, ensure_ascii=False)
    return decision, policy.id, trigger


def _keep(claim_id: UUID, size: int, decision: Decision, made: Determination | None) -> None:
    """Note how far the claim is decided, and by what."""
    if made is None:
        Consensus.objects.filter(claim_id=claim_id).update(log_size=size)
        return
    Consensus.objects.update_or_create(
        claim_id=claim_id,
        defaults={
            "determination": made,
            "status": decision.status,
            "reason": decision.reason,
            "log_size": size,
            "determined_at": made.recorded_at,
        },
    )
