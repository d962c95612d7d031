"""A claim day by day: the same as asking for each day by itself, on no more days than a page can bear."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from actors.services.records import Draft
from audit.errors import NotFoundError
from claims.consensus import Step
from claims.models import Claim, Lane
from claims.selectors import courses, said
from claims.services import determinations, stances
from config.http.values import Moment
from tests.claims.pages.rooms import crowd
from tests.claims.services.walk import Staff, begun

pytestmark = pytest.mark.usefixtures("live_db")
FIRST = date(2025, 8, 1)


@pytest.mark.parametrize("seed", range(2))
def test_each_day_is_the_decision_by_its_end(seed: int):
    walk = begun(seed)
    for _ in range(60):
        walk.step()
    for lane in Lane:
        determinations.settle(lane=lane)

    days = 0
    for claim in Claim.objects.values_list("id", flat=True):
        found = courses.of(claim, to=Staff())
        assert found.is_whole
        assert found.days == tuple(sorted(found.days, key=lambda each: each.day))
        for each in found.days:
            whole = said.decided(claim, by=Moment.of_day(each.day), to=Staff())
            assert each.step == Step(whole.status, whole.reason, whole.support, whole.dispute)
            days += 1
    assert days > 10


def test_days_that_are_left_out_are_heard_by_the_next_one(monkeypatch: pytest.MonkeyPatch):
    made = crowd(60)
    whole = courses.of(made["claim"], to=Staff())
    monkeypatch.setattr(courses, "DAYS", 1)
    monkeypatch.setattr(courses, "LEAST", 2)
    monkeypatch.setattr(courses, "STANCES", 1)
    courses.forget()  # another bound is another course

    cut = courses.of(made["claim"], to=Staff())

    assert (cut.total, len(cut.days)) == (whole.total, min(2, whole.total))
    assert cut.days[-1].step == whole.days[-1].step
    assert sum(each.heard for each in cut.days) == sum(each.heard for each in whole.days) == 60


def test_chosen_days_are_spread_evenly_with_both_ends():
    days = [FIRST + timedelta(days=number) for number in range(101)]
    assert courses.chosen(days, most=5) == [days[0], days[25], days[50], days[75], days[100]]
    assert courses.chosen(days, most=101) == days
    assert courses.chosen([], most=8) == []


def test_claim_that_is_not_there_is_refused():
    with pytest.raises(NotFoundError):
        courses.of(uuid4(), to=Staff())


def test_course_is_kept_until_something_bears_on_the_claim(django_assert_max_num_queries: Any):
    made = crowd(60)
    with django_assert_max_num_queries(7):
        found = courses.of(made["claim"], to=Staff())
    assert [each.day for each in found.days] == [datetime(2025, 8, 26, tzinfo=UTC).date()]
    with django_assert_max_num_queries(2):
        assert courses.of(made["claim"], to=Staff()) == found

    later = datetime(2025, 9, 1, tzinfo=UTC)
    said_so = {
        "claim": made["claim"],
        "actor": made["publisher"],
        "source": made["source"],
        "position": "supports",
    }
    stances.record(draft=Draft({**said_so, "said_at": later}), by=Staff())

    again = courses.of(made["claim"], to=Staff())
    assert [each.day for each in again.days] == [found.days[0].day, later.date()]
    assert again.days[0] == found.days[0]
