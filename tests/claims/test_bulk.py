"""One act on many records: through the services, for one reason, and what is refused is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse

from actors.models import AccountKind, Actor
from actors.services import actors
from actors.services.records import Draft
from audit.admin import bulk
from claims.models import Claim, Place
from claims.services import claims, places
from tests.desk import AUGUST, Bootstrap, Desk, address, case, latest

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def made(db: None) -> list[Claim]:  # noqa: ARG001 - likewise
    texts = ("The bridge stands.", "<script>alert(1)</script>", "\u202eThe ferry runs.")
    return [claims.record(draft=Draft({"text": text}), by=Bootstrap()).record for text in texts]


def choose(desk: Desk, action: str, records: list[Any]) -> HttpResponse:
    sent = {"action": action, "_selected_action": [str(each.pk) for each in records], "index": "0"}
    return desk.client.post(address("changelist", type(records[0])), sent)


def confirm(desk: Desk, action: str, records: list[Any], **typed: str) -> HttpResponse:
    seen = {f"seen-{each.pk}": str(each.revision) for each in records}
    sent: Mapping[str, object] = {
        "action": action,
        "_selected_action": [str(each.pk) for each in records],
        "confirmed": "yes",
        **seen,
        **typed,
    }
    return desk.client.post(address("changelist", type(records[0])), sent)


def test_chosen_records_are_listed_and_nothing_is_written_before_the_reason(
    staff: Desk, made: list[Claim]
) -> None:
    page = choose(staff, "withdraw_selected", made)
    assert [record for record, _ in page.context["records"]] == made
    assert "<script>alert(1)" not in page.text
    refused = confirm(staff, "withdraw_selected", made, reason=" ")
    assert refused.context["form"].errors == {"reason": ["Say why: the reason is kept in the history."]}
    assert [latest(claim).revision for claim in made] == [1, 1, 1]


def test_all_chosen_are_withdrawn_for_one_reason(staff: Desk, made: list[Claim]) -> None:
    assert confirm(staff, "withdraw_selected", made, reason="a test feed").status_code == 302
    said = {
        (each.withdrawn_at is None, each.history_change_reason, each.history_channel, each.history_user_id)
        for each in map(latest, made)
    }
    assert said == {(False, "a test feed", "admin", staff.account.id)}


def test_what_was_changed_meanwhile_is_refused_and_told_and_the_others_are_done(
    staff: Desk, made: list[Claim]
) -> None:
    draft = Draft({"note": "looked at"})
    claims.revise(claim_id=made[1].id, draft=draft, by=Bootstrap(), reason="a hint")
    page = confirm(staff, "withdraw_selected", made, reason="a test feed")
    assert [(record, why) for record, _, why in page.context["refused"]] == [
        (made[1], "The record is at revision 2.")
    ]
    assert "<script>alert(1)" not in page.text
    assert [latest(claim).withdrawn_at is None for claim in made] == [False, True, False]


def test_too_many_at_once_are_refused(
    staff: Desk, made: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    assert choose(staff, "withdraw_selected", made).status_code == 302
    assert confirm(staff, "withdraw_selected", made, reason="a test feed").status_code == 302
    assert [latest(claim).revision for claim in made] == [1, 1, 1]


def test_place_is_set_by_the_service(staff: Desk, made: list[Claim]) -> None:
    place = places.record(draft=Draft({"name": "Dnipro"}), by=Bootstrap()).record
    assert choose(staff, "place_selected", made).status_code == 200
    confirm(staff, "place_selected", made, place=str(place.id), reason="all of them say so")
    assert {latest(claim).place_id for claim in made} == {place.id}
    places.withdraw(place_id=place.id, by=Bootstrap(), reason="twice here")
    page = confirm(staff, "place_selected", made, place=str(place.id), reason="again")
    assert list(page.context["form"].errors) == ["place"]


def test_time_is_set_and_the_service_refuses_one_that_ends_before_it_begins(
    staff: Desk, made: list[Claim]
) -> None:
    page = confirm(staff, "time_selected", made, reason="undated")
    assert list(page.context["form"].errors) == ["valid_from"]
    claims.revise(
        claim_id=made[0].id, draft=Draft({"valid_to": AUGUST}), by=Bootstrap(), reason="it was over"
    )
    made[0].refresh_from_db()
    page = confirm(staff, "time_selected", made, valid_from_0="2025-09-01", reason="as of September")
    assert [why for _, _, why in page.context["refused"]] == ["valid_to must be later than valid_from."]
    assert [latest(claim).date_only for claim in made] == [[], ["valid_from"], ["valid_from"]]


def test_auditor_has_no_acts(staff: Desk, made: list[Claim]) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    assert 'name="action"' not in auditor.get("changelist", Claim).text
    confirm(auditor, "withdraw_selected", made, reason="mine")
    assert [latest(claim).revision for claim in made] == [1, 1, 1]
    assert staff.account.is_staff


def test_actors_are_regraded_after_it_was_shown_what_that_moves(staff: Desk) -> None:
    records: dict[type[Model], Any] = case()
    outlet = actors.record(draft=Draft({"name": "AFP", "kind": "media_outlet"}), by=Bootstrap()).record
    chosen = [records[Actor], outlet]
    assert choose(staff, "regrade_selected", chosen).status_code == 200
    shown = confirm(staff, "regrade_selected", chosen, letter="E", reason="caught lying")
    assert [row[0].claim for row in shown.context["consequences"]["rows"]] == [records[Claim].id]
    assert [latest(actor).revision for actor in chosen] == [1, 1]
    other = {"letter": "A", "reason": "no", "previewed": shown.context["previewed"]}
    again = confirm(staff, "regrade_selected", chosen, **other)
    assert again.context["consequences"] is not None
    typed = {"letter": "E", "reason": "caught lying", "previewed": shown.context["previewed"]}
    assert confirm(staff, "regrade_selected", chosen, **typed).status_code == 302
    said = {(each.reliability, each.reliability_reason) for each in map(latest, chosen)}
    assert said == {("E", "caught lying")}


@pytest.mark.parametrize("kind", [Place, Actor])
def test_acts_are_offered_by_name(staff: Desk, kind: type[Model]) -> None:
    case()
    assert "withdraw_selected" in staff.get("changelist", kind).text
