"""Numbers that are claimed and said: on one side, in one unit, in one form."""

from threading import Barrier, Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from actors.services.records import Draft
from audit.attribution import audited_write
from audit.services import log
from claims.errors import QuantityError
from claims.models import Claim, Stance
from claims.selectors import evidence, present
from claims.services import claims, questions, stances
from tests.claims.selectors.test_opposed import claim, question, say
from tests.claims.services.walk import Staff
from tests.databases import Database
from tests.waiting import until

BY = Staff()


def revise(claim_id: UUID, **values: Any) -> Claim:
    return claims.revise(claim_id=claim_id, draft=Draft(values), by=BY, reason="counted again")


@pytest.mark.django_db
def test_quantity_is_kept_with_its_revisions_and_read_by_the_rules():
    on = claim(quantity="50 (45..60) persons")
    stance = say(on, "disputes", quantity="12 persons")
    revise(on, quantity="50 (48..60) persons")

    revisions = Claim.history.filter(id=on).order_by("revision").values_list("quantity", flat=True)
    assert list(revisions) == ["50 (45..60) persons", "50 (48..60) persons"]
    facts = present.evidence([on])[on]
    assert [str(each.quantity) for each in facts.claims] == ["50 (48..60) persons"]
    assert {each.id: str(each.quantity) for each in facts.stances} == {str(stance): "12 persons"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["fifty persons", "60..45 persons", "50", "70 (45..60) persons"])
def test_what_is_no_quantity_is_refused(text: str):
    with pytest.raises(QuantityError) as refused:
        claim(quantity=text)

    assert refused.value.pointer == "/quantity"
    on = claim(quantity="50 persons")
    with pytest.raises(QuantityError):
        say(on, quantity=text)


@pytest.mark.django_db
def test_database_refuses_what_has_no_unit():
    on = claim()

    with audited_write(by=BY, reason="by hand"), transaction.atomic(), pytest.raises(IntegrityError):
        Claim.objects.filter(id=on).update(quantity="12..60")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "said", "is_taken"),
    [
        ("supports", "50 persons", True),
        ("supports", "60..90 persons", True),
        ("disputes", "12 persons", True),
        ("disputes", "..44 persons", True),
        ("supports", "12 persons", False),
        ("disputes", "60.. persons", False),
        ("neutral", "50 persons", False),
        ("no_comment", "12 persons", False),
        ("supports", "50 soldiers", False),
    ],
)
def test_number_is_on_the_side_that_the_stance_takes(position: str, said: str, *, is_taken: bool):
    on = claim(quantity="45..60 persons")

    if is_taken:
        assert Stance.objects.get(id=say(on, position, quantity=said)).quantity == said
        return
    with pytest.raises(QuantityError) as refused:
        say(on, position, quantity=said)
    assert refused.value.pointer == "/quantity"
    assert not Stance.objects.filter(claim=on).exists()


@pytest.mark.django_db
def test_nobody_says_a_number_of_what_is_about_none():
    with pytest.raises(QuantityError, match="about no number"):
        say(claim(), quantity="50 persons")


@pytest.mark.django_db
def test_answers_to_an_exclusive_question_have_one_unit():
    asked, open_question = question(), question(exclusive=False)
    claim(question=asked, quantity="50 km")
    claim(question=open_question, quantity="50 km")

    with pytest.raises(QuantityError, match="are in km") as refused:
        claim(question=asked, quantity="500 m")
    assert refused.value.pointer == "/quantity/unit"
    with pytest.raises(QuantityError):
        revise(claim(quantity="500 m"), question=asked)
    assert claim(question=open_question, quantity="500 m")


@pytest.mark.django_db
def test_claim_that_answers_in_another_unit_is_revised_in_all_else():
    asked = question(exclusive=False)
    other, one = (claim(question=asked, quantity=f"50 {unit}") for unit in ("km", "persons"))
    questions.revise(question_id=asked, draft=Draft({"exclusive": True}), by=BY, reason="one holds")

    assert revise(one, note="Looked at again.", quantity="50 persons").note == "Looked at again."
    with pytest.raises(QuantityError):
        revise(one, quantity="51 persons")
    assert revise(other, question=None).question is None
    assert revise(one, quantity="51 persons").quantity == "51 persons"


def test_of_answers_in_several_units_at_once_one_is_recorded(live_db: Database):  # noqa: ARG001 - there first
    asked = question()
    units = ("km", "m", "persons", "kg")
    ready, refused = Barrier(len(units)), []

    def answer(unit: str) -> None:
        ready.wait()
        try:
            claim(question=asked, quantity=f"5 {unit}")
        except QuantityError as error:
            refused.append(error)
        finally:
            connections.close_all()

    writers = [Thread(target=answer, args=(unit,)) for unit in units]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert Claim.objects.filter(question=asked).count() == 1
    assert len(refused) == len(units) - 1


@pytest.mark.django_db
def test_claim_takes_no_number_that_turns_what_was_said():
    on = claim(quantity="45..60 persons")
    stance = say(on, "disputes", quantity="12 persons")

    for other in ("10..60 persons", "50 soldiers", ""):
        with pytest.raises(QuantityError, match=str(stance)):
            revise(on, quantity=other)
    assert revise(on, quantity="40..60 persons").quantity == "40..60 persons"
    stances.withdraw(stance_id=stance, by=BY, reason="misread")
    assert revise(on, quantity="10..60 persons").quantity == "10..60 persons"


@pytest.mark.django_db
def test_evidence_of_then_has_the_number_of_then():
    on = claim(quantity="45..60 persons")
    size = log.drain()
    revise(on, quantity="40..60 persons")
    later = log.drain()

    told = [str(evidence.at(on, size=at).claims[0].quantity) for at in (size, later)]
    assert told == ["45..60 persons", "40..60 persons"]


def test_number_said_while_the_claim_is_revised_waits_for_it(live_db: Database):  # noqa: ARG001 - there first
    on = claim(quantity="45..60 persons")
    refused: list[QuantityError] = []
    begun = Event()

    def speak() -> None:
        begun.set()
        try:
            say(on, "disputes", quantity="12 persons")
        except QuantityError as error:
            refused.append(error)
        finally:
            connections.close_all()

    speaker = Thread(target=speak)
    with audited_write(by=BY, reason="counted again"):
        revise(on, quantity="10..60 persons")
        speaker.start()
        begun.wait()
        until(_somebody_waits, within=30)
    speaker.join()

    assert "numbers in" in str(refused[0])


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
