"""Many writers at once: every row is as its newest revision says, and every revision is in the log, once."""

# ruff: noqa: S608 - statements over tables of both kinds, named by their models
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.models import Max

from actors.models import Partner
from audit import attribution
from audit.models import Entry, Outbox
from audit.records import tracked_models
from audit.services import log
from tests.audit.contention import Contest
from tests.databases import Database
from tests.stock import models as stock


@pytest.fixture
def many(own_db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Let every thread have a connection and often its turn, and leave the workers alone."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    monkeypatch.setattr(attribution, "on_written", [])
    connection.close()
    connection.close_pool()
    pool = connections.settings["default"]["OPTIONS"]["pool"]
    monkeypatch.setitem(pool, "max_size", 24)
    monkeypatch.setitem(pool, "timeout", 60)
    yield own_db
    sys.setswitchinterval(interval)
    connection.close()
    connection.close_pool()


def rows_unlike_their_newest_revision(model: Any) -> int:
    """Count the rows that differ from what is recorded of them last, or of which nothing is recorded."""
    names = [f.column for f in model._meta.concrete_fields]
    table, history = model._meta.db_table, model.history.model._meta.db_table
    row, revision = (", ".join(f'{alias}."{name}"' for name in names) for alias in "tr")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE r.id IS NULL OR ({row}) IS DISTINCT FROM ({revision}))"
            f' FROM "{table}" t LEFT JOIN LATERAL (SELECT * FROM "{history}" h WHERE h.id = t.id'
            " ORDER BY history_date DESC, history_id DESC LIMIT 1) r ON true"
        )
        rows, mismatches = cursor.fetchone()
    assert rows
    return mismatches


def missed_and_doubled() -> tuple[int, int]:
    """Count the revisions that are not in the log, and the entries too many; indexes have no gaps."""
    sealed = list(Entry.objects.order_by("index").values_list("index", "table_name", "history_id"))
    assert [index for index, _, _ in sealed] == list(range(len(sealed)))
    entered = {(table, history_id) for _, table, history_id in sealed}
    committed = {
        (model._meta.db_table, history_id)
        for model in tracked_models()
        for history_id in model.history.values_list("history_id", flat=True)
    }
    assert entered <= committed
    return len(committed - entered), len(sealed) - len(entered)


def cuts() -> list[int]:
    """Return the size that the log had after each drain."""
    # All entries of one drain have one time.
    drained = Entry.objects.values("drained_at").annotate(size=Max("index") + 1)
    return sorted(drained.values_list("size", flat=True))


def torn(contest: Contest, sizes: Iterable[int]) -> list[int]:
    """Return the sizes at which the rows of a pair have different names; each record's numbers must be in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.index, h.id, h.name, h.revision FROM audit_entry e"
            " JOIN actors_historicalpartner h USING (history_id) WHERE e.table_name = 'actors_partner'"
            " ORDER BY e.index DESC"
        )
        to_come = cursor.fetchall()
    names: dict[UUID, str] = {}
    numbers: Counter[UUID] = Counter()
    found = []
    for size in sizes:
        while to_come and to_come[-1][0] < size:
            _, record, names[record], number = to_come.pop()
            numbers[record] += 1
            assert number == numbers[record]
        if any(names.get(one) != names.get(other) for one, other in contest.pairs):
            found.append(size)
    return found


@pytest.mark.parametrize(
    ("seconds", "commits"),
    [
        pytest.param(4, 200, id="short"),
        pytest.param(
            float(os.environ.get("CONTESTED_SOAK_SECONDS", "60")),
            5_000,
            id="soak",
            marks=[pytest.mark.soak, pytest.mark.timeout(1800)],
        ),
    ],
)
def test_record_is_whole_under_contention(
    seconds: float, commits: int, many: Database, figure: Callable[..., None]
):
    contest = Contest(Partner, many)
    contest.prepare()

    contest.run(seconds=seconds, commits=commits)
    contest.sizes.add(log.drain())

    mismatches = rows_unlike_their_newest_revision(Partner)
    figure(
        "P2",
        f"{mismatches} mismatches in {contest.commits} commits, {contest.done['rolled back']} rolled back",
    )
    missed, doubled = missed_and_doubled()
    torn_cuts = torn(contest, cuts())
    figure(
        "P8",
        f"{Entry.objects.count()} entries, {missed} missed, {doubled} doubled, {contest.cut_off} drains cut off,"
        f" {len(torn_cuts)} of {len(cuts())} cuts torn",
    )
    assert (mismatches, missed, doubled, torn_cuts) == (0, 0, 0, [])
    # What was looked for can be seen: between the cuts pairs are torn.
    assert torn(contest, range(max(contest.sizes)))
    assert not Outbox.objects.exists()
    assert contest.sizes <= {*cuts()}
    assert contest.done.keys() >= {"save", "save_one_field", "update", "upsert", "name_pair", "rolled back"}


def test_same_contest_catches_stock_simple_history(many: Database, figure: Callable[..., None]):
    stock.create_tables()
    contest = Contest(stock.Note, many)
    contest.prepare()

    contest.run(seconds=2, commits=100)

    mismatches = rows_unlike_their_newest_revision(stock.Note)
    figure("P2", f"stock simple-history: {mismatches} mismatches in {contest.commits} commits")
    assert mismatches > 0
