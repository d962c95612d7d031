"""What the log costs whoever writes: transactions a second of sixteen clients, with the log and without.

Both on one server, in turns: the register as it is, drained every second as a running one is, and a copy of it whose
triggers write revisions and leave the outbox alone. PostgreSQL's own load generator is the client, so that the
database's work is compared and no Python's.
"""

import re
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
from psycopg import sql

from actors.models import Actor
from audit.attribution import audited_write
from claims.models import Claim, Source, Stance
from config.embedded.postgres import binary
from tests.audit.write_paths import columns
from tests.bench.filling import BY
from tests.databases import Database

CLIENTS = 16
#: Seconds between two drains.
DRAINED = 1.0

#: What a trigger does beside writing revisions; without it, it does no more than that.
_OUTBOX = re.compile(
    r'WITH written AS \(\s*(INSERT .*?)\s*RETURNING history_id, "id"\s*\)\s*INSERT INTO public\.audit_outbox.*?;',
    re.DOTALL,
)
#: Whom and what a write is about, of chance: so many claims, actors and sources.
CHOICE = 100
_WRITE = """
\\set n random(1, {choice})
BEGIN;
SELECT set_config('audit.account', '{by}', true), set_config('audit.partner', '', true),
    set_config('audit.key', '', true), set_config('audit.channel', 'api', true),
    set_config('audit.request', '', true), set_config('audit.reason', 'a write to measure', true),
    set_config('audit.xid', pg_current_xact_id()::text, true);
{insert};
COMMIT;
"""


def write() -> str:
    """Record what stances are about; return one write as the application makes it, who and why and a stance."""
    with audited_write(by=BY, reason="a register to measure"):

        def made(model: Any, **values: Any) -> list[Any]:
            return model.objects.bulk_create([model(**values, recorded_by_id=BY.id) for _ in range(CHOICE)])

        actors = made(Actor, name="Somebody", kind="person", reliability="B")
        sources = made(Source, title="A report", kind="article", publisher=actors[0])
        claims = made(Claim, text="The village is held.")
    now = datetime.now(tz=UTC)
    stance = Stance(position="supports", basis="reported", said_at=now, recorded_at=now, recorded_by_id=BY.id)
    values = {column: sql.Literal(value) for column, value in columns(stance).items()}
    values |= {"id": sql.SQL("uuidv7()"), "recorded_at": sql.SQL("now()"), "said_at": sql.SQL("now()")}
    values["excerpt"] = sql.SQL("'As the statement of the day puts it: ' || clock_timestamp()")
    for name, rows in (("claim_id", claims), ("actor_id", actors), ("source_id", sources)):
        values[name] = sql.SQL("({}::uuid[])[:n]").format(sql.Literal([row.pk for row in rows]))
    insert = sql.SQL("INSERT INTO claims_stance ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(values.values())
    )
    return _WRITE.format(choice=CHOICE, by=BY.id, insert=insert.as_string())


def without_log(database: Database) -> None:
    """Have the triggers of a database write revisions alone."""
    with psycopg.connect(database.owner_url) as owner:
        functions = owner.execute(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid"
            " WHERE p.prosrc LIKE '%INSERT INTO public.audit_outbox%'"
        ).fetchall()
        for (definition,) in functions:
            bare, count = _OUTBOX.subn(r"\1;", definition)
            if count != 1 or "audit_outbox" in bare:
                raise ValueError(f"a trigger is not written as it was: {definition}")
            owner.execute(bare)
    print(f"{len(functions)} triggers without the outbox")


@contextmanager
def drained(database: Database) -> Iterator[None]:
    """Drain a database every second, as the sequencer does."""
    over = Event()

    def drain() -> None:
        with psycopg.connect(database.app_url, autocommit=True) as connection:
            while not over.is_set():
                connection.execute("SELECT public.audit_drain()")
                over.wait(DRAINED)

    thread = Thread(target=drain)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def rate(database: Database, script: Path, *, seconds: int) -> float:
    """Return how many writes a second are committed."""
    options = {"client": CLIENTS, "jobs": 1, "protocol": "prepared", "time": seconds, "file": script}
    chosen = [f"--{name}={value}" for name, value in options.items()]
    command = [binary("pgbench"), "--no-vacuum", *chosen, database.app_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if found is None or "number of failed transactions: 0 " not in done.stdout:
        raise ValueError(done.stdout + done.stderr)
    return float(found[1])


def compare(logged: Database, bare: Database, script: Path, *, rounds: int, seconds: int) -> float:
    """Measure both in turns, each first in every other round; return the median of the ratios."""
    ratios = []
    for number in range(rounds):
        rates = {}
        for database in (logged, bare)[:: 1 if number % 2 else -1]:
            if database is logged:
                with drained(logged):
                    rates[logged] = rate(logged, script, seconds=seconds)
            else:
                rates[bare] = rate(bare, script, seconds=seconds)
        ratios.append(rates[logged] / rates[bare])
        print(f"round {number + 1}: {rates[logged]:7,.0f} with, {rates[bare]:7,.0f} without", flush=True)
    return statistics.median(ratios)
