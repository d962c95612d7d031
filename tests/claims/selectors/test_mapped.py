"""Which claims stand on the map on a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from actors.services import actors
from actors.services.records import Draft
from claims.models import Claim, Lane
from claims.selectors import mapped
from claims.selectors.mapped import Map
from claims.services import claims, determinations, places, questions, sources, stances
from config.http.values import Moment
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.usefixtures("live_db")

DAY = Moment.of_day(date(2025, 8, 26))
NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)


def made(service: Any, **values: Any) -> UUID:
    return UUID(str(service.record(draft=Draft(values), by=Staff()).record.id))


def shown(moment: Moment = DAY, **asked: Any) -> list[str]:
    return [answer.text for answer in on(moment, **asked).answers]


def on(moment: Moment = DAY, **asked: Any) -> Map:
    return mapped.on(moment, to=Staff(), **asked)


@pytest.fixture
def village() -> UUID:
    return made(places, name="A village", lat=48.0, lon=36.0)


def said_of(*claims_: UUID, times: int = 1) -> None:
    """Have so many speakers support each claim at noon."""
    for number in range(times):
        actor = made(actors, name=f"Speaker {number}", kind="person", reliability="B")
        source = made(sources, title="A report", kind="article", publisher=actor)
        for claim in claims_:
            made(stances, claim=claim, actor=actor, source=source, position="supports", said_at=NOON)


def test_claim_is_shown_on_each_day_that_it_holds_in(village: UUID):
    made(claims, text="From noon.", place=village, valid_from=NOON)
    made(claims, text="Until noon.", place=village, valid_to=NOON)
    made(claims, text="Until the day.", place=village, valid_to=DAY.at)
    made(claims, text="Always.", place=village)

    assert set(shown()) == {"From noon.", "Until noon.", "Always."}
    assert set(shown(Moment(NOON, is_date=False))) == {"From noon.", "Always."}
    assert set(shown(Moment.of_day(date(2025, 8, 27)))) == {"From noon.", "Always."}
    assert set(shown(Moment.of_day(date(9999, 12, 31)))) == {"From noon.", "Always."}


def test_claim_is_at_its_own_place_or_at_that_of_its_exclusive_question(village: UUID):
    elsewhere = made(places, name="Elsewhere")
    asked = made(questions, text="Who holds it?", exclusive=True, place=village)
    many = made(questions, text="What is known?", exclusive=False, place=village)
    made(claims, text="At the question's.", question=asked)
    made(claims, text="At its own.", question=asked, place=elsewhere)
    made(claims, text="Nowhere.")
    made(claims, text="Of a question that is not exclusive.", question=many)
    made(claims, text="By itself.", question=many, place=village)

    found = {a.text: (a.place.name, a.question) for a in on().answers}
    assert found == {
        "At the question's.": ("A village", asked),
        "At its own.": ("Elsewhere", asked),
        "By itself.": ("A village", None),
    }
    assert set(shown(questions=[asked])) == {"At the question's.", "At its own."}
    assert shown(questions=[many]) == []


def test_what_was_withdrawn_is_not_shown(village: UUID):
    gone, barren = made(places, name="Gone"), made(questions, text="Which?", exclusive=True, place=village)
    for text, values in {"Withdrawn.": {"place": village}, "At a withdrawn place.": {"place": gone}}.items():
        made(claims, text=text, **values)
    made(claims, text="Of a withdrawn question.", question=barren)
    claims.withdraw(claim_id=Claim.objects.get(text="Withdrawn.").id, by=Staff(), reason="as tests will")
    places.withdraw(place_id=gone, by=Staff(), reason="as tests will")
    questions.withdraw(question_id=barren, by=Staff(), reason="as tests will")

    assert shown() == []


def test_answer_that_the_sources_bear_out_most_is_first(village: UUID):
    asked = made(questions, text="Who holds it?", exclusive=True, place=village)
    nobody = made(claims, text="Nobody.", question=asked, answer="nobody")
    they = made(claims, text="They.", question=asked, answer="they")
    said_of(they, times=1)
    lone = made(claims, text="There is a bridge.", place=village)

    found = [(a.claim, a.heard.status, a.is_first) for a in on().answers]
    assert found == [
        (lone, "unsourced", True),
        (they, "single_source", True),
        (nobody, "contradicted", False),
    ]


def test_queries_do_not_grow_with_places_and_claims(django_assert_max_num_queries: Any):
    asked = [
        made(questions, text="Who?", exclusive=True, place=made(places, name=f"Place {n}")) for n in range(8)
    ]
    answers = [
        made(claims, text=f"{name}.", question=one, answer=name) for one in asked for name in ("we", "they")
    ]
    said_of(*answers, times=2)
    for lane in Lane:
        determinations.settle(lane=lane)

    with django_assert_max_num_queries(7):
        first = on()
    with django_assert_max_num_queries(2):
        again = on()

    assert len(first.answers) == 16
    assert again == first
    assert on(Moment.of_day(DAY.at.date() - timedelta(days=1))).answers[0].heard.status == "unsourced"


def test_map_with_more_claims_than_it_gives_says_so(village: UUID):
    for number in range(3):
        made(claims, text=f"Claim {number}.", place=village)

    found = on(at_most=2)
    assert ({a.text for a in found.answers}, found.has_more) == ({"Claim 1.", "Claim 2."}, True)
    assert on(at_most=3).has_more is False


def test_feature_of_a_place_without_a_position_has_no_geometry():
    made(claims, text="Somewhere.", place=made(places, name="Somewhere"))

    (answer,) = on().answers
    assert mapped.feature(answer)["geometry"] is None
    assert mapped.feature(answer)["properties"]["place_name"] == "Somewhere"
