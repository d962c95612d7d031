"""What it costs that partners see different things: a list, a record and a new record, with and without, in one run.

`./dev bench seen` runs it on servers of its own: milliseconds of CPU, of the process that serves and of the one of
PostgreSQL that reads for it. Four partners share the register; a quarter of the claims is everyone's, the rest each
partner's own. Each request comes with a key and is whole, but for what HTTP costs and for limits (off). Without:
the same requests as they were before there were markings, reading the tables themselves.
"""
# ruff: noqa: E402 - Django is set up before what needs it is imported

import argparse
import logging
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest import mock
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections
from rest_framework.test import APIClient

from actors.models import Account, Scope
from actors.services import keys
from audit.attribution import audited_write
from audit.selectors import readers
from audit.services import log
from claims.models import Claim
from claims.selectors import policies
from config.http import limits
from tests.bench.asof import backend
from tests.claims.services.walk import Staff
from tests.flows.hidden import member
from tests.flows.multitude import taken_as_read

ROUNDS, REPEATS, WARM = 9, 30, 3
SIZES = (10_000, 200_000)

_CLAIMS = """
INSERT INTO claims_claim
    (id, revision, recorded_at, recorded_by_id, date_only, posted, note, text, answer, favours, against, marking,
    circles)
SELECT uuidv7(), 1, now(), %(by)s, '{}', '', '', 'Claim ' || n, '', '', '{}',
    CASE WHEN n %% 4 = 0 THEN 'clear' ELSE 'amber' END,
    CASE WHEN n %% 4 = 0 THEN '{}' ELSE ARRAY[(%(partners)s::uuid[])[1 + n %% 3]] END
FROM generate_series(1, %(many)s) n
"""
_DETERMINATIONS = """
INSERT INTO claims_determination
    (id, revision, claim_id, policy_id, tier, status, reason, log_size, inputs_sha256, body, trigger, recorded_at,
    recorded_by_id)
SELECT uuidv7(), 1, id, %(policy)s, 'public', 'unsourced', '', %(size)s, '', '{}',
    '{"conflicts_with":[],"count":0,"entries":[]}', now(), %(by)s FROM claims_claim c
WHERE NOT EXISTS (SELECT FROM claims_determination d WHERE d.claim_id = c.id)
"""
_CONSENSUS = """
INSERT INTO claims_consensus (claim_id, determination_id, turned_id, status, reason, log_size, determined_at)
SELECT claim_id, id, id, status, reason, log_size, recorded_at FROM claims_determination
ON CONFLICT DO NOTHING
"""


def grow(to: int, partners: list[Any]) -> None:
    """Record claims until there are so many, and decide each."""
    values: dict[str, Any] = {"by": Staff().id, "partners": partners, "many": to - Claim.objects.count()}
    with audited_write(by=Staff(), reason="a register to measure"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_CLAIMS, values)
    size = log.drain()
    with audited_write(by=Staff(), reason="a register to measure"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_DETERMINATIONS, {**values, "policy": policies.now().id, "size": size})
        cursor.execute(_CONSENSUS)
    log.drain()
    taken_as_read()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def requests(client: Any) -> dict[str, Callable[[], Any]]:
    """Return what is measured, by name."""
    some = client.get("/api/v1/claims").json()["results"][7]["id"]

    def record() -> Any:
        body = {"text": "Another claim.", "favours": "red"}
        return client.post("/api/v1/claims", body, format="json", headers={"Idempotency-Key": str(uuid4())})

    return {
        "list": lambda: client.get("/api/v1/claims"),
        "detail": lambda: client.get(f"/api/v1/claims/{some}"),
        "POST": record,
    }


def cost(send: Callable[[], Any]) -> float:
    """Return the CPU of a request, here and in PostgreSQL: the mean of many, in milliseconds."""
    for _ in range(WARM):
        assert send().status_code in (200, 201)
    read, here = backend(), time.process_time()
    for _ in range(REPEATS):
        assert send().status_code in (200, 201)
    return (time.process_time() - here) * 1000 / REPEATS + (backend() - read) / REPEATS


def unseen() -> Any:
    """Return a context in which everybody reads the tables themselves."""
    return mock.patch.object(readers, "_narrowed", return_value=nullcontext())


def main() -> int:
    """Grow the register twice, and print what each request costs with and without."""
    parser = argparse.ArgumentParser(prog="dev bench seen", description=__doc__)
    parser.add_argument("--claims", default=",".join(map(str, SIZES)), help="how many, with commas between")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    four = [member(f"partner-{number}") for number in range(4)]
    account = Account.objects.get(id=four[1].id)
    _, secret = keys.issue(
        account=account, scopes=[Scope.READ, Scope.WRITE], by=Staff(), reason="to measure with"
    )
    client = APIClient(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {secret}")
    print(f"milliseconds of CPU a request, the median of {ROUNDS} rounds of {REPEATS}")
    print(f"{'claims':>9}  {'request':8}{'without':>9}{'with':>9}{'ratio':>8}")
    listed = []
    mock.patch.object(limits.limits, "take", return_value=None).start()
    for claims in map(int, asked.claims.split(",")):
        grow(claims, [each.partner_id for each in four[1:]])
        for name, send in requests(client).items():
            found: dict[str, list[float]] = {"with": [], "without": []}
            for _ in range(ROUNDS):
                found["with"].append(cost(send))
                with unseen():
                    found["without"].append(cost(send))
            with_, without = statistics.median(found["with"]), statistics.median(found["without"])
            print(f"{claims:9,}  {name:8}{without:9.2f}{with_:9.2f}{with_ / without:8.2f}", flush=True)
            if name == "list":
                listed.append(with_)
    print(f"a list of the last size against the first: {listed[-1] / listed[0]:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
