"""Whether a claim is settled: said too late at worst, never too soon."""

import pytest

from actors.services.records import Draft
from audit.services import log
from claims.models import Consensus, Lane
from claims.selectors import consensus
from claims.selectors.consensus import Owed
from claims.services import claims, determinations
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.usefixtures("live_db")


def test_claim_is_settled_when_it_is_decided_and_until_something_bears_on_it():
    claim = claims.record(draft=Draft({"text": "So it is."}), by=Staff()).record
    assert consensus.brief([claim.id], to=Staff())[claim.id]["settled"] is False
    determinations.settle(lane=Lane.INTERACTIVE)
    assert consensus.brief([claim.id], to=Staff())[claim.id]["settled"] is True
    assert consensus.find_current(claim.id, to=Staff())[1] is True
    claims.revise(claim_id=claim.id, draft=Draft({"favours": "x"}), by=Staff(), reason="later")
    assert consensus.brief([claim.id], to=Staff())[claim.id]["settled"] is False
    assert consensus.find_current(claim.id, to=Staff())[1] is False


def test_status_read_before_a_recompute_is_not_called_settled_by_what_was_owed_before():
    claim = claims.record(draft=Draft({"text": "So it is."}), by=Staff()).record
    determinations.settle(lane=Lane.INTERACTIVE)
    stale = Consensus.objects.get(claim=claim.id).log_size
    claims.revise(claim_id=claim.id, draft=Draft({"favours": "x"}), by=Staff(), reason="later")
    owed = Owed([claim.id])
    # The recompute commits between the two readings.
    Consensus.objects.update(determined_at="2020-01-01T00:00:00Z")
    determinations.settle(lane=Lane.INTERACTIVE)
    fresh = Consensus.objects.get(claim=claim.id).log_size
    assert fresh > stale
    assert owed.is_settled(claim.id, stale) is False


def test_entries_of_the_workers_own_making_do_not_hide_one_that_bears(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(consensus, "TAIL", 2)
    first, _ = (claims.record(draft=Draft({"text": text}), by=Staff()).record for text in ("One.", "Two."))
    determinations.settle(lane=Lane.INTERACTIVE)
    log.drain()
    claims.revise(claim_id=first.id, draft=Draft({"favours": "x"}), by=Staff(), reason="later")
    log.drain()
    assert consensus.brief([first.id], to=Staff())[first.id]["settled"] is False
