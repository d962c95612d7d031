"""How long a write waits for a published checkpoint, at a steady pace of writes over the API."""

import statistics
import time
from bisect import bisect_right
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from uuid import uuid4

import httpx
from django.db import connection

from audit.models import Entry
from tests.checkpoints import is_sealed, watched
from tests.crowd import at_once
from tests.stack import Stack
from tests.waiting import until

#: Writes a second, of how many clients.
PACE, CLIENTS = 50, 8

#: Of each claim the index of its first entry, and when its revision was written: a moment before its commit.
_WRITTEN = """
SELECT e.index, extract(epoch FROM h.history_date)::float8 FROM audit_entry e
JOIN claims_historicalclaim h USING (history_id) WHERE e.table_name = 'claims_claim' AND e.index >= %s
"""


@dataclass(frozen=True)
class Waits:
    """Writes a second that there really were, and the seconds that half of them and 99 of 100 waited at most."""

    rate: float
    p50: float
    p99: float


def pace(stack: Stack, *, seconds: float) -> Waits:
    """Record claims at the pace for so long, and look at the published checkpoint all the while."""
    until(is_sealed, within=60)
    first = Entry.objects.count()
    with watched(Path(stack.env["CONTESTED_LOG_FOLDER"])) as watch, stack.client() as client:
        took = _written(client, int(seconds * PACE))
        until(is_sealed, within=60)
    published_at = watch.sizes
    sizes = [size for size, _ in published_at]
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [first])
        waited = [published_at[bisect_right(sizes, index)][1] - at for index, at in cursor.fetchall()]
    quantiles = statistics.quantiles(waited, n=100)
    return Waits(len(waited) / took, quantiles[49], quantiles[98])


def _written(client: httpx.Client, many: int) -> float:
    """Post claims, each at its time, and return how many seconds it took."""
    numbers, pause, began = count(), Event(), time.monotonic()

    def write(_: int) -> None:
        while (number := next(numbers)) < many:
            pause.wait(max(0.0, began + number / PACE - time.monotonic()))
            answer = client.post(
                "claims", json={"text": f"Claim {number}."}, headers={"Idempotency-Key": str(uuid4())}
            )
            answer.raise_for_status()

    at_once(write, clients=CLIENTS)
    return time.monotonic() - began
