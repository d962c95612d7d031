"""Many writers on few rows, while others drain, hold a snapshot, and are cut off."""

# ruff: noqa: S608 - statements over tables of both kinds, named by their models
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.db.models import F, Value
from django.db.models.functions import Concat

from audit import attribution
from audit.services import log
from tests.audit.samples import attributed
from tests.databases import Database

WRITERS = 16
SINGLES = 12
PAIRS = 6
#: How often a writer takes back what it wrote; for how many seconds a long transaction stays open, at most.
CHANGES_OF_MIND = 0.05
LONG = 0.4
#: Two transactions wait for each other, one is rolled back; a connection is cut off.
DEADLOCK, CUT_OFF = "40P01", "57P01"
#: What whoever is connected meets when the server ends, starts, or is not there: such an error has no code.
CRASH = {CUT_OFF, "57P02", "57P03", None}

Work = Callable[[], None]


@contextmanager
def many_at_once() -> Iterator[None]:
    """Let every thread have a connection and often its turn, and leave the workers alone."""
    pool = connections.settings["default"]["OPTIONS"]["pool"]
    interval = sys.getswitchinterval()
    connection.close()
    connection.close_pool()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "on_written", [])
        patch.setitem(pool, "max_size", 24)
        patch.setitem(pool, "timeout", 60)
        sys.setswitchinterval(0.0005)
        try:
            yield
        finally:
            sys.setswitchinterval(interval)
            connection.close()
            connection.close_pool()


class ChangedMindError(Exception):
    """What a writer raises to take back what it wrote."""


@dataclass
class Contest:
    """Writers on the rows of one model. Both rows of a pair get their name in one transaction, always."""

    model: Any
    database: Database
    #: Whether the server may go down; then nobody knows of a transaction that was open whether it was committed.
    may_crash: bool = False
    done: Counter[str] = field(default_factory=Counter)
    singles: list[UUID] = field(default_factory=list)
    pairs: list[tuple[UUID, UUID]] = field(default_factory=list)
    #: Rows that were created in transactions whose commit was answered.
    kept: list[UUID] = field(default_factory=list)
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
        return sum(self.done.values()) - self.done["rolled back"] - self.done["cut off"]

    def run(self, *, seconds: float, commits: int = 0, beside: Collection[Work] = ()) -> None:
        """Let them write for so long, and until there are so many commits; then raise what went wrong.

        What goes on beside them is done again and again in threads of its own.
        """
        works = [Writer(self, seed).write for seed in range(WRITERS)]
        threads = [Thread(target=self._guarded, args=[work]) for work in (*works, self._sit, *beside)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline or self.commits < commits:
            if self.is_over_after(0.05):
                break
        self._stop.set()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def is_over_after(self, seconds: float) -> bool:
        """Let so much time pass, or less where it is over before; return whether it is."""
        return self._stop.wait(seconds)

    def count(self, what: str, kept: Collection[UUID] = ()) -> None:
        """Count something that was done, and what is there now for good."""
        with self._lock:
            self.done[what] += 1
            self.kept += kept

    def _guarded(self, work: Work) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
            self._failures.append(error)
            self._stop.set()
        finally:
            connection.close()

    def _sit(self) -> None:
        """Sit in a transaction with a snapshot, which keeps every dead row of the outbox."""
        try:
            with psycopg.connect(self.database.app_url) as idle:
                idle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                while not self.is_over_after(0.5):
                    idle.execute("SELECT FROM audit_outbox LIMIT 1")
        except psycopg.OperationalError:
            if not self.may_crash:
                raise
            self.is_over_after(0.2)


class Drains:
    """Those who drain, and whoever cuts them off in the middle of it."""

    def __init__(self, contest: Contest) -> None:
        self._contest = contest
        #: Sizes that the log had when somebody asked.
        self.sizes: set[int] = set()
        self.cut_off = 0

    def drain(self) -> None:
        """Drain, and note the size."""
        try:
            self.sizes.add(log.drain())
        except OperationalError as error:
            if sqlstate(error) not in {CUT_OFF, None}:  # a connection that is gone has no code to give
                raise
            self.cut_off += 1
            connection.close()

    def cut(self) -> None:
        """End a connection that drains, in the middle of it."""
        with psycopg.connect(self._contest.database.app_url, autocommit=True) as watcher:
            while not self._contest.is_over_after(0.3):
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
        self._made: list[UUID] = []
        #: Each as likely as the others.
        self.acts = [
            self.save, self.save_one_field, self.update, self.update_many, self.raw, self.upsert, self.create,
            self.name_pair, self.take_long,
        ]  # fmt: skip

    def write(self) -> None:
        """Write something, in one transaction, and now and then take it back."""
        act = self.rng.choice(self.acts)
        self._made = []
        try:
            with attributed():
                act()
                self._reconsider()
        except ChangedMindError:
            self.contest.count("rolled back")
        except OperationalError as error:
            self._is_to_be_expected(error)
        else:
            self.contest.count(act.__name__, self._made)

    def _reconsider(self) -> None:
        if self.rng.random() < CHANGES_OF_MIND:
            raise ChangedMindError

    def _is_to_be_expected(self, error: OperationalError) -> None:
        """Count what ended a transaction; raise it where nothing should have."""
        if sqlstate(error) == DEADLOCK:
            self.contest.count("rolled back")
        elif self.contest.may_crash and sqlstate(error) in CRASH:
            self.contest.count("cut off")
            connection.close()
            self.contest.is_over_after(0.1)
        else:
            raise error

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
        made = [self.contest.new(), self.contest.new()]
        self.model.objects.bulk_create(made)
        self._made += [row.pk for row in made]

    def name_pair(self) -> None:
        """Name both rows of a pair alike, in two statements."""
        name = uuid4().hex
        for half in self.rng.choice(self.contest.pairs):
            self.model.objects.filter(pk=half).update(name=name)

    def take_long(self) -> None:
        """Create rows early and late in a transaction that others begin and end within."""
        self.create()
        self.contest.is_over_after(self.rng.random() * LONG)
        self.create()


def sqlstate(error: OperationalError) -> str | None:
    """Return PostgreSQL's code of an error."""
    return getattr(error.__cause__, "sqlstate", None)
