"""Stances with whom they are taken from, up to where each chain ends."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from actors.selectors.records import visible
from audit.attribution import Principal
from claims.models import Stance

#: So many links of a chain are followed.
LINKS = 12
STANCE = (
    "id", "claim_id", "claim__text", "actor_id", "actor__name", "source_id", "source__title", "position", "said_at",
    "recorded_at", "date_only", "basis", "credibility", "hedged", "excerpt", "locator", "derived_from_id", "relation",
    "quantity", "withdrawn_at",
)  # fmt: skip

# UNION, not UNION ALL: what many derive from is followed once.
_CHAIN = """
WITH RECURSIVE chain (id, links) AS (
    SELECT unnest(%s::uuid[]), 0
    UNION
    SELECT s.derived_from_id, chain.links + 1 FROM chain JOIN claims_stance s ON s.id = chain.id
    WHERE s.derived_from_id IS NOT NULL AND chain.links < %s
)
SELECT id FROM chain
"""


def of(stances: Collection[UUID], *, to: Principal) -> dict[UUID, dict[str, Any]]:
    """Return the stances and those that they derive from, by id, in one round trip."""
    if not stances:
        return {}
    chain = RawSQL(_CHAIN, [list(stances), LINKS])  # nosec B611 # noqa: S611 - fixed text
    rows: QuerySet[Any, dict[str, Any]] = (
        visible(Stance, to=to).filter(id__in=chain).order_by("said_at", "id").values(*STANCE)
    )
    return {row["id"]: row for row in rows}


def latest(claim_id: UUID, *, to: Principal, at_most: int) -> list[UUID]:
    """Return the latest recorded stances on a claim: for one on which nothing is decided yet."""
    rows = visible(Stance, to=to).filter(claim=claim_id).order_by("-id")
    return list(rows.values_list("id", flat=True)[:at_most])
