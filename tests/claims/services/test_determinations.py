"""Recompute: once, by one worker at a time, and no claim holds up another."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from actors.services.records import Draft
from audit.attribution import audited_write
from audit.services import log
from claims.models import Claim, ClaimRelation, Consensus, Debt, Determination, Lane, Source, Stance
from claims.selectors import debts
from claims.services import determinations, follower, relations
from tests.claims.services.walk import Staff
from tests.crowd import at_once
from tests.databases import Database
from tests.flows import multitude
from tests.flows.multitude import Multitude
from tests.oracle import decided_twice, undecided, unsettled

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def many(live_db: Database) -> Multitude:  # noqa: ARG001 - there first
    """Return three claims, decided and at rest, on which nobody has spoken."""
    recorded = multitude.recorded(actors=2, claims=3)
    determinations.settle(lane=Lane.INTERACTIVE)
    return recorded


@pytest.fixture
def at_once_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no claim rest."""
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())


def statuses() -> dict[UUID, str]:
    return dict(Claim.objects.values_list("id", "consensus__status"))


def say(many: Multitude, claim: UUID, position: str = "supports", **derivation: Any) -> Stance:
    by = Staff()
    with audited_write(by=by, reason="said"):
        return Stance.objects.create(
            claim_id=claim,
            actor_id=many.actors[0 if position == "supports" else 1],
            source_id=many.source,
            position=position,
            said_at=datetime(2025, 8, 26, tzinfo=UTC),
            recorded_by_id=by.id,
            **derivation,
        )


def another_source(many: Multitude) -> UUID:
    by = Staff()
    with audited_write(by=by, reason="found again"):
        return Source.objects.create(
            title="Elsewhere", kind="dataset", publisher_id=many.actors[0], recorded_by_id=by.id
        ).id


@pytest.mark.usefixtures("at_once_again")
def test_settling_twice_records_once(many: Multitude):
    say(many, many.claims[0])

    assert determinations.settle(lane=Lane.INTERACTIVE) == 1
    assert determinations.settle(lane=Lane.INTERACTIVE) == 0
    assert Determination.objects.filter(claim=many.claims[0]).count() == 2
    assert undecided() == {}


@pytest.mark.usefixtures("at_once_again")
def test_a_recompute_that_changes_nothing_records_nothing(many: Multitude):
    say(many, many.claims[0])
    determinations.settle(lane=Lane.INTERACTIVE)
    before = Determination.objects.count()
    with audited_write(by=Staff(), reason="seen"):
        Source.objects.filter(id=many.source).update(note="seen")

    assert determinations.settle(lane=Lane.INTERACTIVE) == 1

    assert Determination.objects.count() == before
    assert (
        Consensus.objects.get(claim=many.claims[0]).log_size
        > Determination.objects.latest("log_size").log_size
    )
    assert not Debt.objects.exists()


@pytest.mark.usefixtures("at_once_again")
def test_many_workers_at_once_decide_each_claim_once(many: Multitude):
    for claim in many.claims:
        say(many, claim)

    def work(_: int) -> int:
        try:
            return determinations.settle(lane=Lane.INTERACTIVE)
        finally:
            connection.close()

    at_once(work, clients=4)
    determinations.settle(lane=Lane.INTERACTIVE)

    assert Determination.objects.count() == 2 * len(many.claims)
    assert undecided() == {}
    assert decided_twice() == []


@pytest.mark.usefixtures("at_once_again")
def test_a_claim_in_other_hands_is_left_to_them_and_holds_up_no_other(many: Multitude, live_db: Database):
    held, free, _ = many.claims
    say(many, held)
    say(many, free)
    with psycopg.connect(live_db.app_url) as other:
        other.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [determinations.CLAIM_LOCK, str(held)]
        )

        assert determinations.settle(lane=Lane.INTERACTIVE) == 1

        assert (statuses()[held], statuses()[free]) == ("unsourced", "single_source")
        assert set(Debt.objects.values_list("claim_id", flat=True)) == {held}

    assert determinations.settle(lane=Lane.INTERACTIVE) == 1
    assert statuses()[held] == "single_source"


