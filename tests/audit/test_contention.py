"""Many writers at once: every row is as its newest revision says, and every revision is in the log, once.

With everything killed meanwhile: tests/faults/test_soak.py.
"""

from collections.abc import Iterator

import pytest

from actors.models import Partner
from audit.models import Entry, Outbox
from audit.services import log
from tests.audit.contention import Contest, Drains, many_at_once
from tests.audit.wholeness import cuts, missed_and_doubled, rows_unlike_their_newest_revision, torn
from tests.databases import Database
from tests.figures import Figure
from tests.stock import models as stock


@pytest.fixture
def many(own_db: Database) -> Iterator[Database]:
    """Return a database that many threads may write to."""
    with many_at_once():
        yield own_db


def test_record_is_whole_under_contention(many: Database, figure: Figure):
    contest = Contest(Partner, many)
    contest.prepare()
    drains = Drains(contest)

    contest.run(seconds=4, commits=200, beside=[drains.drain, drains.drain, drains.cut])
    drains.sizes.add(log.drain())

    mismatches = rows_unlike_their_newest_revision(Partner)
    figure("P2", f"{contest.done['rolled back']} rolled back", mismatches=(mismatches, contest.commits))
    missed, doubled = missed_and_doubled()
    torn_cuts = torn(contest.pairs, cuts())
    entries = Entry.objects.count()
    figure(
        "P8",
        f"{drains.cut_off} drains cut off",
        missed=(missed, entries),
        doubled=(doubled, entries),
        torn=(len(torn_cuts), len(cuts())),
    )
    assert (mismatches, missed, doubled, torn_cuts) == (0, 0, 0, [])
    # What was looked for can be seen: between the cuts pairs are torn.
    assert torn(contest.pairs, range(max(drains.sizes)))
    assert not Outbox.objects.exists()
    assert drains.sizes <= {*cuts()}
    assert contest.done.keys() >= {
        "save", "save_one_field", "update", "upsert", "name_pair", "take_long", "rolled back"
    }  # fmt: skip


def test_same_contest_catches_stock_simple_history(many: Database, figure: Figure):
    stock.create_tables()
    contest = Contest(stock.Note, many)
    drains = Drains(contest)
    contest.prepare()

    contest.run(seconds=2, commits=100, beside=[drains.drain, drains.drain, drains.cut])

    mismatches = rows_unlike_their_newest_revision(stock.Note)
    figure("P2", f"{contest.commits} commits on stock simple-history", stock_mismatches=mismatches)
    assert mismatches > 0
