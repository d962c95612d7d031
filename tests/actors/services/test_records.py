"""What every kind of record is held to when it is written: posted again, and what it refers to."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from actors.models import Actor, Partner
from actors.services import actors
from actors.services.records import Draft
from audit.attribution import audited_write
from audit.errors import ReferenceWithdrawnError
from claims.services import claims, sources, stances
from tests.claims.services.walk import Staff

pytestmark = pytest.mark.django_db

STAFF = Staff()


@pytest.fixture
def partner() -> Staff:
    """Return somebody who writes for a partner."""
    with audited_write(by=STAFF, reason="a test"):
        return Staff(partner_id=Partner.objects.create(slug="newsroom", name="Newsroom").id)


def actor(**values: object) -> UUID:
    return actors.record(
        draft=Draft({"name": "An outlet", "kind": "media_outlet", **values}), by=STAFF
    ).record.id


def test_a_record_posted_again_is_the_one_there_is_also_when_what_it_refers_to_is_withdrawn(partner: Staff):
    above = actor()
    draft = Draft({"name": "A desk", "kind": "person", "part_of": above}, external_id="desk")
    first = actors.record(draft=draft, by=partner)
    actors.withdraw(actor_id=above, by=STAFF, reason="a test")

    again = actors.record(draft=draft, by=partner)

    assert (first.created, again.created, again.record.id) == (True, False, first.record.id)
    with pytest.raises(ReferenceWithdrawnError, match="withdrawn") as refused:
        actors.record(draft=Draft(draft.values, external_id="another"), by=partner)
    assert refused.value.pointer == "/part_of"
    assert Actor.objects.filter(part_of=above).count() == 1


def test_a_source_posted_again_with_its_stances_is_the_one_there_is_also_when_their_claim_is_withdrawn(
    partner: Staff,
):
    claim = claims.record(draft=Draft({"text": "So it is."}), by=STAFF).record.id
    words = {"claim": claim, "position": "supports", "said_at": datetime(2025, 8, 26, tzinfo=UTC)}
    found = [Draft({**words, "actor": actor()}, external_id="said")]
    draft = Draft({"title": "A report", "kind": "article", "publisher": actor()}, external_id="report")
    first = sources.record(draft=draft, found=found, by=partner)
    claims.withdraw(claim_id=claim, by=STAFF, reason="a test")

    again = sources.record(draft=draft, found=found, by=partner)

    assert (first.created, again.created, again.record.id) == (True, False, first.record.id)
    assert [stance.record.id for stance in again.stances] == [stance.record.id for stance in first.stances]
    posted_alone = Draft({**found[0].values, "source": first.record.id}, external_id="said")
    assert stances.record(draft=posted_alone, by=partner).record.id == first.stances[0].record.id
