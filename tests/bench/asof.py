"""What a page of fifty claims costs as of then, over a million revisions, beside the same page now.

`./dev bench asof` runs it on servers of its own: milliseconds of CPU, of the process that serves the page and of the
one of PostgreSQL that reads for it, in one run.
"""
# ruff: noqa: E402 - Django is set up before what needs it is imported

import argparse
import logging
import os
import statistics
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections
from rest_framework.test import APIClient

from actors.models import BOOTSTRAP_ID, Account
from audit.attribution import audited_write
from audit.services import log
from claims.selectors import policies
from tests import figures
from tests.claims.services.walk import Staff
from tests.flows.multitude import taken_as_read
from tests.flows.timetravel import Credential

ROUNDS, REPEATS, WARM = 5, 40, 3
TICK = 1000 / os.sysconf("SC_CLK_TCK")

_CLAIMS = """
INSERT INTO claims_claim
    (id, revision, recorded_at, recorded_by_id, date_only, posted, note, text, answer, favours, against)
SELECT uuidv7(), 1, now(), %(by)s, '{}', '', '', 'Claim ' || n, '', '', '{}' FROM generate_series(1, %(many)s) n
"""
_DETERMINATIONS = """
INSERT INTO claims_determination
    (id, revision, claim_id, policy_id, tier, status, reason, log_size, inputs_sha256, body, trigger, recorded_at,
    recorded_by_id)
SELECT uuidv7(), 1, id, %(policy)s, 'public', 'unsourced', '', %(size)s, '', '{}',
    '{"conflicts_with":[],"count":0,"entries":[]}', now(), %(by)s FROM claims_claim
"""
_CONSENSUS = """
INSERT INTO claims_consensus (claim_id, determination_id, turned_id, status, reason, log_size, determined_at)
SELECT claim_id, id, id, status, reason, log_size, recorded_at FROM claims_determination
"""


def grow(claims: int, revisions: int) -> int:
    """Record claims, decide each once, and revise all of them until there are so many revisions; return the size."""
    values = {"by": Staff().id, "many": claims, "policy": policies.now().id}
    _run(_CLAIMS, values)
    _run(_DETERMINATIONS, {**values, "size": log.drain()})
    with connection.cursor() as cursor:
        cursor.execute(_CONSENSUS)
    size = log.drain()
    while size < revisions:
        _run("UPDATE claims_claim SET note = %(note)s", {"note": f"Looked at with {size} entries."})
        size = log.drain()
    taken_as_read()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return size


def _run(statement: str, values: dict[str, object]) -> None:
    with audited_write(by=Staff(), reason="a register to measure"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement, values)


def backend() -> float:
    """Return the CPU that this connection's process of PostgreSQL has used, in milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) * TICK


def measured(client: APIClient, url: str) -> tuple[float, float]:
    """Return the CPU that a page costs, here and in PostgreSQL, the mean of many."""
    for _ in range(WARM):
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
    read, here = backend(), time.process_time()
    for _ in range(REPEATS):
        client.get(url)
    spent = time.process_time() - here
    return spent * 1000 / REPEATS, (backend() - read) / REPEATS


def main() -> int:
    """Grow the register, and print what the page costs now and as of then."""
    parser = argparse.ArgumentParser(prog="dev bench asof", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--revisions", type=int, default=1_000_000)
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    started = time.monotonic()
    size = grow(asked.claims, asked.revisions)
    print(f"{asked.claims:,} claims, {size:,} revisions: {time.monotonic() - started:.0f} s", flush=True)
    client = APIClient(HTTP_HOST="localhost")
    client.force_authenticate(user=Account.objects.get(id=BOOTSTRAP_ID), token=Credential())
    pages = {"now": "/api/v1/claims"} | {
        f"with {part:4.0%} of the log": f"/api/v1/claims?known_at={int(size * part)}"
        for part in (1, 0.9, 0.5, 0.25, 0.05)
    }
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, url in pages.items():
            costs[name].append(measured(client, url))
    base = _median(costs["now"])
    print(f"\nmilliseconds of CPU a page of 50, the median of {ROUNDS} rounds of {REPEATS}; against now")
    print(f"{'page':24}{'web':>8}{'database':>10}{'both':>8}{'ratio':>8}")
    ratios = []
    for name, found in costs.items():
        web, database = _median(found)
        ratios.append((web + database) / sum(base))
        print(f"{name:24}{web:8.2f}{database:10.2f}{web + database:8.2f}{ratios[-1]:8.2f}")
    figures.measured("P11", by="bench asof", page=max(ratios), revisions=size)
    return 0


def _median(found: list[tuple[float, float]]) -> tuple[float, float]:
    web, database = zip(*found, strict=True)
    return statistics.median(web), statistics.median(database)


if __name__ == "__main__":
    sys.exit(main())