@pytest.mark.usefixtures("at_once_again")
def test_a_claim_that_cannot_be_decided_stays_owed_and_holds_up_no_other(
    many: Multitude, caplog: pytest.LogCaptureFixture
):
    spoilt, sound, _ = many.claims
    stance = say(many, spoilt)
    with audited_write(by=Staff(), reason="past every check"):
        Stance.objects.filter(id=stance.id).update(position="shrugs")
    say(many, sound)

    assert determinations.settle(lane=Lane.INTERACTIVE) == 1

    assert (statuses()[spoilt], statuses()[sound]) == ("unsourced", "single_source")
    assert set(Debt.objects.values_list("claim_id", flat=True)) == {spoilt}
    assert debts.oldest_age() is not None
    assert f"claim {spoilt} could not be decided" in caplog.text

    with audited_write(by=Staff(), reason="mended"):
        Stance.objects.filter(id=stance.id).update(position="supports")
    assert determinations.settle(lane=Lane.INTERACTIVE) == 1
    assert statuses()[spoilt] == "single_source"


@pytest.mark.parametrize("lane", Lane)
def test_a_claim_decided_a_moment_ago_rests_in_either_lane(
    many: Multitude, monkeypatch: pytest.MonkeyPatch, lane: Lane
):
    claim = many.claims[0]
    say(many, claim)
    size = log.drain()
    follower.follow()
    Debt.objects.update(lane=lane)

    monkeypatch.setattr(determinations, "REST", timedelta(hours=1))
    assert determinations.owed(lane, below=size) == []

    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())
    assert determinations.owed(lane, below=size) == [claim]


@pytest.mark.parametrize(("lane", "rested"), [(Lane.INTERACTIVE, 5), (Lane.MASS, 41)])
def test_a_claim_rests_for_longer_in_the_mass_lane(
    many: Multitude, monkeypatch: pytest.MonkeyPatch, lane: Lane, rested: int
):
    monkeypatch.setattr(determinations, "REST", timedelta(hours=4))
    claim = many.claims[0]
    say(many, claim)
    size = log.drain()
    follower.follow()
    Debt.objects.update(lane=lane)

    for hours, owed in ((rested - 2, []), (rested, [claim])):
        Consensus.objects.update(determined_at=datetime.now(UTC) - timedelta(hours=hours))
        assert determinations.owed(lane, below=size) == owed


def test_stances_that_trickle_in_on_an_answer_wait_until_its_many_rivals_have_rested(
    live_db: Database,  # noqa: ARG001 - there first
    monkeypatch: pytest.MonkeyPatch,
):
    many = multitude.recorded(actors=2, claims=follower.INTERACTIVE_CLAIMS + 1)
    multitude.made_rivals(many)
    for lane in Lane:
        determinations.settle(lane=lane)
    before = Determination.objects.count()

    monkeypatch.setattr(determinations, "REST", timedelta(hours=1))
    for claim in many.claims[:5]:
        say(many, claim)
        assert [determinations.settle(lane=lane) for lane in Lane] == [0, 0]
    assert Determination.objects.count() == before
    assert Debt.objects.values("claim_id").distinct().count() == len(many.claims)

    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())
    assert [determinations.settle(lane=lane) for lane in Lane] == [5, len(many.claims) - 5]
    assert not Debt.objects.exists()
    assert undecided() == {}


@pytest.mark.usefixtures("at_once_again")
@pytest.mark.parametrize("reference", ["claim", "actor", "source"])
def test_a_stance_moved_by_sql_leaves_nothing_stale(many: Multitude, reference: str):
    said = say(many, many.claims[0])
    determinations.settle(lane=Lane.INTERACTIVE)
    target = {"claim": many.claims[1], "actor": many.actors[1], "source": another_source(many)}[reference]

    with audited_write(by=Staff(), reason="by SQL"):
        Stance.objects.filter(id=said.id).update(**{reference: target})

    assert set(undecided()) - unsettled(many.claims) == set()
    determinations.settle(lane=Lane.INTERACTIVE)
    assert undecided() == {}
    assert unsettled(many.claims) == set()


