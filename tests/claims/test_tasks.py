"""What workers are told to do, done in this process."""

import pytest

from actors.services import actors
from actors.services.records import Draft
from claims import tasks
from claims.models import Debt, Determination, Lane
from tests.claims.services.walk import Staff
from tests.flows import multitude

pytestmark = pytest.mark.usefixtures("live_db")

MANY = 60


def test_each_lane_is_settled_by_its_own_task():
    many = multitude.recorded(actors=1, claims=MANY)
    multitude.spoken_on_by_one(many)
    multitude.taken_as_read()
    actors.revise(actor_id=many.actors[0], draft=Draft({"reliability": "C"}), by=Staff(), reason="regraded")

    assert tasks.settle() == 0
    assert Debt.objects.filter(lane=Lane.MASS).count() == MANY

    assert tasks.settle_mass() == MANY
    assert not Debt.objects.exists()
    assert Determination.objects.filter(claim__in=many.claims).count() == MANY


def test_a_task_writes_by_its_own_door():
    multitude.recorded(actors=1, claims=1)

    tasks.settle()

    doors = Determination.history.values_list("history_channel", "history_request_id")
    assert set(doors) == {("task", "")}
