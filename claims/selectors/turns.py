"""When the status of claims turned: the determinations that say another one than the determination before."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from audit.attribution import Principal
from claims.models import Determination


def of(claims: Collection[UUID], *, to: Principal, at_most: int) -> list[dict[str, Any]]:
    """Return the latest turns of the claims, latest first: from which status to which, when, and what made it due."""
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    former = Window(Lag("status"), partition_by=F("claim_id"), order_by="log_size")
    rows = (
        Determination.objects.filter(claim__in=claims)
        .annotate(former=former)
        .filter(Q(former__isnull=True) | ~Q(former=F("status")))
        .order_by("-recorded_at", "-id")
        .values("id", "claim_id", "status", "former", "reason", "log_size", "recorded_at", "trigger")
    )
    return [{**row, "trigger": orjson.loads(row["trigger"])} for row in rows[:at_most]]
