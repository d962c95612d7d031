"""Staff see what a proposal would change, and accept or decline it with a reason."""

from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from actors.models import AccountKind
from claims.models import Claim, Outcome, Proposal
from tests.desk import Desk, address, errors

Records = dict[type[Model], Any]


def decide(staff: Desk, proposal: Proposal, verb: str, reason: str, seen: int = 1) -> Any:
    """Send the page."""
    sent = {"seen_revision": seen, "reason": reason, verb: verb.capitalize()}
    return staff.client.post(address("decide", proposal), sent)


def test_page_shows_what_would_change_and_the_queue_leads_to_it(staff: Desk, records: Records) -> None:
    proposal = records[Proposal]

    queue = staff.client.get(reverse("queues:cases", args=["proposed"])).text
    page = staff.client.get(address("decide", proposal))

    assert address("decide", proposal) in queue
    assert "As they say now." in queue
    (change,) = page.context["changes"]
    assert (change["label"], change["old"], change["new"]) == (
        "Text",
        "Zaporizke is contested.",
        "Zaporizke is still contested.",
    )
    assert address("decide", proposal) in staff.get("change", proposal).text


def test_accepted_proposal_is_carried_out_by_whoever_accepts(staff: Desk, records: Records) -> None:
    proposal = records[Proposal]

    answer = decide(staff, proposal, "accept", "so it is")

    assert answer.status_code == 302
    claim = Claim.objects.get(id=proposal.claim_id)
    latest = claim.history.latest("revision")
    assert claim.text == "Zaporizke is still contested."
    assert (latest.history_user_id, latest.history_channel) == (staff.account.id, "admin")
    assert latest.history_change_reason == (
        "As they say now. (Proposed by newsroom-desk; accepted: so it is)"
    )
    assert "still contested" not in staff.client.get(reverse("queues:cases", args=["proposed"])).text


def test_declined_proposal_leaves_the_record_alone(staff: Desk, records: Records) -> None:
    assert decide(staff, records[Proposal], "decline", "it is not").status_code == 302

    proposal = Proposal.objects.get(id=records[Proposal].pk)
    assert (proposal.outcome, proposal.decision) == (Outcome.DECLINED, "it is not")
    assert Claim.objects.get(id=proposal.claim_id).revision == 1


def test_decision_needs_a_reason_and_the_revision_that_was_read(staff: Desk, records: Records) -> None:
    proposal = records[Proposal]

    assert "reason" in errors(decide(staff, proposal, "accept", ""))
    assert "__all__" in errors(decide(staff, proposal, "accept", "so it is", seen=7))

    proposal.refresh_from_db()
    assert proposal.is_open


def test_auditors_look_and_do_not_decide(staff: Desk, records: Records) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    proposal = records[Proposal]

    assert auditor.client.get(address("decide", proposal)).status_code == 403
    assert auditor.get("change", proposal).status_code == 200
    assert address("decide", proposal) not in auditor.get("change", proposal).text
    assert staff


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_decided_proposal_leads_back(staff: Desk, records: Records, verb: str) -> None:
    proposal = records[Proposal]
    decide(staff, proposal, verb, "so it is")

    again = staff.client.get(address("decide", proposal))

    assert (again.status_code, again["Location"]) == (302, address("change", proposal))
