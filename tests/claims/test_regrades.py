"""A letter is shown with what it would move before it is saved, and the preview writes nothing."""

from typing import Any

import pytest
from django.db.models import Model
from pytest_django.fixtures import DjangoAssertNumQueries

from actors.models import AccountKind, Actor
from actors.services import actors
from actors.services.records import Draft
from audit.models import Outbox
from audit.services import log
from claims.models import Claim, Debt, Determination, Source, Stance, Verdict
from claims.selectors import policies, regrades, surroundings
from claims.services import claims, determinations, stances
from tests.desk import AUGUST, Bootstrap, Desk, address, latest

HOSTILE = "<script>alert(1)</script>\u202e"

pytestmark = pytest.mark.usefixtures("quick")


def test_preview_says_what_the_workers_then_decide(records: dict[type[Model], Any]) -> None:
    actor, claim = records[Actor], records[Claim]
    foretold = {}
    for letter in "ABCDEF":
        found = regrades.moves({actor.id: letter}, to=Bootstrap())
        foretold[letter] = {move.claim: move.after for move in found.moved}.get(claim.id, "contradicted")
    decided = {}
    for letter in "ABCDEF":
        if letter != actor.reliability:
            draft = Draft({"reliability": letter})
            actor = actors.revise(actor_id=actor.id, draft=draft, by=Bootstrap(), reason="a try")
        size = log.drain()
        determinations.recompute(claim.id, size=size, policy=policies.at(size))
        decided[letter] = Determination.objects.filter(claim=claim).latest("id").status
    assert foretold == decided
    assert len(set(decided.values())) > 1


def test_preview_writes_nothing(records: dict[type[Model], Any]) -> None:
    before = [kind.objects.count() for kind in (Determination, Debt, Outbox)]
    regrades.moves({records[Actor].id: "E"}, to=Bootstrap())
    assert [kind.objects.count() for kind in (Determination, Debt, Outbox)] == before
    assert latest(records[Actor]).revision == 1


def test_preview_looks_at_so_many_and_says_so(
    records: dict[type[Model], Any], staff: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrades, "LIMIT", 1)
    found = regrades.moves({records[Actor].id: "E"}, to=Bootstrap())
    assert (found.looked_at, found.bears_on, found.left_out) == (1, 2, 1)
    page = staff.save(records[Actor], reliability="E", reason="caught lying")
    assert "recorded earliest were not looked at" in page.text


def test_letter_is_saved_only_after_its_preview(staff: Desk, records: dict[type[Model], Any]) -> None:
    actor = records[Actor]
    typed = {"reliability": "E", "reliability_reason": "lied", "reason": "caught lying", "note": HOSTILE}
    sent = staff.form(actor) | typed
    page = staff.send(actor, sent)
    assert page.status_code == 200
    assert [str(row[0].claim) for row in page.context["consequences"]["rows"]] == [str(records[Claim].id)]
    assert "Nothing is written yet" in page.text
    assert "<script>alert(1)" not in page.text
    assert latest(actor).revision == 1
    confirmed = {"previewed": page.context["previewed"]}
    for name, value in page.context["typed"]:
        confirmed.setdefault(name, value)
    other = staff.send(actor, confirmed | {"reliability": "A"})
    assert (other.status_code, latest(actor).revision) == (200, 1)
    assert staff.send(actor, confirmed).status_code == 302
    revision = latest(actor)
    assert (revision.revision, revision.reliability, revision.note) == (2, "E", HOSTILE)
    assert revision.history_change_reason == "caught lying"


def test_stale_letter_is_refused_after_its_preview(staff: Desk, records: dict[type[Model], Any]) -> None:
    actor = records[Actor]
    sent = staff.form(actor) | {"reliability": "E", "reason": "caught lying"}
    page = staff.send(actor, sent)
    actors.revise(actor_id=actor.id, draft=Draft({"note": "a hint"}), by=Bootstrap(), reason="seen")
    late = staff.send(actor, sent | {"previewed": page.context["previewed"]})
    assert "the record is at revision 2" in late.text
    assert latest(actor).reliability == "C"


def test_change_that_leaves_the_letter_is_saved_at_once(staff: Desk, records: dict[type[Model], Any]) -> None:
    assert staff.save(records[Actor], note="a hint", reason="seen").status_code == 302
    assert latest(records[Actor]).note == "a hint"


def test_letter_without_a_reason_is_refused_at_the_field(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    page = staff.save(records[Actor], reliability="E")
    assert page.context["adminform"].form.errors == {
        "reason": ["Say why: the reason is kept in the history."]
    }


def test_auditor_previews_nothing(records: dict[type[Model], Any]) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    sent = {"reliability": "E", "reason": "mine", "seen_revision": 1, "opened_revision": 1}
    assert auditor.send(records[Actor], sent).status_code == 403


def paged(desk: Desk, record: Model, number: str) -> Any:
    return desk.client.get(address("change", record), {"page": number})


def test_actor_page_tells_what_it_said_a_page_at_a_time(
    staff: Desk,
    records: dict[type[Model], Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = records[Actor]
    for number in range(surroundings.PAGE):
        claim = claims.record(draft=Draft({"text": f"{HOSTILE} {number}"}), by=Bootstrap()).record
        said = {"claim": claim.id, "actor": actor.id, "source": records[Source].id, "said_at": AUGUST}
        stances.record(draft=Draft({**said, "position": "supports"}), by=Bootstrap())
    with django_assert_max_num_queries(15):
        page = staff.get("change", actor)
    assert (len(page.context["rows"]), page.context["said"].after) == (surroundings.PAGE, 2)
    assert "<script>alert(1)" not in page.text
    (last,) = paged(staff, actor, "2").context["rows"]
    assert last[0].claim == records[Claim]
    assert paged(staff, actor, "x").status_code == 200
    assert paged(staff, actor, "9" * 30).status_code == 200


def test_claim_page_tells_what_belongs_to_it_a_page_at_a_time(
    staff: Desk,
    records: dict[type[Model], Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    claim = records[Claim]
    said = {"claim": claim.id, "source": records[Source].id, "said_at": AUGUST, "position": "supports"}
    for number in range(surroundings.PAGE):
        draft = Draft({"name": f"{HOSTILE} {number}", "kind": "person"})
        speaker = actors.record(draft=draft, by=Bootstrap()).record
        stances.record(draft=Draft({**said, "actor": speaker.id}), by=Bootstrap())
    staff.get("change", claim)
    # One more than when nothing is under way: what the claim is owed is asked for.
    with django_assert_max_num_queries(16):
        page = staff.get("change", claim)
    shown = page.context
    assert (len(shown["stances"].records), shown["stances"].after) == (surroundings.PAGE, 2)
    assert [verdict.grounds for verdict in shown["verdicts"]] == ["Nobody was there."]
    assert [relation.to_claim.text for relation in shown["relations"]] == ["Zaporizke is contested."]
    assert [made.status for made, _ in shown["determinations"]] == ["contradicted"]
    assert f"/admin/claims/verdict/add/?claim={claim.id}" in page.text
    assert "<script>alert(1)" not in page.text
    assert len(paged(staff, claim, "2").context["stances"].records) == 2
    assert Stance.objects.filter(claim=claim).count() == surroundings.PAGE + 2


def test_verdict_leads_back_to_its_claim(staff: Desk, records: dict[type[Model], Any]) -> None:
    answer = staff.save(Verdict, claim=records[Claim].pk, ruling="open", grounds="Nobody was there.")
    assert answer.headers["Location"] == f"/admin/claims/claim/{records[Claim].pk}/change/"
