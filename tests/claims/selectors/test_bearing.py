"""Which claims a revision bears on, one kind of record at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from audit.attribution import audited_write
from claims.consensus import ClaimFact
from claims.consensus.neighbours import overlap
from claims.models import Claim, ClaimRelation, Place, Policy, Question, Source, Stance
from claims.selectors.bearing import Touched, latest
from claims.services import claims, places, questions, relations, sources, stances
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

BY = Staff()
NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def borne_on(model: type[models.Model], record: UUID) -> set[UUID]:
    """Return the claims that a revision of a record bears on."""
    among = Claim.objects.values_list("id", flat=True)
    found = latest([Touched(model._meta.db_table, record, 7)], among=among)
    assert set(found.values()) <= {7}
    return set(found)


def actor(**values: Any) -> UUID:
    return actors.record(draft=Draft({"name": "An actor", "kind": "person", **values}), by=BY).record.id


def source() -> UUID:
    values = {"title": "A source", "kind": "article", "publisher": actor()}
    return sources.record(draft=Draft(values), by=BY).record.id


def claim(**values: Any) -> UUID:
    return claims.record(draft=Draft({"text": "So it is.", **values}), by=BY).record.id


def question(*, exclusive: bool = True) -> UUID:
    return questions.record(draft=Draft({"text": "Who?", "exclusive": exclusive}), by=BY).record.id


def stance(on: UUID, **values: Any) -> UUID:
    words = {"position": "supports", "said_at": datetime(2025, 8, 26, tzinfo=UTC), **values}
    words = {
        "claim": on,
        "actor": words.get("actor") or actor(),
        "source": words.get("source") or source(),
        **words,
    }
    return stances.record(draft=Draft(words), by=BY).record.id


def relation(kind: str, start: UUID, end: UUID) -> UUID:
    values = {"kind": kind, "from_claim": start, "to_claim": end}
    return relations.record(draft=Draft(values), by=BY).record.id


def moved(model: type[ClaimRelation | Stance], record: UUID, **references: UUID) -> None:
    """Change references that no service changes."""
    with audited_write(by=BY, reason="by SQL"):
        model.objects.filter(id=record).update(**references)


def test_a_claim_bears_on_itself():
    one, _other = claim(), claim()

    assert borne_on(Claim, one) == {one}


def test_a_stance_bears_on_its_claim_and_on_those_of_all_that_derive_from_it():
    one, other, third = claim(), claim(), claim()
    said = stance(one)
    quoted = stance(other, derived_from=said, relation="quotes")
    stance(third, derived_from=quoted, relation="cites")

    assert borne_on(Stance, said) == {one, other, third}
    assert borne_on(Stance, quoted) == {other, third}


def test_a_source_bears_on_the_claims_of_what_was_found_in_it_and_of_what_derives_from_that():
    one, other = claim(), claim()
    report = source()
    said = stance(one, source=report)
    stance(other, derived_from=said, relation="quotes")

    assert borne_on(Source, report) == {one, other}


def test_an_actor_bears_on_what_was_said_by_it_by_all_below_it_and_derives_from_that():
    one, other, third = claim(), claim(), claim()
    top = actor()
    speaker = actor(speaks_for=actor(part_of=top))
    said = stance(one, actor=speaker)
    stance(other, derived_from=said, relation="quotes")
    stance(third, actor=top)

    assert borne_on(Actor, top) == {one, other, third}
    assert borne_on(Actor, speaker) == {one, other}


def test_an_answer_to_an_exclusive_question_bears_on_its_rivals():
    asked, open_to_all = question(), question(exclusive=False)
    one, other = claim(question=asked), claim(question=asked)
    third, _fourth = claim(question=open_to_all), claim(question=open_to_all)

    assert borne_on(Claim, one) == {one, other}
    assert borne_on(Stance, stance(one)) == {one, other}
    assert borne_on(Claim, third) == {third}


def test_a_question_bears_on_its_answers_whether_exclusive_or_not():
    asked = question(exclusive=False)
    one, other = claim(question=asked), claim(question=asked)

    assert borne_on(Question, asked) == {one, other}


def test_a_claim_bears_on_the_rivals_that_it_had_before_it_moved():
    asked = question()
    one, other = claim(question=asked), claim(question=asked)

    claims.revise(claim_id=one, draft=Draft({"question": None}), by=BY, reason="another matter")

    assert borne_on(Claim, one) == {one, other}


def test_what_is_said_on_an_answer_bears_on_those_that_hold_at_some_time_that_it_does():
    asked = question()
    bounds = [None, *(datetime(2025, 8, day, tzinfo=UTC) for day in (1, 2, 3))]
    answers = [
        ClaimFact(id=str(claim(question=asked, **times)), revision=1, text="", **times)
        for times in ({"valid_from": start, "valid_to": end} for start in bounds for end in bounds)
        if None in times.values() or times["valid_from"] < times["valid_to"]
    ]

    for one in answers:
        rivals = {UUID(other.id) for other in answers if overlap(one, other)}
        assert borne_on(Stance, stance(UUID(one.id))) == rivals, one


def test_an_answer_bears_on_those_that_held_when_it_did_before_its_time_was_corrected():
    asked = question()
    day, later = ({"valid_from": noon, "valid_to": noon + timedelta(hours=1)} for noon in (NOON, LATER))
    one, other = claim(question=asked, **day), claim(question=asked, **day)
    third = claim(question=asked, **later)

    claims.revise(claim_id=one, draft=Draft(later), by=BY, reason="it was later")

    assert borne_on(Claim, one) == {one, other, third}
    assert borne_on(Stance, stance(one)) == {one, third}
    assert borne_on(Claim, other) == borne_on(Stance, stance(other)) == {other}


def test_a_stance_moved_by_sql_bears_on_the_claim_that_it_left():
    one, other = claim(), claim()
    said = stance(one)

    moved(Stance, said, claim=other)

    assert borne_on(Stance, said) == {one, other}


def test_a_relation_moved_by_sql_bears_on_the_ends_that_it_had():
    one, other, third, fourth = claim(), claim(), claim(), claim()
    related = relation("contradicts", one, other)

    moved(ClaimRelation, related, from_claim=third, to_claim=fourth)

    assert borne_on(ClaimRelation, related) == {one, other, third, fourth}


@pytest.mark.parametrize("kind", ["contradicts", "entails", "supersedes", "same_as"])
def test_a_relation_bears_on_both_ends_and_so_does_either(kind: str):
    one, other = claim(), claim()
    related = relation(kind, one, other)

    assert borne_on(ClaimRelation, related) == borne_on(Claim, one) == borne_on(Claim, other) == {one, other}


def test_a_withdrawn_relation_still_bears_on_both_ends():
    one, other = claim(), claim()
    related = relation("contradicts", one, other)

    relations.withdraw(relation_id=related, by=BY, reason="it was wrong")

    assert borne_on(ClaimRelation, related) == {one, other}


def test_what_bears_on_a_claim_bears_on_those_that_it_supersedes():
    older, newer, beside = claim(), claim(), claim()
    relation("supersedes", newer, older)
    relation("contradicts", beside, newer)

    assert borne_on(Stance, stance(beside)) == {beside, newer, older}


def test_a_neighbour_of_a_neighbour_is_none():
    one, other, third = claim(), claim(), claim()
    relation("contradicts", one, other)
    relation("contradicts", other, third)

    assert borne_on(Claim, one) == {one, other}


def test_a_policy_bears_on_everything():
    everything = {claim(), claim(), claim()}

    assert borne_on(Policy, Policy.objects.get().id) == everything


def test_a_place_bears_on_nothing():
    somewhere = places.record(draft=Draft({"name": "Zaporizke"}), by=BY).record.id
    claim(place=somewhere)

    assert borne_on(Place, somewhere) == set()


def test_only_the_claims_asked_about_are_answered_each_with_its_latest_revision():
    asked = question()
    one, other, third = claim(question=asked), claim(question=asked), claim()
    table = Claim._meta.db_table
    touched = [
        Touched(table, one, 3),
        Touched(table, other, 4),
        Touched(table, third, 6),
        Touched(table, one, 5),
    ]

    assert latest(touched, among=[other]) == {other: 5}
    assert latest(touched, among=[other, third]) == {other: 5, third: 6}
    assert latest(touched, among=[]) == {}
