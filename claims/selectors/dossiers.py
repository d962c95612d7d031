"""What the page of one claim is made of: the claim, what is decided on it, and staff's own ruling beside that."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from actors.selectors.records import visible
from audit.attribution import Principal
from audit.errors import NotFoundError
from claims.models import Claim, ClaimRelation, Verdict
from claims.selectors.consensus import Owed

#: At most so many related claims are listed.
RELATED = 50
#: What is told of a claim itself.
CLAIM = (
    "id", "revision", "text", "answer", "quantity", "valid_from", "valid_to", "favours", "against", "note", "date_only",
    "recorded_at", "withdrawn_at", "question_id", "question__text", "place_id", "place__name", "partner__name",
)  # fmt: skip
_DECIDED = "consensus__determination__"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A claim as it stands and its last determination; `body` is that decision, unchanged."""

    claim: dict[str, Any]
    body: dict[str, Any] | None
    log_size: int | None
    determined_at: Any
    settled: bool | None
    policy: dict[str, Any] | None
    verdict: dict[str, Any] | None


def of(claim_id: UUID, *, to: Principal) -> Dossier:
    """Return the dossier of a claim.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    owed = Owed([claim_id])
    ruled = JSONObject(ruling="ruling", grounds="grounds", at="recorded_at")
    verdict = Verdict.objects.filter(claim=OuterRef("id"), withdrawn_at__isnull=True).order_by("-id")
    row = (
        visible(Claim, to=to)
        .filter(id=claim_id)
        .annotate(verdict=Subquery(verdict.annotate(ruled=ruled).values("ruled")[:1]))
        .values(
            *CLAIM,
            "verdict",
            "consensus__log_size",
            f"{_DECIDED}body",
            f"{_DECIDED}log_size",
            f"{_DECIDED}recorded_at",
            f"{_DECIDED}policy__document",
        )
        .first()
    )
    if row is None:
        raise NotFoundError(f"There is no claim {claim_id}.")
    body, policy = row[f"{_DECIDED}body"], row[f"{_DECIDED}policy__document"]
    return Dossier(
        claim={name: row[name] for name in CLAIM},
        body=orjson.loads(body) if body else None,
        log_size=row[f"{_DECIDED}log_size"],
        determined_at=row[f"{_DECIDED}recorded_at"],
        settled=owed.is_settled(claim_id, row["consensus__log_size"] if body else -1),
        policy=orjson.loads(policy) if policy else None,
        verdict=row["verdict"],
    )


def related(claim_id: UUID, *, to: Principal) -> list[dict[str, Any]]:
    """Return the claims related to a claim, latest related first: kind, direction, text and status."""
    found = (
        visible(ClaimRelation, to=to)
        .filter(Q(from_claim=claim_id) | Q(to_claim=claim_id), withdrawn_at__isnull=True)
        .order_by("-id")
        .values(
            "kind",
            *(
                f"{end}_claim{column}"
                for end in ("from", "to")
                for column in ("_id", "__text", "__consensus__status")
            ),
        )[:RELATED]
    )
    return [_other(row, claim_id) for row in found]


def _other(row: dict[str, Any], claim_id: UUID) -> dict[str, Any]:
    is_from = row["from_claim_id"] == claim_id
    end = "to" if is_from else "from"
    return {
        "kind": row["kind"],
        "is_from": is_from,
        "id": row[f"{end}_claim_id"],
        "text": row[f"{end}_claim__text"],
        "status": row[f"{end}_claim__consensus__status"],
    }
