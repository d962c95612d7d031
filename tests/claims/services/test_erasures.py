"""What may be proposed for erasure: what a record no longer says, and what nobody reckoned with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoDbBlocker

from actors.models import Account
from actors.services import accounts
from audit.errors import (
    ErasureRefusedError,
    InvalidValueError,
    LatestRevisionError,
    NotFoundError,
    ReasonRequiredError,
    SamePersonError,
)
from audit.models import Entry, Erasure
from audit.selectors import fold
from audit.services import erasing, log
from claims.models import Claim, Determination, Place
from claims.services import erasures, replays
from tests.audit.erasures import NAME, Story, settle, telling
from tests.databases import Databases
from tests.desk import Bootstrap


@pytest.fixture(scope="module")
def story(databases: Databases, django_db_blocker: DjangoDbBlocker, static_root: Path) -> Iterator[Story]:
    """Tell a story that the tests of this module go on with."""
    with telling(databases, django_db_blocker, static_root) as (database, told):
        yield told
    databases.drop(database)


def propose(story: Story, **asked: Any) -> Erasure:
    given: dict[str, Any] = {
        "kind": "claim",
        "record_id": UUID(story.ids["claim"]),
        "reason": "asked",
        "by": story.ann,
    }
    return erasures.propose(**given | asked)


def carried_out(erasure: Erasure, story: Story) -> Erasure:
    erasing.approve(erasure_id=erasure.id, by=story.bob)
    assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == len(erasure.entries)
    erasure.refresh_from_db()
    return erasure


@pytest.mark.parametrize(
    ("asked", "refusal", "why"),
    [
        ({"kind": "policy"}, InvalidValueError, "Nothing is erased of a policy; there are account, actor, claim,"),
        ({"kind": "determination"}, InvalidValueError, "Nothing is erased of a determination"),
        ({"kind": "erasure"}, InvalidValueError, "Nothing is erased of a erasure"),
        ({"kind": "nothing"}, InvalidValueError, "Nothing is erased of a nothing"),
        ({"keep": ["question_id"]}, InvalidValueError, "There is no column question_id to keep; there are"),
        ({"record_id": uuid4()}, NotFoundError, "There is no claim"),
        ({"revisions": [1, 7]}, NotFoundError, "There is no revision 7 of the claim"),
        ({"revisions": [1, 2]}, LatestRevisionError, "Revision 2 is what the claim says now. Revise it or withdraw"),
        ({"keep": ["text", "note"]}, ErasureRefusedError, "There is nothing to erase"),
        ({"reason": " "}, ReasonRequiredError, "An erasure needs a reason"),
    ],
)  # fmt: skip
def test_proposal_is_refused_and_leaves_nothing(
    asked: dict[str, Any], refusal: type[Exception], why: str, story: Story
):
    before = log.drain(), Erasure.objects.count()

    with pytest.raises(refusal, match=why):
        propose(story, **asked)

    assert (log.drain(), Erasure.objects.count()) == before


def test_proposal_names_the_former_revisions_what_they_said_and_the_determinations_that_give_it_back(
    story: Story,
):
    erasure = propose(story, kind="actor", record_id=UUID(story.ids["actor"]))

    tables = dict(Entry.objects.filter(index__in=erasure.entries).values_list("index", "table_name"))
    own = [index for index, table in tables.items() if table == "actors_actor"]
    assert own == [Entry.objects.filter(object_id=story.ids["actor"]).earliest("index").index]
    assert {*tables.values()} == {"actors_actor", "claims_determination"}
    assert erasure.columns == [
        "actors_actor.aliases", "actors_actor.name", "claims_determination.body", "claims_determination.inputs_sha256"
    ]  # fmt: skip
    assert (erasure.kind, erasure.proposed_by, erasure.approved_by) == ("actor", story.ann.id, None)


def test_what_the_rules_never_see_leaves_determinations_alone(story: Story):
    erasure = propose(story, kind="stance", record_id=UUID(story.ids["stance"]))

    assert (len(erasure.entries), erasure.columns) == (1, ["claims_stance.excerpt"])


def test_what_the_rules_reckon_with_is_kept_or_the_whole_refused(story: Story):
    story.post("actors", "party", name="Partisan", kind="person", party="quill", reliability="B")
    story.post("claims", "favoured", text=f"{NAME} is right.", favours="quill", against=["courier"])
    said = {"actor": story.ids["party"], "source": story.ids["source"], "said_at": "2025-08-29"}
    story.post(f"claims/{story.ids['favoured']}/stances", "word", **said, position="supports")
    settle()
    story.revise("favoured", text="They are right.", favours="", against=[], reason="no names")
    settle()
    favoured = {"record_id": UUID(story.ids["favoured"])}

    with pytest.raises(ErasureRefusedError, match="would have been decided otherwise"):
        propose(story, **favoured)
    erasure = carried_out(propose(story, **favoured, keep=["favours", "against"]), story)

    assert erasure.columns[0] == "claims_claim.text"
    first = Claim.history.get(id=story.ids["favoured"], revision=1)
    assert (first.text, first.favours, first.against) == ("erased", "quill", ["courier"])
    assert replays.run().differing == 0


def test_a_number_that_was_reckoned_with_is_kept_or_the_whole_refused(story: Story):
    quantity = {"unit": f"friends of {NAME}"[:40], "low": 3}
    story.post("claims", "counted", text=f"{NAME} has friends.", quantity=quantity)
    settle()
    story.post(f"claims/{story.ids['counted']}:withdraw", "counted", reason="no names")
    settle()
    counted = {"record_id": UUID(story.ids["counted"])}

    with pytest.raises(ErasureRefusedError, match="would have been decided otherwise"):
        propose(story, **counted)
    carried_out(propose(story, **counted, keep=["quantity"]), story)

    assert Claim.objects.get(id=story.ids["counted"]).text == "erased"
    assert replays.run().differing == 0
    assert fold.run().found == {}


def test_a_number_that_nothing_reckoned_with_is_erased(story: Story):
    story.post(
        "claims", "counted", text="They have friends.", quantity={"unit": f"friends of {NAME}", "low": 3}
    )
    story.revise("counted", quantity={"unit": "friends", "low": 3}, reason="no names")
    settle()

    carried_out(propose(story, record_id=UUID(story.ids["counted"])), story)

    assert Claim.history.get(id=story.ids["counted"], revision=1).quantity == "erased"
    assert replays.run().differing == 0


def test_positions_and_lists_are_erased_too(story: Story):
    story.post("places", "place", name=f"Home of {NAME}", lat=47.95, lon=36.53, gazetteer_ids=["quill:1"])
    place = Place.objects.get(id=story.ids["place"])
    with erasing.audited_write(by=story.ann, reason="nobody's home"):
        Place.objects.filter(id=place.pk).update(name="A town", lat=48.0, lon=36.0, gazetteer_ids=[])

    carried_out(propose(story, kind="place", record_id=place.pk), story)

    first = Place.history.get(id=place.pk, revision=1)
    assert (first.name, first.lat, first.lon, first.gazetteer_ids) == ("erased", None, None, ["erased"])
    assert fold.run().found == {}


def test_an_account_is_forgotten_by_its_former_address(story: Story):
    account = accounts.record(name="visitor", kind="auditor", email="quill@example.org", by=Bootstrap())
    accounts.revise(account_id=account.id, changes={"email": ""}, by=Bootstrap(), reason="asked")

    erasure = carried_out(propose(story, kind="account", record_id=account.id), story)

    assert erasure.columns == ["actors_account.email"]
    assert set(Account.history.filter(id=account.id).values_list("email", flat=True)) == {"", "erased"}


def test_the_reason_of_the_latest_revision_goes_without_its_text(story: Story):
    actor = {"kind": "actor", "record_id": UUID(story.ids["actor"])}

    erasure = carried_out(propose(story, **actor, revisions=[2], texts=False, reasons=True), story)

    assert (len(erasure.entries), erasure.columns) == (1, ["actors_actor.history_change_reason"])
    (entry,) = Entry.objects.filter(index__in=erasure.entries)
    assert (entry.meta_salt, len(entry.content_salt)) == (b"", 32)
    assert fold.run().found == {}


def test_nothing_is_carried_out_before_it_is_approved(story: Story):
    erasure = propose(story)
    decided = list(Determination.objects.order_by("id").values_list("body", flat=True))

    with pytest.raises(ErasureRefusedError, match="Nobody has approved"):
        erasures.carry_out(erasure_id=erasure.id, using="eraser")
    with pytest.raises(NotFoundError):
        erasures.carry_out(erasure_id=uuid4(), using="eraser")

    assert list(Determination.objects.order_by("id").values_list("body", flat=True)) == decided


def test_approval_is_somebody_elses_and_given_once(story: Story):
    erasure = propose(story)

    with pytest.raises(SamePersonError):
        erasing.approve(erasure_id=erasure.id, by=story.ann)
    with pytest.raises(NotFoundError):
        erasing.approve(erasure_id=uuid4(), by=story.bob)
    approved = erasing.approve(erasure_id=erasure.id, by=story.bob)
    with pytest.raises(ErasureRefusedError, match="approved already"):
        erasing.approve(erasure_id=erasure.id, by=story.bob)

    assert (approved.revision, approved.approved_by) == (2, story.bob.id)
