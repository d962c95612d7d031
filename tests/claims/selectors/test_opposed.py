"""What a new stance contradicts, asked of the live tables."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from actors.services import actors
from actors.services.records import Draft
from claims.models import Stance
from claims.selectors import opposed
from claims.services import claims, questions, relations, sources, stances
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

BY = Staff()


def claim(**values: Any) -> UUID:
    return claims.record(draft=Draft({"text": "So it is.", **values}), by=BY).record.id


def question(*, exclusive: bool = True) -> UUID:
    return questions.record(draft=Draft({"text": "Who?", "exclusive": exclusive}), by=BY).record.id


def relate(kind: str, one: UUID, other: UUID) -> UUID:
    values = {"kind": kind, "from_claim": one, "to_claim": other}
    return relations.record(draft=Draft(values), by=BY).record.id


def say(on: UUID, position: str = "supports", **values: Any) -> UUID:
    actor = actors.record(draft=Draft({"name": "An actor", "kind": "person"}), by=BY).record.id
    source = sources.record(draft=Draft({"title": "A source", "kind": "article", "publisher": actor}), by=BY)
    values = {
        "claim": on,
        "actor": actor,
        "source": source.record.id,
        "position": position,
        "said_at": datetime(2025, 8, 26, tzinfo=UTC),
        **values,
    }
    return stances.record(draft=Draft(values), by=BY).record.id


def contradicted(on: UUID) -> list[UUID]:
    """Return what support for a claim contradicts."""
    return opposed.by_stance(on, "supports", to=BY)


def test_support_contradicts_denial_of_the_same():
    one = claim()
    denial = say(one, "disputes")

    assert contradicted(one) == [denial]


def test_support_contradicts_a_rebuttal_also_of_what_is_withdrawn_but_no_repetition():
    one, other = claim(), claim()
    support = say(one)
    rebuttal = say(one, "disputes", derived_from=support, relation="cites")
    say(one, "disputes", derived_from=rebuttal, relation="quotes")
    say(one, "disputes", derived_from=say(one, "neutral"), relation="cites")
    say(one, "disputes", derived_from=say(other), relation="cites")
    assert contradicted(one) == [rebuttal]

    stances.withdraw(stance_id=support, by=BY, reason="a test")

    assert contradicted(one) == [rebuttal]


@pytest.mark.parametrize("withdrawn", ["stance", "source", "actor"])
def test_what_rests_on_a_withdrawn_record_is_contradicted_by_nobody(withdrawn: str):
    one = claim()
    denial = Stance.objects.get(id=say(one, "disputes"))
    if withdrawn == "stance":
        stances.withdraw(stance_id=denial.id, by=BY, reason="a test")
    elif withdrawn == "source":
        sources.withdraw(source_id=denial.source_id, by=BY, reason="a test")
    else:
        actors.withdraw(actor_id=denial.actor_id, by=BY, reason="a test")

    assert contradicted(one) == []


def test_support_contradicts_support_of_a_rival_answer():
    asked = question()
    one, rival = claim(question=asked), claim(question=asked)
    support = say(rival)

    assert contradicted(one) == [support]


def test_the_same_answer_and_another_time_are_no_rivals():
    asked = question()
    day, next_day = datetime(2025, 8, 26, tzinfo=UTC), datetime(2025, 8, 27, tzinfo=UTC)
    one = claim(question=asked, answer="yes", valid_to=day)
    say(claim(question=asked, answer="yes"))
    say(claim(question=asked, answer="no", valid_from=next_day))

    assert contradicted(one) == []


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_answers_to_a_question_that_is_withdrawn_or_not_exclusive_are_no_rivals(*, is_withdrawn: bool):
    asked = question(exclusive=is_withdrawn)
    one, other = claim(question=asked), claim(question=asked)
    relate("supersedes", one, other)  # which makes them no rivals, and neighbours all the same
    say(other)
    if is_withdrawn:
        questions.withdraw(question_id=asked, by=BY, reason="a test")

    assert contradicted(one) == []


def test_support_contradicts_support_over_a_relation_until_it_is_withdrawn():
    one, other = claim(), claim()
    relation = relate("contradicts", one, other)
    support = say(other)
    assert (contradicted(one), contradicted(other)) == ([support], [])

    relations.withdraw(relation_id=relation, by=BY, reason="a test")

    assert contradicted(one) == []


def test_a_claim_that_is_withdrawn_is_contradicted_by_nobody():
    one, other = claim(), claim()
    relate("contradicts", one, other)
    say(other)
    claims.withdraw(claim_id=other, by=BY, reason="a test")

    assert contradicted(one) == []


def test_neighbours_and_what_is_said_on_them_are_four_round_trips(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    asked = question()
    one = claim(question=asked)
    said = {say(claim(question=asked)) for _ in range(3)}

    with django_assert_num_queries(4):
        found = contradicted(one)

    assert set(found) == said
