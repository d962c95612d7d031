"""The follower of the log: each entry is turned into its debts once, in the lane it belongs to."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from actors.services import actors
from actors.services.records import Draft
from audit.models import Entry, Follower
from audit.services import log
from claims.models import Debt, Lane
from claims.selectors.consensus import FOLLOWER
from claims.services import follower
from tests.claims.services.walk import Staff
from tests.crowd import at_once
from tests.databases import Database
from tests.flows import multitude
from tests.waiting import rest

pytestmark = pytest.mark.usefixtures("at_rest")


@pytest.fixture
def at_rest(live_db: Database) -> None:  # noqa: ARG001 - there first
    """Begin with nothing to read: migrations have recorded a policy, which bears on all."""
    multitude.taken_as_read()


def follow(_: int = 0) -> bool:
    log.drain()
    try:
        return follower.follow()
    finally:
        connection.close()


def position() -> int:
    return Follower.objects.get(name=FOLLOWER).position


def test_every_entry_is_read_once_however_many_read():
    multitude.recorded(actors=1, claims=10)

    at_once(follow, clients=4)

    assert position() == Entry.objects.count()
    assert Debt.objects.values("claim_id").distinct().count() == 10
    assert Debt.objects.count() == 10


def test_whoever_returns_knows_the_debts_of_all_that_stood_when_they_came(live_db: Database):
    multitude.recorded(actors=1, claims=10)
    with psycopg.connect(live_db.app_url) as other, ThreadPoolExecutor() as threads:
        other.execute("SELECT FROM audit_follower FOR UPDATE")  # as one does who is reading
        waiting = threads.submit(follow)
        rest(0.3)

        assert not waiting.done()

        other.rollback()
        waiting.result(timeout=20)
    assert Debt.objects.count() == 10


def test_more_entries_than_a_turn_holds_are_read_in_several(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(follower, "BATCH", 3)
    multitude.recorded(actors=1, claims=10)

    follow()

    assert position() == Entry.objects.count()
    assert Debt.objects.count() == 10


@pytest.mark.parametrize(
    ("claims", "lane"),
    [(follower.INTERACTIVE_CLAIMS, Lane.INTERACTIVE), (follower.INTERACTIVE_CLAIMS + 1, Lane.MASS)],
)
def test_what_bears_on_many_claims_is_worked_off_in_the_mass_lane(claims: int, lane: Lane):
    many = multitude.recorded(actors=1, claims=claims)
    multitude.spoken_on_by_one(many)
    multitude.taken_as_read()

    actors.revise(actor_id=many.actors[0], draft=Draft({"reliability": "C"}), by=Staff(), reason="regraded")

    assert follow() is (lane == Lane.MASS)
    assert Debt.objects.filter(lane=lane).count() == Debt.objects.count() == claims


def test_what_bears_on_no_claim_owes_nothing():
    actors.record(draft=Draft({"name": "Nobody", "kind": "person"}), by=Staff())

    assert follow() is False
    assert not Debt.objects.exists()
    assert position() == Entry.objects.count()
