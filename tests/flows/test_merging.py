"""What was merged and un-merged at random answers as before, and nothing of its history is lost.

The long form, a thousand steps: `./dev test -m soak tests/flows/test_merging.py`.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from audit.errors import RecordError
from claims.models import Stance
from claims.services import merges, stances
from tests.audit.records.test_markings import looser
from tests.claims.services.walk import DAY, begun
from tests.databases import Database
from tests.figures import Figure
from tests.flows.hidden import at_rest
from tests.flows.merging import Merging, revisions

pytestmark = pytest.mark.usefixtures("live_db", "served")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty; have no limits."""
    settings.STATIC_ROOT = str(tmp_path)


def merged_at_random(figure: Figure, *, seed: int, begin: int, steps: int, rest: int) -> None:
    """Merge and un-merge, undo everything, and hold what is answered and recorded against what was before."""
    register = Merging.begun(seed, steps=begin)
    before, recorded = register.answers(), revisions()
    for number in range(steps):
        register.step()
        if number % rest == 0:
            at_rest()
    at_rest()
    during = register.answers()
    standing = len(register.merged)
    register.undo_all()
    at_rest()
    after, now = register.answers(), revisions()

    different = sorted(url for url in before.keys() | after.keys() if before.get(url) != after.get(url))
    lost = [place for place, row in recorded.items() if now.get(place) != row]
    changed = sum(before[url] != during[url] for url in before)
    print(
        f"seed {seed}, {steps} steps, {standing} merges stood at the end: {dict(sorted(register.acts.items()))}"
    )
    print(f"{len(before)} answers, {changed} other while merged, {len(different)} other after undoing all")
    print(f"{len(recorded)} revisions before, {len(now)} after, {len(lost)} lost or changed")
    figure("merging", f"{steps} steps", unlike=(len(different), len(before)), lost=(len(lost), len(recorded)))
    assert changed
    assert [(url, before.get(url), after.get(url)) for url in different[:3]] == []
    assert lost == []
    assert looser() == []


def test_merging_and_undoing_at_random_leaves_every_answer_as_it_was(figure: Figure):
    merged_at_random(figure, seed=1, begin=10, steps=40, rest=20)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_steps_leave_every_answer_as_it_was(seed: int, figure: Figure):
    merged_at_random(figure, seed=seed, begin=60, steps=1000, rest=50)


def test_two_that_are_merged_into_each_other_at_once_are_merged_once(live_db: Database):
    walk = begun(1)
    pair = walk.ids["actor"][:2]

    def merge(each: tuple[UUID, UUID]) -> bool:
        try:
            merges.merge(Actor, each[0], into=each[1], by=walk.by, reason="at once")
        except RecordError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            done = list(pool.map(merge, [(pair[0], pair[1]), (pair[1], pair[0])]))
            assert sorted(done) == [False, True]
            merges.undo(Actor, pair[done.index(True)], by=walk.by, reason="at once")
    assert live_db.name


def test_what_is_written_while_records_are_merged_is_not_lost_and_nobody_waits_for_good(live_db: Database):
    walk = begun(1)
    (one, other), source, claim = walk.ids["actor"][:2], walk.ids["source"][0], walk.ids["claim"][0]
    said = {"claim": claim, "source": source, "position": "supports", "said_at": DAY}
    said_before = [
        stances.record(draft=Draft({**said, "actor": one}), by=walk.by).record.id for _ in range(4)
    ]
    below = actors.record(
        draft=Draft({"name": "Below", "kind": "person", "part_of": one}), by=walk.by
    ).record.id

    def write(number: int) -> str:
        try:
            if number % 8 == 3:
                merges.merge(Actor, one, into=other, by=walk.by, reason="at once")
            elif number % 8 == 7:
                merges.undo(Actor, one, by=walk.by, reason="at once")
            elif number % 4 == 1:
                draft = Draft({"part_of": None if number % 3 else one})
                actors.revise(actor_id=below, draft=draft, by=walk.by, reason="at once")
            elif number % 4 == 2:
                chosen = said_before[number % len(said_before)]
                stances.revise(
                    stance_id=chosen, draft=Draft({"hedged": bool(number % 3)}), by=walk.by, reason="at once"
                )
            else:
                stances.record(draft=Draft({**said, "actor": one}), by=walk.by)
                return "said"
        except RecordError as refused:
            return refused.code
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(write, range(96)))

    assert (
        Stance.objects.filter(actor__in=[one, other], said_at=DAY, source=source).count()
        >= done.count("said") + 4
    )
    assert done.count("said") == 24
    assert live_db.name
