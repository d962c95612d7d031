"""An earlier revision is brought back by a new one: through the service, with a reason, nothing rewritten."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from actors.models import AccountKind
from actors.services.records import Draft
from claims.models import Claim, Place, Verdict
from claims.services import claims, places
from tests.desk import AUGUST, Bootstrap, Desk, address, case, errors, latest

OLD, NEW = "Zaporizke", "Zaporizhzhia"

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def place(db: None) -> Place:  # noqa: ARG001 - likewise
    recorded = places.record(draft=Draft({"name": OLD}), by=Bootstrap()).record
    return places.revise(place_id=recorded.id, draft=Draft({"name": NEW}), by=Bootstrap(), reason="misheard")


def page(record: Any, n: int, name: str = "bring_back") -> str:
    kind = f"{record._meta.app_label}_{record._meta.model_name}"
    return reverse(f"admin:{kind}_{name}", args=[record.pk, record.history.get(revision=n).history_id])


def send(desk: Desk, record: Any, n: int, **typed: object) -> HttpResponse:
    return desk.client.post(page(record, n), {"seen_revision": latest(record).revision, **typed})


def test_revision_brought_back_is_a_new_one_with_its_reason(staff: Desk, place: Place) -> None:
    assert "Bring back revision 1" in staff.client.get(page(place, 1, "simple_history")).text
    shown = staff.client.get(page(place, 1))
    assert [(row["label"], row["old"], row["new"]) for row in shown.context["changes"]] == [
        ("Name", NEW, OLD)
    ]
    assert send(staff, place, 1, reason="it was right").status_code == 302
    said = [(each.revision, each.name) for each in place.history.order_by("revision")]
    assert said == [(1, OLD), (2, NEW), (3, OLD)]
    revision = latest(place)
    assert (revision.history_change_reason, revision.history_channel, revision.history_user_id) == (
        "it was right",
        "admin",
        staff.account.id,
    )


@pytest.mark.parametrize("reason", ["", " \n"])
def test_bringing_back_needs_a_reason(staff: Desk, place: Place, reason: str) -> None:
    assert list(errors(send(staff, place, 1, reason=reason))) == ["reason"]
    assert latest(place).revision == 2


def test_what_was_written_meanwhile_is_not_lost(staff: Desk, place: Place) -> None:
    places.revise(place_id=place.id, draft=Draft({"note": "by the river"}), by=Bootstrap(), reason="seen")
    answer = send(staff, place, 1, reason="it was right", seen_revision=2)
    assert "the record is at revision 3" in errors(answer)["__all__"][0]
    assert latest(place).revision == 3


def test_withdrawn_stays_withdrawn(staff: Desk, place: Place) -> None:
    places.withdraw(place_id=place.id, by=Bootstrap(), reason="twice here")
    assert "Bring back" not in staff.client.get(page(place, 1, "simple_history")).text
    answer = send(staff, place, 1, reason="it was right")
    assert errors(answer) == {"__all__": ["The record is withdrawn and takes no further change."]}
    assert latest(place).withdrawn_at is not None


def test_auditor_sees_the_revision_and_brings_nothing_back(place: Place, staff: Desk) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    assert "Bring back" not in auditor.client.get(page(place, 1, "simple_history")).text
    assert auditor.client.get(page(place, 1)).status_code == 403
    assert send(auditor, place, 1, reason="mine").status_code == 403
    assert (latest(place).revision, staff.account.is_staff) == (2, True)


def test_what_stands_is_not_brought_back(staff: Desk, place: Place) -> None:
    assert "Bring back" not in staff.client.get(page(place, 2, "simple_history")).text
    assert staff.client.get(page(place, 2)).status_code == 404
    other = places.record(draft=Draft({"name": "Dnipro"}), by=Bootstrap()).record
    strange = page(place, 1).replace(str(place.pk), str(other.pk))
    assert staff.client.get(strange).status_code == 404


def test_rules_of_the_service_hold(staff: Desk) -> None:
    records = case()
    claim, place = records[Claim], records[Place]
    draft = Draft({"place": None, "valid_from": None})
    claims.revise(claim_id=claim.id, draft=draft, by=Bootstrap(), reason="unsure")
    places.withdraw(place_id=place.id, by=Bootstrap(), reason="twice here")
    answer = send(staff, claim, 1, reason="it was right")
    assert errors(answer) == {"__all__": ["The record referred to is withdrawn."]}
    assert latest(claim).revision == 2


def test_date_comes_back_as_a_date(staff: Desk) -> None:
    claim = case()[Claim]
    claims.revise(claim_id=claim.id, draft=Draft({"valid_from": None}), by=Bootstrap(), reason="unsure")
    send(staff, claim, 1, reason="it was right")
    assert (latest(claim).valid_from, latest(claim).date_only) == (AUGUST, ["valid_from"])


def test_verdict_is_never_brought_back(staff: Desk) -> None:
    verdict = case()[Verdict]
    staff.end(verdict, reason="the wrong claim")
    assert staff.client.get(page(verdict, 1)).status_code == 403


def test_hostile_text_is_shown_as_text(staff: Desk, place: Place) -> None:
    hostile = Draft({"name": "<script>alert(1)</script>"})
    places.revise(place_id=place.id, draft=hostile, by=Bootstrap(), reason="<b>no</b>")
    shown = staff.client.get(page(place, 1)).text
    assert "<script>alert(1)" not in shown
    assert address("history", place) in shown
