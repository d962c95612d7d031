"""What a request costs: CPU of the process that serves it and of PostgreSQL behind it, queries, bytes."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

REPEATS, WARM = 20, 3
#: So many processes are begun for a first request.
BEGUN = 7

#: A request, numbered from 0: a page may be of another day each time.
Request = Callable[[int], Any]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU, median and worst of all requests; what PostgreSQL used for them, on average; the rest once.

    PostgreSQL's part is None where the system does not tell it.
    """

    serving: float
    worst: float
    database: float | None
    queries: int
    size: int

    @property
    def total(self) -> float:
        """Return what a request costs altogether."""
        return self.serving + (self.database or 0)

    @property
    def rest(self) -> list[str]:
        """Return the worst, the queries and the kilobytes, in words."""
        return [f"{self.worst:.1f}", str(self.queries), f"{self.size / 1000:.1f}"]

    def __str__(self) -> str:
        return f"{self.serving:.1f} + {'-' if self.database is None else f'{self.database:.1f}'}"


def of(request: Request, *, status: int = 200) -> Cost | str:
    """Measure a request, or say why not."""
    for number in range(WARM):
        answer = request(number)
        if answer.status_code != status:
            return f"answered {answer.status_code}"
    spent: list[float] = []
    before = database()
    for number in range(WARM, WARM + REPEATS):
        started = time.process_time()
        request(number)
        spent.append((time.process_time() - started) * 1000)
    after = database()
    with CaptureQueriesContext(connection) as queries:
        size = len(request(WARM + REPEATS).content)
    used = None if before is None or after is None else (after - before) / REPEATS
    return Cost(statistics.median(spent), max(spent), used, len(queries), size)


def of_first(address: str) -> Cost | str:
    """Measure a request as the first page of processes that have just begun."""
    told = [_begun(address) for _ in range(BEGUN)]
    if told[0]["status"] != 200:
        return f"answered {told[0]['status']}"
    spent = [one["serving"] for one in told]
    used = None if told[0]["database"] is None else statistics.mean(one["database"] for one in told)
    return Cost(statistics.median(spent), max(spent), used, told[0]["queries"], told[0]["size"])


def _begun(address: str) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "tests.bench.begun", address]
    told: dict[str, Any] = json.loads(subprocess.check_output(command))
    return told


def alone() -> None:
    """Have PostgreSQL work for this connection in one process, whose time is its all."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")


def database() -> float | None:
    """Return the milliseconds of CPU that PostgreSQL has used for this connection so far (Linux tells)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError):
        return None
