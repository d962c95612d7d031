"""Merging in the admin: which record is chosen, what is shown before, the reason, and the way back."""

from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from audit.services import log
from claims.models import Claim, Merge, Place, Queue, Source
from claims.services import claims, likenesses, merges, places, sources
from tests.desk import AUGUST, Bootstrap, Desk, address, errors, latest

KINDS = (Actor, Claim, Place, Source)


def another(kind: type[Model], like: Any) -> Any:
    """Record what may be the same as a record."""
    drafts: dict[type[Model], tuple[Any, dict[str, Any]]] = {
        Actor: (actors, {"name": "General Staff", "kind": "armed_force"}),
        Claim: (claims, {"text": getattr(like, "text", ""), "answer": "russia", "valid_from": AUGUST}),
        Place: (places, {"name": "Zaporizke", "lat": 47.95, "lon": 36.53}),
        Source: (
            sources,
            {"title": "Another", "kind": "post", "publisher": getattr(like, "publisher_id", None)},
        ),
    }
    service, values = drafts[kind]
    return service.record(draft=Draft(values), by=Bootstrap()).record


@pytest.mark.parametrize("kind", KINDS)
def test_record_is_merged_and_that_is_undone(
    staff: Desk, records: dict[type[Model], Any], kind: type[Model]
) -> None:
    record = records[kind]
    other = another(kind, record)

    assert "Merge into another…" in staff.get("change", record).text
    shown = staff.get("merge", record, into=str(other.pk))
    assert shown.status_code == 200
    sent = {"into": str(other.pk), "seen_revision": record.revision, "reason": "recorded twice"}
    merged = staff.client.post(address("merge", record), sent)

    assert (merged.status_code, merged["Location"]) == (302, address("change", other))
    record.refresh_from_db()
    assert record.merged_into_id == other.pk
    revision = latest(record)
    assert (revision.history_change_reason, revision.history_channel, revision.history_user_id) == (
        "recorded twice",
        "admin",
        staff.account.id,
    )
    page = staff.get("change", record).text
    assert "It was merged into" in page
    assert address("change", other) in page
    assert "Merge into another…" not in page

    assert address("unmerge", record) in page
    assert "stand again" in staff.get("unmerge", record).text
    undone = staff.client.post(
        address("unmerge", record), {"seen_revision": record.revision, "reason": "not the same"}
    )

    assert (undone.status_code, undone["Location"]) == (302, address("change", record))
    record.refresh_from_db()
    assert (record.merged_into_id, record.is_withdrawn) == (None, False)


def test_what_may_be_the_same_is_offered_and_more_can_be_looked_for(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    record = records[Actor]
    like, unlike = (
        another(Actor, record),
        actors.record(draft=Draft({"name": "Viktor Trehubov", "kind": "person"}), by=Bootstrap()).record,
    )

    page = staff.get("merge", record)
    assert [each.id for each in page.context["suggested"]] == [like.pk]
    assert "nearly the same name" in page.text
    page = staff.get("merge", record, q="trehubov")
    assert page.context["offered"] == [unlike]
    assert f"?into={unlike.pk}" in page.text


def test_both_are_shown_side_by_side(staff: Desk, records: dict[type[Model], Any]) -> None:
    place = records[Place]
    other = places.record(
        draft=Draft({"name": "Zaporizhzhia", "lat": 47.95, "lon": 36.53}), by=Bootstrap()
    ).record

    rows = staff.get("merge", place, into=str(other.pk)).context["differs"]

    assert [(row["label"], row["old"], row["new"]) for row in rows if row["label"] == "Name"] == [
        ("Name", "Zaporizke", "Zaporizhzhia")
    ]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_merging_needs_a_reason(staff: Desk, records: dict[type[Model], Any], reason: str) -> None:
    other = another(Actor, None)
    sent = {"into": str(other.pk), "seen_revision": 1, "reason": reason}

    assert list(errors(staff.client.post(address("merge", records[Actor]), sent))) == ["reason"]


def test_what_the_services_refuse_is_told(staff: Desk, records: dict[type[Model], Any]) -> None:
    record = records[Claim]
    other = claims.record(draft=Draft({"text": "Another", "quantity": "12 persons"}), by=Bootstrap()).record
    sent = {"into": str(other.pk), "seen_revision": 1, "reason": "recorded twice"}

    told = errors(staff.client.post(address("merge", record), sent))
    stale = errors(staff.client.post(address("merge", record), sent | {"seen_revision": 7}))

    assert told == {"__all__": ["One is about another number than the other."]}
    assert "you opened revision 7" in stale["__all__"][0]


@pytest.mark.parametrize("into", ["nothing", "00000000-0000-7000-8000-0000000000ff"])
def test_there_is_no_other_under_what_is_no_id(
    staff: Desk, records: dict[type[Model], Any], into: str
) -> None:
    assert staff.get("merge", records[Actor], into=into).status_code == 404


def test_auditors_merge_nothing(auditor: Desk, records: dict[type[Model], Any]) -> None:
    assert auditor.get("merge", records[Actor]).status_code == 403
    assert auditor.get("unmerge", records[Actor]).status_code == 403
    assert "Merge into another…" not in auditor.get("change", records[Actor]).text


def test_pages_of_what_cannot_be_merged_or_undone_lead_back(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    record, merged = records[Actor], records[Merge].record

    for page, one in (("unmerge", record), ("merge", merged)):
        assert staff.get(page, one)["Location"] == address("change", one)


def test_a_pair_in_the_queue_leads_to_merging_it_and_leaves_when_it_is(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    later = another(Claim, records[Claim])
    log.drain()
    likenesses.follow()
    queue = reverse("queues:cases", args=[Queue.ALIKE])

    assert f"{address('merge', later)}?into={records[Claim].pk}" in staff.client.get(queue).text
    merges.merge(Claim, later.pk, into=records[Claim].pk, by=Bootstrap(), reason="recorded twice")

    assert address("merge", later) not in staff.client.get(queue).text


def test_merges_are_listed_with_what_was_merged(auditor: Desk, records: dict[type[Model], Any]) -> None:
    merge = records[Merge]

    assert "Zaporizhke" in auditor.get("changelist", Merge).text
    assert str(merge.survivor) in auditor.get("change", merge).text
