"""Which claims a revision bears on, one kind of record at a time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from claims.models import Claim, ClaimRelation, Place, Policy, Question, Source, Stance
from claims.selectors.bearing import Touched, claims_of
from claims.services import claims, places, questions, relations, sources, stances
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

BY = Staff()


def borne_on(model: type[models.Model], record: UUID) -> set[UUID]:
    """Return the claims that a revision of a record bears on."""
    found = claims_of([Touched(model._meta.db_table, record, 7)])
    assert len(set(found)) == len(found)
    assert all(index == 7 for _, index in found)
    return {claim for claim, _ in found}


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


def test_each_revision_is_told_apart():
    one, other = claim(), claim()
    table = Claim._meta.db_table

    assert set(claims_of([Touched(table, one, 3), Touched(table, other, 4), Touched(table, one, 5)])) == {
        (one, 3),
        (other, 4),
        (one, 5),
    }
