"""Many writers on few rows, while others drain, hold a snapshot, and are cut off."""

# ruff: noqa: S608 - statements over tables of both kinds, named by their models
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import OperationalError, connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from audit.services import log
from tests.audit.samples import attributed
from tests.databases import Database

WRITERS = 16
SINGLES = 12
PAIRS = 6
#: Two transactions wait for each other, one is rolled back; a connection is cut off.
DEADLOCK, CUT_OFF = "40P01", "57P01"


class ChangedMindError(Exception):
    """What a writer raises to take back what it wrote."""


@dataclass
class Contest:
    """Writers on the rows of one model. Both rows of a pair get their name in one transaction, always."""

    model: Any
    database: Database
    done: Counter[str] = field(default_factory=Counter)
    #: Sizes that the log had when somebody asked.
    sizes: set[int] = field(default_factory=set)
    cut_off: int = 0
    singles: list[UUID] = field(default_factory=list)
    pairs: list[tuple[UUID, UUID]] = field(default_factory=list)
    _failures: list[BaseException] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _stop: Event = field(default_factory=Event)

    def prepare(self) -> None:
        """Create the rows."""
        made = [self.new() for _ in range(SINGLES + 2 * PAIRS)]
        with attributed():
            self.model.objects.bulk_create(made)
        self.singles = [row.pk for row in made[:SINGLES]]
        halves = [row.pk for row in made[SINGLES:]]
        self.pairs = list(zip(halves[::2], halves[1::2], strict=True))

    def new(self) -> Any:
        """Return a row, not saved."""
        return self.model(slug=uuid4().hex, name="", note="")

    @property
    def commits(self) -> int:
        """How many transactions of writers were committed."""
        return sum(self.done.values()) - self.done["rolled back"]

    def run(self, *, seconds: float, commits: int = 0) -> None:
        """Let them write for so long, and until there are so many commits; then raise what went wrong."""
        works = [Writer(self, seed).write for seed in range(WRITERS)]
        threads = [
            Thread(target=self._guarded, args=[w]) for w in (*works, self._drain, self._drain, self._cut)
        ]
        with psycopg.connect(self.database.app_url) as idle:
            # A transaction that sits there with a snapshot keeps every dead row of the outbox.
            idle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            idle.execute("SELECT count(*) FROM audit_outbox")
            for thread in threads:
                thread.start()
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline or self.commits < commits:
                if self._stop.wait(0.05):
                    break
            self._stop.set()
            for thread in threads:
                thread.join()
        if self._failures:
            raise self._failures[0]

    def count(self, what: str) -> None:
        """Count something that was done."""
        with self._lock:
            self.done[what] += 1

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
            self._failures.append(error)
            self._stop.set()
        finally:
            connection.close()

    def _drain(self) -> None:
        try:
            self.sizes.add(log.drain())
        except OperationalError as error:
            if sqlstate(error) not in {CUT_OFF, None}:  # a connection that is gone has no code to give
                raise
            self.cut_off += 1
            connection.close()

    def _cut(self) -> None:
        """End a connection that drains, in the middle of it."""
        with psycopg.connect(self.database.app_url, autocommit=True) as watcher:
            while not self._stop.wait(0.3):
                watcher.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND query LIKE '%audit_drain%' AND state = 'active' AND pid <> pg_backend_pid() LIMIT 1"
                )


class Writer:
    """One of many writers, with rows that it read long ago."""

    def __init__(self, contest: Contest, seed: int) -> None:
        self.contest, self.model = contest, contest.model
        self.rng = random.Random(seed)
        self.stale = list(self.model.objects.filter(pk__in=contest.singles))
        #: Each as likely as the others.
        self.acts = [
            self.save, self.save_one_field, self.update, self.update_many, self.raw, self.upsert, self.create,
            self.name_pair, self.change_mind,
        ]  # fmt: skip

    def write(self) -> None:
        """Write something, in one transaction."""
        act = self.rng.choice(self.acts)
        try:
            with attributed():
                act()
        except ChangedMindError:
            self.contest.count("rolled back")
        except OperationalError as error:
            if sqlstate(error) != DEADLOCK:
                raise
            self.contest.count("rolled back")
        else:
            self.contest.count(act.__name__)

    def save(self) -> None:
        """Save a stale row whole."""
        row = self.rng.choice(self.stale)
        row.note = uuid4().hex
        row.save()

    def save_one_field(self) -> None:
        """Save one field of a row whose others are stale."""
        row = self.rng.choice(self.stale)
        row.is_active = not row.is_active
        row.save(update_fields=["is_active"])

    def update(self) -> None:
        single = self.rng.choice(self.contest.singles)
        self.model.objects.filter(pk=single).update(note=Concat(F("note"), Value("+")))

    def update_many(self) -> None:
        chosen = self.rng.sample(self.contest.singles, 3)
        self.model.objects.filter(pk__in=chosen).update(note=uuid4().hex)

    def raw(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{self.model._meta.db_table}" SET note = left(note, 20) || %s WHERE id = %s',
                [str(self.rng.random()), self.rng.choice(self.contest.singles)],
            )

    def upsert(self) -> None:
        """Insert two rows, of which one is there."""
        known, new = self.contest.new(), self.contest.new()
        known.pk, known.note = self.rng.choice(self.contest.singles), uuid4().hex
        self.model.objects.bulk_create(
            [known, new], update_conflicts=True, unique_fields=["id"], update_fields=["note"]
        )

    def create(self) -> None:
        self.model.objects.bulk_create([self.contest.new(), self.contest.new()])

    def name_pair(self) -> None:
        """Name both rows of a pair alike, in two statements."""
        name = uuid4().hex
        for half in self.rng.choice(self.contest.pairs):
            self.model.objects.filter(pk=half).update(name=name)

    def change_mind(self) -> None:
        self.update_many()
        raise ChangedMindError


def sqlstate(error: OperationalError) -> str | None:
    """Return PostgreSQL's code of an error."""
    return getattr(error.__cause__, "sqlstate", None)