@pytest.mark.usefixtures("at_once_again")
@pytest.mark.parametrize("end", ["from_claim", "to_claim"])
def test_a_relation_moved_by_sql_leaves_nothing_stale(many: Multitude, end: str):
    one, other, third = many.claims
    say(many, one)
    say(many, other)
    draft = Draft({"kind": "contradicts", "from_claim": one, "to_claim": other})
    related = relations.record(draft=draft, by=Staff()).record
    determinations.settle(lane=Lane.INTERACTIVE)

    with audited_write(by=Staff(), reason="by SQL"):
        ClaimRelation.objects.filter(id=related.id).update(**{end: third})

    assert set(undecided()) - unsettled(many.claims) == set()
    determinations.settle(lane=Lane.INTERACTIVE)
    assert undecided() == {}
    assert unsettled(many.claims) == set()


def test_a_claim_rests_for_longer_the_more_was_said_on_it(many: Multitude, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(determinations, "REST", timedelta())
    claim = many.claims[0]
    say(many, claim)
    size = log.drain()
    follower.follow()

    monkeypatch.setattr(determinations, "REST_PER_BYTE", timedelta())
    assert determinations.owed(Lane.INTERACTIVE, below=size) == [claim]

    monkeypatch.setattr(determinations, "REST_PER_BYTE", timedelta(minutes=1))
    assert determinations.owed(Lane.INTERACTIVE, below=size) == []


@pytest.mark.usefixtures("at_once_again")
def test_the_trigger_names_what_came_since_the_last_and_what_contradicts_what(many: Multitude):
    claim = many.claims[0]
    support, denial = say(many, claim), say(many, claim, "disputes")
    determinations.settle(lane=Lane.INTERACTIVE)

    trigger = json.loads(Determination.objects.filter(claim=claim).latest("log_size").trigger)

    assert [(entry["kind"], entry["id"]) for entry in trigger["entries"]] == [
        ("stance", str(support.id)),
        ("stance", str(denial.id)),
    ]
    assert (trigger["kind"], trigger["id"], trigger["count"]) == ("stance", str(denial.id), 2)
    assert trigger["conflicts_with"] == [str(support.id)]


@pytest.mark.usefixtures("at_once_again")
def test_the_trigger_names_rebuttals_among_what_is_contradicted_and_no_repetitions(many: Multitude):
    claim = many.claims[0]
    denial = say(many, claim, "disputes")
    rebuttal = say(many, claim, derived_from=denial, relation="cites")
    say(many, claim, derived_from=rebuttal, relation="quotes")
    determinations.settle(lane=Lane.INTERACTIVE)
    say(many, claim, "disputes")
    determinations.settle(lane=Lane.INTERACTIVE)

    trigger = json.loads(Determination.objects.filter(claim=claim).latest("log_size").trigger)

    assert trigger["conflicts_with"] == [str(rebuttal.id)]


@pytest.mark.usefixtures("at_once_again")
def test_the_trigger_names_each_contradicted_stance_once_and_at_most_twenty(many: Multitude):
    claim = many.claims[0]
    said = {str(say(many, claim).id) for _ in range(25)}
    determinations.settle(lane=Lane.INTERACTIVE)
    for _ in range(2):
        say(many, claim, "disputes")
    determinations.settle(lane=Lane.INTERACTIVE)

    named = json.loads(Determination.objects.filter(claim=claim).latest("log_size").trigger)["conflicts_with"]

    assert len(set(named)) == len(named) == 20
    assert set(named) <= said


@pytest.mark.usefixtures("at_once_again")
def test_a_trigger_of_many_entries_names_the_last_and_counts_all(many: Multitude):
    claim = many.claims[0]
    said = [say(many, claim) for _ in range(25)]
    determinations.settle(lane=Lane.INTERACTIVE)

    trigger = json.loads(Determination.objects.filter(claim=claim).latest("log_size").trigger)

    assert trigger["count"] == 25
    assert [entry["id"] for entry in trigger["entries"]] == [str(stance.id) for stance in said[-20:]]
