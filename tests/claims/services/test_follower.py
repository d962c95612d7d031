"""The follower of the log: each entry is turned into its debts once, in the lane it belongs to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from actors.services import actors
from actors.services.records import Draft
from audit.models import Entry, Follower
from audit.services import log
from claims.models import Debt, Lane
from claims.selectors.consensus import FOLLOWER
from claims.services import claims, follower
from claims.services.follower import Followed
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


def follow(_: int = 0) -> Followed:
    log.drain()
    try:
        return follower.follow()
    finally:
        connection.close()


def owed(lane: Lane) -> set[UUID]:
    return set(Debt.objects.filter(lane=lane).values_list("claim_id", flat=True))


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
    ("borne_on", "lane"),
    [(follower.INTERACTIVE_CLAIMS, Lane.INTERACTIVE), (follower.INTERACTIVE_CLAIMS + 1, Lane.MASS)],
)
def test_what_bears_on_many_claims_is_worked_off_in_the_mass_lane(borne_on: int, lane: Lane):
    many = multitude.recorded(actors=1, claims=borne_on)
    multitude.spoken_on_by_one(many)
    multitude.taken_as_read()

    actors.revise(actor_id=many.actors[0], draft=Draft({"reliability": "C"}), by=Staff(), reason="regraded")

    assert follow().owes_mass is (lane == Lane.MASS)
    assert Debt.objects.filter(lane=lane).count() == Debt.objects.count() == borne_on


def test_a_claim_spoken_on_never_waits_in_the_mass_lane_for_its_rivals():
    many = multitude.recorded(actors=1, claims=follower.INTERACTIVE_CLAIMS + 1)
    multitude.made_rivals(many)
    multitude.taken_as_read()
    one, *others = many.claims

    multitude.spoken_on_by_one(replace(many, claims=[one]))

    assert follow().owes_mass is True
    assert owed(Lane.INTERACTIVE) == {one}
    assert owed(Lane.MASS) == set(others)


def test_a_claim_that_is_changed_never_waits_in_the_mass_lane_for_its_rivals():
    many = multitude.recorded(actors=1, claims=follower.INTERACTIVE_CLAIMS + 1)
    multitude.made_rivals(many)
    multitude.taken_as_read()

    claims.revise(claim_id=many.claims[0], draft=Draft({"favours": "x"}), by=Staff(), reason="looked again")

    assert follow().owes_mass is True
    assert owed(Lane.INTERACTIVE) == set(many.claims[:1])


def test_a_turn_owes_a_claim_once_however_many_entries_bear_on_it():
    many = multitude.recorded(actors=1, claims=follower.INTERACTIVE_CLAIMS + 1)
    multitude.made_rivals(many)
    multitude.taken_as_read()
    multitude.spoken_on_by_one(many)
    size = log.drain()

    assert follow() == Followed(size, owes_mass=False)

    debts = list(Debt.objects.values("claim_id", "index", "named", "count", "lane"))
    assert {debt.pop("claim_id") for debt in debts} == set(many.claims)
    last = [size - n for n in range(1, 21)]
    all_alike = {"index": size - 1, "named": last, "count": len(many.claims), "lane": Lane.INTERACTIVE}
    assert debts == [all_alike] * len(many.claims)


def test_following_outlasts_the_statement_timeout(live_db: Database):
    multitude.recorded(actors=1, claims=1)

    def follow_in_a_hurry() -> Followed:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 100")
        return follow()

    with psycopg.connect(live_db.app_url) as other, ThreadPoolExecutor() as threads:
        other.execute("SELECT FROM audit_follower FOR UPDATE")  # as one does who is reading
        waiting = threads.submit(follow_in_a_hurry)
        rest(0.3)
        other.rollback()

        assert waiting.result(timeout=20).size == Entry.objects.count()


def test_what_bears_on_no_claim_owes_nothing():
    actors.record(draft=Draft({"name": "Nobody", "kind": "person"}), by=Staff())

    assert follow() == Followed(Entry.objects.count(), owes_mass=False)
    assert not Debt.objects.exists()
    assert position() == Entry.objects.count()
