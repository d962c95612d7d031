"""Where the sources leave claims, as last decided, and whether something recorded since bears on them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from audit.attribution import Principal
from claims.models import Consensus, Determination
from claims.selectors.bearing import KINDS, Touched, claims_of

#: The follower of the log that notes which claims are owed a recompute.
FOLLOWER = "consensus"
#: More revisions than this that the follower has not read yet: it is said of no claim that it is settled.
TAIL = 500

#: What the follower has not read yet (an outbox row has no index, so it lies beyond every one), and what is owed.
_OWED = """
SELECT table_name, object_id, index FROM (
    (SELECT e.table_name, e.object_id, e.index FROM audit_entry e
     WHERE e.index >= (SELECT position FROM audit_follower WHERE name = %(follower)s) ORDER BY e.index LIMIT %(tail)s)
    UNION ALL
    (SELECT o.table_name, o.object_id, 9223372036854775807 FROM audit_outbox o LIMIT %(tail)s)
) unread WHERE table_name = ANY(%(kinds)s)
UNION ALL
SELECT 'owed', d.claim_id, max(d.index) FROM claims_debt d WHERE d.claim_id = ANY(%(claims)s) GROUP BY d.claim_id
"""


def settled(decided: Mapping[UUID, int | None]) -> set[UUID]:
    """Return which claims are settled: no revision that bears on one lies between its log size and now.

    `decided` maps each claim to the log size it is decided at, None where it is not yet. One round trip when nothing
    is under way, two otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OWED, {"follower": FOLLOWER, "tail": TAIL, "kinds": list(KINDS), "claims": list(decided)}
        )
        rows = cursor.fetchall()
    unread = [Touched(*row) for row in rows if row[0] != "owed"]
    if len(unread) >= TAIL:
        return set()
    owed = [(claim, index) for kind, claim, index in rows if kind == "owed"] + claims_of(unread)
    latest: dict[UUID, int] = {}
    for claim, index in owed:
        latest[claim] = max(index, latest.get(claim, -1))
    return {claim for claim, size in decided.items() if size is not None and latest.get(claim, -1) < size}


def brief(claims: Collection[UUID], *, to: Principal) -> dict[UUID, dict[str, Any]]:
    """Return status, reason, settled and determined_at of each claim."""
    assert to.id  # noqa: S101  # an anonymous caller never comes this far
    known = {
        row["claim_id"]: row
        for row in Consensus.objects.filter(claim__in=claims).values(
            "claim_id", "status", "reason", "log_size", "determined_at"
        )
    }
    at_rest = settled({claim: known[claim]["log_size"] if claim in known else None for claim in claims})
    undecided = {"status": None, "reason": "", "determined_at": None}
    return {
        claim: {
            **{name: known.get(claim, undecided)[name] for name in ("status", "reason", "determined_at")},
            "settled": claim in at_rest,
        }
        for claim in claims
    }


def find_current(claim_id: UUID, *, to: Principal) -> tuple[dict[str, Any] | None, bool]:
    """Return the determination in force, told whole, and whether the claim is settled."""
    current = Consensus.objects.filter(claim=claim_id).values("determination_id", "log_size").first()
    if current is None:
        return None, False
    (row,) = determinations(claim_id, to=to).filter(id=current["determination_id"])
    return told(row), claim_id in settled({claim_id: current["log_size"]})


def determinations(claim_id: UUID, *, to: Principal) -> QuerySet[Any, dict[str, Any]]:
    """Return the determinations of a claim as rows for `told`."""
    assert to.id  # noqa: S101  # likewise
    rows: QuerySet[Any, Any] = Determination.objects.filter(claim=claim_id)
    return rows.values("id", "claim_id", "tier", "body", "log_size", "trigger", "recorded_at")


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a determination: its body, and beside it what is not in the body."""
    return {
        **orjson.loads(row["body"]),
        "id": row["id"],
        "claim": row["claim_id"],
        "tier": row["tier"],
        "log_size": row["log_size"],
        "trigger": orjson.loads(row["trigger"]),
        "determined_at": row["recorded_at"],
    }
