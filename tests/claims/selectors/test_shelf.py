"""Readers find every claim that they ask for, however many are called alike."""

import pytest

from audit.attribution import audited_write
from claims.models import Claim, Place, Question
from claims.selectors import shelf
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

BY = {"recorded_by_id": Staff().id}
#: More than a page of them, and more than anybody would look at one by one.
MANY = 230


def test_all_claims_are_found_by_a_part_of_a_name_in_any_case_of_letters():
    with audited_write(by=Staff(), reason="many at once"):
        places = Place.objects.bulk_create(Place(name=f"Żółkiew {n}", **BY) for n in range(MANY))
        asked = Question.objects.bulk_create(
            Question(text=f"Who took 50% of {n}?", **BY) for n in range(MANY)
        )
        other = Place.objects.create(name="Lviv", **BY)
        Claim.objects.bulk_create(
            Claim(text="So it is.", place=place, question=question, **BY)
            for place, question in zip(places, asked, strict=True)
        )
        Claim.objects.create(text="So it is.", place=other, **BY)

    def found(**by: str) -> int:
        return len(shelf.claims(to=Staff(), **by))

    assert found(place="żÓŁKIEW") == MANY
    assert found(question="TOOK 50% OF") == MANY
    assert found(question="took 50_ of") == 0
    assert found(place="ółk", question="of 7?") == 1
    assert found(place=str(other.id)) == 1
    assert found(place="v") == 1
