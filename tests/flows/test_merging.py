"""What was merged and un-merged at random answers as before, and nothing of its history is lost.

The long form, a thousand steps: `./dev test -m soak tests/flows/test_merging.py`.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.audit.records.test_markings import looser
from tests.figures import Figure
from tests.flows.hidden import at_rest
from tests.flows.merging import Merging, revisions

pytestmark = pytest.mark.usefixtures("live_db", "served")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty; have no limits."""
    settings.STATIC_ROOT = str(tmp_path)


def merged_at_random(figure: Figure, *, seed: int, steps: int, rest: int) -> None:
    """Merge and un-merge, undo everything, and hold what is answered and recorded against what was before."""
    register = Merging.begun(seed, steps=60)
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
    merged_at_random(figure, seed=1, steps=60, rest=20)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_steps_leave_every_answer_as_it_was(seed: int, figure: Figure):
    merged_at_random(figure, seed=seed, steps=1000, rest=50)
