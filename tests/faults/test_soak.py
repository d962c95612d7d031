"""Writers, readers and two sequencers, while these and the database are killed again and again: the log is whole.

A minute of it; ten with `-m soak`, or as many seconds as CONTESTED_SOAK_SECONDS says.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from actors.models import Partner
from audit.models import Checkpoint, Entry
from audit.selectors import fold, leaves, published
from audit.services import heads
from audit.tasks import seal
from config.celery import app
from config.embedded import application
from config.embedded.process import Child
from tests.audit.contention import Contest, many_at_once
from tests.audit.tree import independent
from tests.audit.wholeness import cuts, missed_and_doubled, rows_unlike_their_newest_revision, torn
from tests.checkpoints import Watch, inconsistent, is_sealed
from tests.databases import elsewhere
from tests.figures import Figure
from tests.server import Server
from tests.stack import Stack
from tests.waiting import until


@pytest.fixture(scope="module")
def sequencers(on_server: Stack) -> list[Child]:
    """Run a second sequencer beside the stack's, as one on another machine would."""
    command = [word.replace("sealing@", "second@") for word in application.worker("sealing", 1)]
    env = {name: value for name, value in on_server.env.items() if name != "DATABASE_OWNER_URL"}
    return [on_server.sealing, on_server.children.start("second", command, env=env)]


@pytest.fixture
def led(on_server: Stack, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Lead Django, in many threads, to the stack's database and its log."""
    with django_db_blocker.unblock(), elsewhere(on_server.database, on_server.env), many_at_once():
        yield


class Faults:
    """What befalls a contest: everything is killed now and then, and started again."""

    def __init__(self, contest: Contest, stack: Stack, server: Server, sequencers: list[Child]) -> None:
        self._contest, self._stack, self._server, self._sequencers = contest, stack, server, sequencers
        self._random = Random(8)
        self.sequencers = self.databases = 0

    def kill_a_sequencer(self) -> None:
        """Kill one of the sequencers with all that belongs to it, at a moment of chance."""
        if not self._contest.is_over_after(2 + 5 * self._random.random()):
            killed = self._random.choice(self._sequencers)
            killed.kill()
            killed.start()
            self.sequencers += 1

    def kill_the_database(self) -> None:
        """Kill the database server, and have it recover."""
        if not self._contest.is_over_after(4 + 4 * self._random.random()):
            self._server.child.kill()
            self._server.start()
            self.databases += 1

    def wake_both(self) -> None:
        """Have both sequencers seal in the same moment, more often than the clock does."""
        with app.connection_for_write(self._stack.env["REDIS_URL"]) as broker:
            while not self._contest.is_over_after(0.3):
                for _ in self._sequencers:
                    app.send_task(seal.name, connection=broker, queue="sealing", expires=3)


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(20, id="short", marks=pytest.mark.brief),
        pytest.param(
            float(os.environ.get("CONTESTED_SOAK_SECONDS", "600")),
            id="soak",
            marks=[pytest.mark.soak, pytest.mark.timeout(1800)],
        ),
    ],
)
@pytest.mark.usefixtures("led")
def test_the_log_is_whole_whatever_was_killed(
    seconds: float, on_server: Stack, server: Server, sequencers: list[Child], figure: Figure
):
    contest = Contest(Partner, on_server.database, may_crash=True)
    contest.prepare()
    faults = Faults(contest, on_server, server, sequencers)
    watch = Watch(Path(on_server.env["CONTESTED_LOG_FOLDER"]))

    def look() -> None:
        watch.look()
        contest.is_over_after(0.02)

    contest.run(
        seconds=seconds, beside=[faults.kill_a_sequencer, faults.kill_the_database, faults.wake_both, look]
    )
    connection.close()  # it was to a server that is gone
    until(is_sealed, within=60)

    mismatches = rows_unlike_their_newest_revision(Partner)
    entries = Entry.objects.count()
    missed, doubled = missed_and_doubled()
    sizes = cuts()
    torn_cuts = torn(contest.pairs, sizes)
    lost = len(contest.kept) - Partner.objects.filter(pk__in=contest.kept).count()
    folded = fold.run()
    notes = {*Checkpoint.objects.values_list("note", flat=True), *watch.seen}
    forks, pairs = inconsistent(notes, [str(signer.key) for signer in heads.signers()])
    figure(
        "P8",
        f"{contest.done['rolled back']} rolled back, {contest.done['cut off']} cut off",
        missed=(missed, entries),
        doubled=(doubled, entries),
        torn=(len(torn_cuts), len(sizes)),
        lost=(lost, len(contest.kept)),
        unlike_the_fold=(folded.differing, folded.checked),
        inconsistent=(forks, pairs),
        sequencers_killed=faults.sequencers,
        databases_killed=faults.databases,
    )
    figure("P2", mismatches=(mismatches, contest.commits))
    assert (mismatches, missed, doubled, torn_cuts, lost) == (0, 0, 0, [], 0)
    assert folded.found == {}
    assert forks == 0
    # Whoever looked at the folder saw nothing that the database does not know of.
    assert {*watch.seen} <= {*Checkpoint.objects.values_list("note", flat=True)}
    assert published.stated(published.kept() or "").root == independent.mth([*leaves.between(0, entries)])
    assert torn(contest.pairs, range(entries))
    assert min(faults.sequencers, faults.databases, contest.done["cut off"], contest.done["rolled back"]) > 0
