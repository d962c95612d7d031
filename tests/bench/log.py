"""What the log costs, and how soon it has what was written: `./dev bench log`, on servers of its own.

Saves and drains are told in CPU, writes as a ratio in one run; only what a reader waits for is told by the clock.
"""
# ruff: noqa: E402 - Django is set up before what needs it is imported

import argparse
import logging
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from audit.attribution import audited_write
from audit.models import Entry
from audit.services import log
from config.embedded.servers import base_environment
from tests import figures
from tests.bench import cost, saving, writing
from tests.bench.filling import BY
from tests.bench.waiting import pace
from tests.databases import Database, elsewhere
from tests.server import Server, durable
from tests.stack import running
from tests.stock import models as stock

_ROWS = """
INSERT INTO claims_claim
    (id, revision, recorded_at, recorded_by_id, date_only, posted, note, text, answer, favours, against)
SELECT uuidv7(), 1, now(), %s, '{}', '', '', 'Claim ' || n, '', '', '{}' FROM generate_series(1, %s) n
"""


def measure_saves(*, rounds: int) -> None:
    """Print what a revision costs beside a plain save."""
    stock.create_tables()
    for name, (ours, theirs) in saving.compare(rounds=rounds).items():
        figures.measured("P16", by="bench log", **{name: ours, f"{name}_beside_stock": ours / theirs})


def measure_drain(*, entries: int, rounds: int) -> None:
    """Print how many entries a drain makes in a second of PostgreSQL's CPU, with that many waiting."""
    rates = []
    log.drain()
    for _ in range(rounds):
        with audited_write(by=BY, reason="to drain"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(_ROWS, [BY.id, entries])
        before, had = cost.database() or 0.0, Entry.objects.count()
        size = log.drain()
        spent = ((cost.database() or 0.0) - before) / 1000
        rates.append((size - had) / spent)
        print(
            f"{size - had:,} entries drained in {spent:.1f} s of CPU, {rates[-1]:,.0f} a second", flush=True
        )
    figures.measured("P10", by="bench log", drained=statistics.median(rates))


def measure_writes(server: Server, folder: Path, *, rounds: int, seconds: int) -> None:
    """Print what part of the writes without a log there are with one."""
    script = folder / "write.sql"
    with elsewhere(server.database, {**os.environ, "CONTESTED_LOG_HEAD": str(folder / "none")}):
        script.write_text(writing.write())
    with copied(server, "logged") as logged, copied(server, "bare") as bare:
        writing.without_log(bare)
        ratio = writing.compare(logged, bare, script, rounds=rounds, seconds=seconds)
    print(f"writes of {writing.CLIENTS} clients with the log: {ratio:.2f} of those without", flush=True)
    figures.measured("P9", by="bench log", throughput=ratio)


@contextmanager
def copied(server: Server, name: str) -> Iterator[Database]:
    """Provide a copy of a server's database."""
    with psycopg.connect(server.postgres.superuser_url, autocommit=True) as superuser:
        copy = sql.SQL("CREATE DATABASE {} OWNER contested_owner TEMPLATE {}")
        superuser.execute(copy.format(sql.Identifier(name), sql.Identifier(server.database.name)))
        yield server.named(name)
        superuser.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def measure_wait(server: Server, folder: Path, *, seconds: float) -> None:
    """Print how long what is written waits for a published checkpoint, while the whole stack is at work."""
    with running(folder, server.database, base_environment()) as stack, elsewhere(stack.database, stack.env):
        found = pace(stack, seconds=seconds)
    print(
        f"{found.rate:.0f} writes a second; a checkpoint covers half after {found.p50:.2f} s,"
        f" 99 of 100 after {found.p99:.2f} s",
        flush=True,
    )
    figures.measured("P10", by="bench log", rate=found.rate, p50=found.p50, p99=found.p99)


def main() -> int:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(prog="dev bench log", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a quick look")
    is_short = parser.parse_args().short
    logging.disable(logging.WARNING)
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    cost.alone()
    measure_saves(rounds=3 if is_short else 9)
    measure_drain(entries=10_000 if is_short else 50_000, rounds=3)
    with TemporaryDirectory() as name, durable(Path(name) / "server") as server:
        folder = Path(name)
        measure_writes(server, folder, rounds=9 if is_short else 25, seconds=1)
        measure_wait(server, folder / "stack", seconds=10 if is_short else 60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
