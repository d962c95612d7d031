"""Claims that say nearly the same are found, and only those."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actors.services.records import Draft
from audit.services import log
from claims.models import Claim, Likeness
from claims.selectors.alike import NAMED
from claims.services import claims, likenesses, places, questions
from tests.desk import Bootstrap

TEXT = "Russian forces captured the village of Novoheorhiivka."
NEARLY = "Russian forces have captured the village of Novoheorhiivka"

pytestmark = pytest.mark.django_db


def recorded(text: str, **values: Any) -> Claim:
    return claims.record(draft=Draft({"text": text, **values}), by=Bootstrap()).record


def revised(claim: Claim, **values: Any) -> None:
    claims.revise(claim_id=claim.id, draft=Draft(values), by=Bootstrap(), reason="misread")


def followed() -> set[tuple[Any, Any]]:
    log.drain()
    likenesses.follow()
    return {(each.claim_id, each.other_id) for each in Likeness.objects.all()}


def test_claim_in_nearly_the_same_words_is_found_once_and_the_later_one_is_named_first():
    first, second = recorded(TEXT), recorded(NEARLY)
    recorded("The ceasefire talks were held in Istanbul.")
    assert followed() == {(second.id, first.id)}
    assert followed() == {(second.id, first.id)}


def test_pair_stays_the_same_when_something_else_is_changed():
    first, _ = recorded(TEXT), recorded(NEARLY)
    followed()
    before = Likeness.objects.get()
    revised(first, note="looked at")
    followed()
    assert Likeness.objects.get() == before


def test_pair_goes_when_a_text_is_put_right():
    first, _ = recorded(TEXT), recorded(NEARLY)
    followed()
    revised(first, text="Ukrainian forces hold the town of Velykyi Burluk.")
    assert followed() == set()


def test_withdrawn_claim_is_like_no_other():
    first, second = recorded(TEXT), recorded(NEARLY)
    claims.withdraw(claim_id=first.id, by=Bootstrap(), reason="twice here")
    assert followed() == set()
    assert not second.is_withdrawn


def test_another_time_makes_another_claim():
    august, september = datetime(2025, 8, 1, tzinfo=UTC), datetime(2025, 9, 1, tzinfo=UTC)
    recorded(TEXT, valid_from=august, valid_to=september)
    recorded(TEXT, valid_from=september)
    assert followed() == set()


def test_another_answer_to_the_same_question_makes_another_claim():
    asked = questions.record(draft=Draft({"text": "Who holds it?"}), by=Bootstrap()).record
    recorded(TEXT, question=asked.id, answer="russia")
    recorded(NEARLY, question=asked.id, answer="russia, in part")
    assert followed() == set()


def test_batches_leave_none_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(likenesses, "BATCH", 2)
    made = [recorded(f"{TEXT}{'!' * number}") for number in range(4)]
    assert len(followed()) == len(made) * (len(made) - 1) / 2


def test_most_alike_are_named_of_any_number_that_are_alike():
    far = [recorded(f"{TEXT} {number}") for number in range(300)]
    near = [recorded(f"{TEXT}{'!' * number}") for number in range(1, NAMED + 1)]
    asked = recorded(TEXT)
    found = likenesses.alike([asked.id])
    assert far
    assert {other for _, other, _ in found} == {each.id for each in near}


@pytest.mark.parametrize("is_placed", [True, False])
def test_claim_at_no_place_is_held_against_those_at_any_and_at_none(*, is_placed: bool):
    here, there = (
        places.record(draft=Draft({"name": name}), by=Bootstrap()).record for name in ("Here", "There")
    )
    at = {place: recorded(TEXT, **({"place": place.id} if place else {})) for place in (here, there, None)}
    asked = recorded(NEARLY, **({"place": here.id} if is_placed else {}))
    found = {other for _, other, _ in likenesses.alike([asked.id])}
    assert found == {at[here].id, at[None].id} | (set() if is_placed else {at[there].id})
