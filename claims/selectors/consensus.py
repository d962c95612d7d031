"""Where the sources leave claims, as last decided, and whether something recorded since bears on them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from audit.attribution import Principal
from audit.records import Marking
from audit.selectors import positions
from claims.consensus import difference
from claims.models import Consensus, Determination
from claims.selectors.bearing import KINDS, Touched, latest

#: Whose sight of a claim what is stored says, by how it is marked: everyone's, every partner's, that of its circles.
#: What an account sees beside that is decided on reading.
TIERS = {Marking.CLEAR: "public", Marking.GREEN: "community"}
CIRCLE, OWN = "circle", "own"
#: The follower of the log that notes which claims are owed a recompute.
FOLLOWER = "consensus"
#: More revisions than this that the follower has not read yet: it is said of no claim that it is settled.
TAIL = 500

#: What the follower has not read yet (an outbox row has no index, so it lies beyond every one), what it has noted as
#: owed, entry by entry, and where it has noted more entries than it names. What an entry bears on is asked with the
#: reader's own sight: a claim may be owed by way of what is marked for others.
_OWED = """
(SELECT 'unread', e.table_name, e.object_id, e.index FROM audit_entry e
 WHERE e.index >= (SELECT position FROM audit_follower WHERE name = %(follower)s)
   AND e.table_name = ANY(%(kinds)s) ORDER BY e.index LIMIT %(tail)s)
UNION ALL
(SELECT 'unread', o.table_name, o.object_id, 9223372036854775807 FROM audit_outbox o
 WHERE o.table_name = ANY(%(kinds)s) LIMIT %(tail)s)
UNION ALL
SELECT 'noted', e.table_name, e.object_id, e.index FROM claims_debt d JOIN audit_entry e ON e.index = ANY(d.named)
WHERE d.claim_id = ANY(%(claims)s)
UNION ALL
SELECT 'more', '', d.claim_id, max(d.index) FROM claims_debt d
WHERE d.claim_id = ANY(%(claims)s) AND d.count > cardinality(d.named) GROUP BY d.claim_id
"""


class Owed:
    """What bears on claims and lies beyond their consensus, at one moment.

    Asked before the consensus is read: a recompute that commits in between then makes a claim look owed that is
    decided, never a stale status look settled. One round trip when nothing is under way, two otherwise.
    """

    def __init__(self, claims: Collection[UUID]) -> None:
        self._is_past = positions.standing() is not None
        if self._is_past:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                _OWED, {"follower": FOLLOWER, "tail": TAIL, "kinds": list(KINDS), "claims": list(claims)}
            )
            rows = cursor.fetchall()
        self._is_behind = sum(why == "unread" for why, *_ in rows) >= TAIL
        owed = {claim: index for why, _, claim, index in rows if why == "more"}
        touched = [
            Touched(*row) for why, *row in rows if why == "noted" or (why == "unread" and not self._is_behind)
        ]
        bearing = latest(touched, among=claims)
        self._latest = owed | {claim: max(index, owed.get(claim, -1)) for claim, index in bearing.items()}

    def is_settled(self, claim_id: UUID, log_size: int) -> bool | None:
        """Return whether no revision that bears on the claim lay between its log size and that moment.

        None when reading as of a position: how far the workers had come by then is not on record.
        """
        if self._is_past:
            return None
        return not self._is_behind and self._latest.get(claim_id, -1) < log_size


def brief(claims: Collection[UUID], *, to: Principal) -> dict[UUID, dict[str, Any]]:
    """Return status, reason, settled and determined_at of each claim."""
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    owed = Owed(claims)
    found = {
        claim: {"status": None, "reason": "", "determined_at": None, "settled": owed.is_settled(claim, -1)}
        for claim in claims
    }
    rows: QuerySet[Any, Any] = Consensus.objects.filter(claim__in=claims)
    for row in rows.values("claim_id", "status", "reason", "log_size", "determined_at"):
        claim, size = row.pop("claim_id"), row.pop("log_size")
        found[claim] = {**row, "settled": owed.is_settled(claim, size)}
    return found


def find_current(claim_id: UUID, *, to: Principal) -> tuple[dict[str, Any] | None, bool | None]:
    """Return the determination in force, told whole, and whether the claim is settled."""
    owed = Owed([claim_id])
    current = Consensus.objects.filter(claim=claim_id).values("determination_id", "log_size").first()
    if current is None:
        return None, owed.is_settled(claim_id, -1)
    (row,) = determinations(claim_id, to=to).filter(id=current["determination_id"])
    return told(row), owed.is_settled(claim_id, current["log_size"])


def determinations(claim_id: UUID, *, to: Principal) -> QuerySet[Any, dict[str, Any]]:
    """Return the determinations of a claim as rows for `told`."""
    assert to.id  # noqa: S101  # likewise
    rows: QuerySet[Any, Any] = Determination.objects.filter(claim=claim_id)
    return rows.values("id", "claim_id", "marking", "body", "log_size", "trigger", "recorded_at")


def with_former(rows: QuerySet[Any, dict[str, Any]]) -> QuerySet[Any, dict[str, Any]]:
    """Return determinations with the body of the one before each, for `told_with_difference`."""
    before = Determination.objects.filter(claim=OuterRef("claim"), log_size__lt=OuterRef("log_size"))
    former: QuerySet[Any, Any] = rows.annotate(
        former=Subquery(before.order_by("-log_size").values("body")[:1])
    )
    return former


def told_with_difference(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a determination, and what differs from the one before it."""
    whole = told(row)
    former = None if row["former"] is None else orjson.loads(row["former"])
    return {**whole, "difference": difference(former, whole)}


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a determination: its body, and beside it what is not in the body."""
    return {
        **orjson.loads(row["body"]),
        "id": row["id"],
        "claim": row["claim_id"],
        "tier": TIERS.get(row["marking"], CIRCLE),
        "log_size": row["log_size"],
        "trigger": orjson.loads(row["trigger"]),
        "determined_at": row["recorded_at"],
    }
