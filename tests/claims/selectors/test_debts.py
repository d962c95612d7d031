"""How far behind the workers are is told also where no worker is left to note it."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.services.records import Draft
from audit.services import log
from claims.models import Debt, Lane
from claims.selectors import debts
from claims.services import claims, determinations, follower
from tests.claims.services.walk import Staff
from tests.databases import Database

pytestmark = pytest.mark.usefixtures("live_db")

LATER = timedelta(minutes=5)


@pytest.fixture
def five_minutes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the clock of this module five minutes ahead."""
    monkeypatch.setattr(debts.timezone, "now", lambda: datetime.now(UTC) + LATER)


@pytest.fixture
def at_rest(live_db: Database) -> None:  # noqa: ARG001 - there first
    """Begin with nothing owed."""
    for lane in Lane:
        determinations.settle(lane=lane)


@pytest.mark.usefixtures("five_minutes_later", "at_rest")
def test_nothing_owed_has_no_age():
    assert debts.oldest_age() is None
    assert debts.owed_claims() == 0


@pytest.mark.usefixtures("five_minutes_later", "at_rest")
def test_a_claim_is_owed_from_its_writing_to_its_recompute():
    before = debts.log_size()
    claims.record(draft=Draft({"text": "So it is."}), by=Staff())
    written = debts.oldest_age()
    log.drain()
    drained = debts.oldest_age()
    follower.follow()
    noted = debts.oldest_age()

    assert [age is not None and 300 <= age < 330 for age in (written, drained, noted)] == [True] * 3
    assert debts.owed_claims() == 1
    assert debts.log_size() == before + 1

    determinations.settle(lane=Lane.INTERACTIVE)

    assert not Debt.objects.exists()
    assert debts.oldest_age() is None
