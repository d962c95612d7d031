"""The base of the staff admin, tried on places: attribution, reasons, stale forms, histories, no deletion."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.services.records import Draft
from audit.models import Erasure
from audit.records import tracked_models
from audit.services import log
from claims.models import Determination, Merge, Place, Policy, Proposal, Verdict
from claims.services import places
from tests.desk import PASSWORD, Bootstrap, Desk, address, case, errors, latest

#: Enough for a page of any kind: who is logged in, how many there are, the rows, the choices of its filters; of a
#: claim, what belongs to it.
FEW = 15

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def place(db: None) -> Place:  # noqa: ARG001 - likewise
    return places.record(
        draft=Draft({"name": "Zaporizke", "note": "one\ntwo "}), by=Bootstrap(), reason=""
    ).record


def moved(place: Place) -> Place:
    """Have somebody else change a place."""
    draft = Draft({"kind": "settlement"})
    return places.revise(place_id=place.id, draft=draft, by=Bootstrap(), reason="looked it up")


def test_login_writes_nothing_where_nobody_can_be_attributed(staff: Desk) -> None:
    browser = Client()
    sent = {"username": "staff", "password": PASSWORD, "next": "/admin/"}
    assert browser.post(reverse("admin:login"), sent).status_code == 302
    page = browser.get("/admin/")
    assert "Contested" in page.text
    assert latest(staff.account).revision == 1


def test_own_password_is_changed_and_not_recorded(staff: Desk) -> None:
    sent = {"old_password": PASSWORD, "new_password1": PASSWORD * 2, "new_password2": PASSWORD * 2}
    assert staff.client.post(reverse("admin:password_change"), sent).status_code == 302
    assert staff.get("changelist", Place).status_code == 200
    assert latest(staff.account).revision == 1


def test_change_is_recorded_with_account_channel_request_and_reason(staff: Desk, place: Place) -> None:
    sent = staff.form(place) | {"name": "Zaporizhzhia", "reason": "  misheard "}
    assert staff.send(place, sent, request_id="req-42").status_code == 302
    revision = latest(place)
    said = (revision.revision, revision.name, revision.history_channel, revision.history_request_id)
    assert said == (2, "Zaporizhzhia", "admin", "req-42")
    assert (revision.history_user_id, revision.history_partner_id) == (staff.account.id, None)
    assert revision.history_change_reason == "misheard"


@pytest.mark.parametrize("reason", ["", " \n "])
def test_change_without_a_reason_is_refused_and_keeps_what_was_typed(
    staff: Desk, place: Place, reason: str
) -> None:
    page = staff.save(place, name="Zaporizhzhia", reason=reason)
    assert errors(page) == {"reason": ["Say why: the reason is kept in the history."]}
    assert "Zaporizhzhia" in page.text
    assert latest(place).revision == 1


def test_reason_with_a_nul_is_refused_like_any_other_text(staff: Desk, place: Place) -> None:
    page = staff.save(place, name="Zaporizhzhia", reason="mis\0heard")
    assert list(errors(page)) == ["reason"]


def test_change_of_nothing_is_refused(staff: Desk, place: Place) -> None:
    page = staff.save(place, reason="just looking")
    assert errors(page) == {"__all__": ["Nothing is changed, so there is nothing to save."]}


def test_change_of_one_field_leaves_the_line_breaks_of_another(staff: Desk, place: Place) -> None:
    typed = {"name": "Zaporizhzhia", "note": "one\r\ntwo", "reason": "misheard"}
    assert staff.save(place, **typed).status_code == 302
    assert latest(place).note == "one\ntwo "


def test_line_breaks_are_kept_as_the_register_has_them(staff: Desk, place: Place) -> None:
    staff.save(place, note="one\r\nthree", reason="misread")
    assert latest(place).note == "one\nthree"


def test_stale_form_is_refused_with_what_was_changed_meanwhile(staff: Desk, place: Place) -> None:
    opened = staff.form(place)
    moved(place)
    page = staff.send(place, opened | {"name": "Zaporizhzhia", "reason": "misheard"})
    (words,) = errors(page)["__all__"]
    assert "you opened revision 1, and the record is at revision 2" in words
    assert "Kind: “other” → “settlement”" in words
    form = page.context["adminform"].form
    assert (form["name"].value(), form["reason"].value()) == ("Zaporizhzhia", "misheard")
    assert latest(place).history_change_reason == "looked it up"


def test_stale_form_sent_again_is_saved_without_what_was_left_alone(staff: Desk, place: Place) -> None:
    opened = staff.form(place)
    moved(place)
    typed = opened | {"name": "Zaporizhzhia", "reason": "misheard"}
    page = staff.send(place, typed)
    again = typed | {"seen_revision": page.context["adminform"].form["seen_revision"].value()}
    assert staff.send(place, again).status_code == 302
    revision = latest(place)
    assert (revision.revision, revision.name, revision.kind) == (3, "Zaporizhzhia", "settlement")


@pytest.mark.parametrize("revision", ["", "x", "-1"])
def test_form_without_the_revision_it_was_opened_at_is_refused(
    staff: Desk, place: Place, revision: str
) -> None:
    page = staff.save(place, name="Zaporizhzhia", reason="misheard", seen_revision=revision)
    assert errors(page)
    assert latest(place).revision == 1


def test_withdrawal_needs_a_reason(staff: Desk, place: Place) -> None:
    assert errors(staff.end(place, reason="")) == {"reason": ["Say why: the reason is kept in the history."]}
    assert latest(place).withdrawn_at is None


def test_withdrawal_of_what_was_changed_meanwhile_is_refused_once(staff: Desk, place: Place) -> None:
    moved(place)
    page = staff.end(place, reason="twice here")
    assert "revision 2" in errors(page)["__all__"][0]
    assert staff.end(place, reason="twice here", seen_revision=2).status_code == 302
    assert latest(place).withdrawn_at is not None


def test_withdrawn_record_is_looked_at_and_not_changed(staff: Desk, place: Place) -> None:
    opened = staff.form(place)
    assert staff.end(place, reason="twice here").status_code == 302
    page = staff.get("change", place)
    assert "It no longer stands" in page.text
    assert 'name="reason"' not in page.text
    assert address("end", place) not in page.text
    late = staff.send(place, opened | {"name": "Zaporizhzhia", "reason": "misheard", "seen_revision": 2})
    assert errors(late) == {"__all__": ["The record is withdrawn and takes no further change."]}
    assert staff.end(place, reason="again").status_code == 302
    assert latest(place).revision == 2


def test_auditor_sees_everything_and_changes_nothing(auditor: Desk, place: Place) -> None:
    page = auditor.get("change", place)
    assert page.status_code == 200
    assert 'name="reason"' not in page.text
    assert auditor.get("history", place).status_code == 200
    assert auditor.get("add", Place).status_code == 403
    assert auditor.get("end", place).status_code == 403
    typed = {"name": "Zaporizhzhia", "kind": "other", "reason": "mine", "seen_revision": 1}
    assert auditor.send(place, typed).status_code == 403
    assert auditor.send(Place, typed).status_code == 403
    assert auditor.end(place, reason="mine").status_code == 403
    assert (latest(place).revision, Place.objects.count()) == (1, 1)


def test_nothing_is_deleted(staff: Desk, place: Place) -> None:
    assert staff.get("delete", place).status_code == 403
    assert staff.client.post(address("delete", place), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(place.pk)], "post": "yes"}
    staff.client.post(address("changelist", Place), chosen)
    assert "delete_selected" not in staff.get("changelist", Place).text
    assert Place.objects.filter(id=place.id).exists()


def test_history_tells_who_changed_what_when_why_and_where_it_is_in_the_log(
    staff: Desk, place: Place
) -> None:
    staff.send(place, staff.form(place) | {"name": "Zaporizhzhia", "reason": "misheard"}, request_id="req-42")
    size = log.drain()
    page = staff.get("history", place)
    changed, recorded = page.context["page_obj"].object_list
    assert [(row["label"], row["old"], row["new"]) for row in changed.changes] == [
        ("Name", "Zaporizke", "Zaporizhzhia")
    ]
    assert (changed.operation, changed.writer, changed.partner_name) == ("changed", "staff", None)
    assert (changed.log_index, recorded.log_index) == (size - 1, size - 2)
    assert (recorded.operation, recorded.writer) == ("recorded", "bootstrap")
    for word in ("misheard", "req-42", "admin", "not in the log yet" if size == 0 else str(size - 1)):
        assert word in page.text


def test_history_marks_the_words_that_differ(staff: Desk, place: Place) -> None:
    staff.save(place, note="one\nthree", reason="misread")
    (row,) = staff.get("history", place).context["page_obj"].object_list[0].changes
    assert [piece.text for piece in row["old_pieces"] if piece.is_own] == ["two "]
    assert [piece.text for piece in row["new_pieces"] if piece.is_own] == ["three"]


def test_history_escapes_what_was_recorded(staff: Desk, place: Place) -> None:
    staff.save(place, name="<script>alert(1)</script>", reason="<b>why</b>")
    page = staff.get("history", place).text
    assert "<script>alert(1)" not in page
    assert "<b>why" not in page


def test_revision_is_looked_at_and_never_saved_over_the_record(staff: Desk, place: Place) -> None:
    staff.save(place, name="Zaporizhzhia", reason="misheard")
    first = Place.history.get(id=place.id, revision=1)
    page = reverse("admin:claims_place_simple_history", args=[place.id, first.history_id])
    shown = staff.client.get(page)
    assert ("Name", "Zaporizke") in [(row["label"], row["new"]) for row in shown.context["content"]]
    assert (
        staff.client.post(page, staff.form(place) | {"name": "Zaporizke", "reason": "back"}).status_code
        == 405
    )
    assert latest(place).revision == 2


@pytest.mark.parametrize("page", ["history/", "history/1/", "history/x/", "withdraw/"])
@pytest.mark.parametrize("record", ["x", "00000000-0000-7000-8000-00000000ffff"])
def test_pages_of_what_is_not_there_are_not_found(staff: Desk, record: str, page: str) -> None:
    assert staff.client.get(f"/admin/claims/place/{record}/{page}").status_code == 404


def test_django_keeps_no_log_of_its_own(staff: Desk, place: Place) -> None:
    staff.save(place, name="Zaporizhzhia", reason="misheard")
    staff.save(Place, name="Dnipro", kind="settlement")
    assert not LogEntry.objects.exists()


def test_every_page_of_every_kind_opens_with_few_queries(staff: Desk) -> None:
    records = case()
    answered, asked = {}, {}
    for model in tracked_models():
        for page, url in pages(records[model]).items():
            with CaptureQueriesContext(connection) as queries:
                answered[model, page] = staff.client.get(url).status_code
            asked[model, page] = len(queries)
    refused = {place for place, status in answered.items() if status != 200}
    assert refused == {
        (Determination, "add"),
        (Erasure, "add"),
        (Merge, "add"),
        (Policy, "add"),
        (Proposal, "add"),
    }
    assert {place: number for place, number in asked.items() if number > FEW} == {}


def pages(record: Any) -> dict[str, str]:
    """Return the addresses of the pages of a kind, and of one of its records."""
    listed = address("changelist", type(record))
    history = address("history", record)
    return {
        "list": listed,
        "search": f"{listed}?q=a",
        "add": address("add", type(record)),
        "change": address("change", record),
        "history": history,
        "revision": f"{history}{latest(record).history_id}/",
    }


def test_lists_ask_no_more_of_the_database_when_they_are_longer(staff: Desk) -> None:
    case()
    short = listing(staff)
    for slug in ("monitor", "agency"):
        case(slug)
    assert listing(staff) == short


def listing(desk: Desk) -> dict[Any, int]:
    """Return how many queries the list of each kind makes."""
    asked = {}
    for model in tracked_models():
        with CaptureQueriesContext(connection) as queries:
            desk.get("changelist", model)
        asked[model] = len(queries)
    return asked


@pytest.mark.parametrize(
    "model", [Determination, Erasure, Merge, Policy, Proposal, Verdict], ids=lambda model: model.__name__
)
def test_what_is_decided_is_changed_by_nobody(staff: Desk, model: Any) -> None:
    record = case()[model]
    page = staff.send(record, {"status": "corroborated", "reason": "mine", "seen_revision": 1})
    assert page.status_code == 403
    assert latest(record).revision == 1
