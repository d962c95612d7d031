"""Proposals: put to whoever the record is of, carried out by whoever accepts, and decided once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from actors.models import Account, AccountKind, Partner, Role
from actors.services import accounts, partners
from actors.services.records import Draft
from audit.errors import AlreadyWithdrawnError, NotOwnerError, ReasonRequiredError, StaleRevisionError
from audit.records import Marking
from claims.errors import AlreadyDecidedError, OverdueError, OwnProposalError, UnseenProposalError
from claims.models import Act, Claim, Outcome, Place, Proposal
from claims.services import claims, places, proposals
from claims.services.proposals import Proposed
from tests.desk import Bootstrap

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 8, 26, tzinfo=UTC)


def partner(slug: str) -> Partner:
    """Record a partner."""
    return partners.record(slug=slug, name=slug.title(), by=Bootstrap())


def account(of: Partner | None, name: str, role: Role = Role.EDITOR) -> Account:
    """Record an account of a partner, or of staff."""
    kind = AccountKind.SERVICE if of else AccountKind.STAFF
    return accounts.record(name=name, kind=kind, role=role if of else "", partner=of, by=Bootstrap())


@pytest.fixture
def owner() -> Account:
    """Return an editor of the partner whose the records are."""
    return account(partner("newsroom"), "newsroom-desk")


@pytest.fixture
def other() -> Account:
    """Return somebody of another partner."""
    return account(partner("monitor"), "monitor-desk")


@pytest.fixture
def claim(owner: Account) -> Claim:
    """Return a claim of the owner's."""
    return claims.record(draft=Draft({"text": "It is so."}), by=owner).record


def revision(of: Claim, **values: Any) -> Proposed:
    """Ask for a claim to say something else."""
    return Proposed(
        act=Act.REVISE, kind="claim", about=of.id, draft=Draft(values), grounds="It was misheard."
    )


def proposed(asked: Proposed, by: Account) -> Proposal:
    """Have something proposed."""
    return proposals.propose(asked=asked, by=by).record


def test_owner_accepts_and_the_record_says_who_proposed(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    assert (made.put_to, made.of_revision, made.outcome) == (owner.partner_id, 1, Outcome.OPEN)

    decided = proposals.accept(proposal_id=made.id, by=owner, reason="heard again")

    claim.refresh_from_db()
    latest = claim.history.latest("revision")
    assert (claim.text, claim.revision, claim.partner_id) == ("It was so.", 2, owner.partner_id)
    assert (latest.history_user_id, latest.history_change_reason) == (
        owner.id,
        "It was misheard. (Proposed by monitor-desk; accepted: heard again)",
    )
    assert (decided.outcome, decided.decided_by, decided.result, decided.decision) == (
        Outcome.ACCEPTED,
        owner,
        claim.id,
        "heard again",
    )


def test_staff_decide_on_anything(other: Account, claim: Claim):
    olena = account(None, "olena")

    proposals.accept(
        proposal_id=proposed(revision(claim, answer="no"), other).id, by=olena, reason="so it is"
    )

    claim.refresh_from_db()
    assert claim.answer == "no"


def test_declined_proposal_changes_nothing_but_itself(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)

    decided = proposals.decline(proposal_id=made.id, by=owner, reason="it was not misheard")

    claim.refresh_from_db()
    assert (claim.text, claim.revision) == ("It is so.", 1)
    assert (decided.outcome, decided.decision, decided.result) == (
        Outcome.DECLINED,
        "it was not misheard",
        None,
    )


def test_every_kind_of_value_is_as_it_was_said_when_it_is_carried_out(
    owner: Account, other: Account, claim: Claim
):
    place = places.record(draft=Draft({"name": "Here"}), by=owner).record
    values = {
        "place": place.id, "valid_from": DAY, "valid_to": DAY.replace(hour=5, microsecond=7),
        "against": ["ukraine"], "quantity": "12 persons", "circles": [owner.partner_id], "marking": Marking.AMBER,
    }  # fmt: skip
    asked = Proposed(
        act=Act.REVISE,
        kind="claim",
        about=claim.id,
        draft=Draft(values, date_only=frozenset({"valid_from"})),
        grounds="It is known.",
    )
    made = proposed(asked, other)

    proposals.accept(proposal_id=made.id, by=owner, reason="so it is")

    claim.refresh_from_db()
    assert {name: getattr(claim, name) for name in values} == {**values, "place": place}
    assert claim.date_only == ["valid_from"]


def test_withdrawal_is_carried_out(owner: Account, other: Account, claim: Claim):
    asked = Proposed(act=Act.WITHDRAW, kind="claim", about=claim.id, grounds="It is recorded twice.")

    proposals.accept(proposal_id=proposed(asked, other).id, by=owner, reason="so it is")

    claim.refresh_from_db()
    assert claim.is_withdrawn


def test_new_record_is_of_whoever_accepts(owner: Account, other: Account):
    asked = Proposed(
        act=Act.CREATE,
        kind="place",
        draft=Draft({"name": "There"}),
        to=owner.partner_id,
        grounds="It is missing.",
    )

    decided = proposals.accept(proposal_id=proposed(asked, other).id, by=owner, reason="it is")

    place = Place.objects.get()
    assert (place.id, place.name, place.partner_id, place.recorded_by) == (
        decided.result,
        "There",
        owner.partner_id,
        owner,
    )


def test_nobody_else_decides(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)

    for decide in (proposals.accept, proposals.decline):
        with pytest.raises(NotOwnerError):
            decide(
                proposal_id=made.id,
                by=account(partner(f"p{decide.__name__}"), decide.__name__),
                reason="mine",
            )
        with pytest.raises(NotOwnerError):
            decide(proposal_id=made.id, by=other, reason="mine")
    assert claim.history.count() == 1
    assert owner


def test_nobody_decides_on_what_they_proposed_themselves(owner: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), owner)

    with pytest.raises(OwnProposalError):
        proposals.accept(proposal_id=made.id, by=owner, reason="my own")


def test_record_that_was_changed_since_is_not_written_over(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    claims.revise(claim_id=claim.id, draft=Draft({"answer": "no"}), by=owner, reason="known by now")

    with pytest.raises(OverdueError, match="since"):
        proposals.accept(proposal_id=made.id, by=owner, reason="heard again")
    with pytest.raises(OverdueError, match="revision 2"):
        proposed(replace(revision(claim, text="It was so."), of_revision=1), other)

    made.refresh_from_db()
    assert made.is_open


def test_decision_is_made_once_with_a_reason_on_what_was_read(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    with pytest.raises(ReasonRequiredError):
        proposals.decline(proposal_id=made.id, by=owner, reason=" ")
    with pytest.raises(StaleRevisionError):
        proposals.decline(proposal_id=made.id, by=owner, reason="no", expected={2})
    proposals.decline(proposal_id=made.id, by=owner, reason="no", expected={1})

    for late in (proposals.accept, proposals.decline):
        with pytest.raises(AlreadyDecidedError):
            late(proposal_id=made.id, by=owner, reason="on second thoughts")
    with pytest.raises(AlreadyDecidedError):
        proposals.withdraw(proposal_id=made.id, by=other, reason="never mind")


def test_proposal_that_is_taken_back_is_decided_no_more(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    with pytest.raises(NotOwnerError):
        proposals.withdraw(proposal_id=made.id, by=owner, reason="not mine to take back")

    proposals.withdraw(proposal_id=made.id, by=other, reason="never mind")

    with pytest.raises(AlreadyWithdrawnError):
        proposals.accept(proposal_id=made.id, by=owner, reason="heard again")


def test_proposal_is_as_strict_as_its_record_is_and_becomes(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    assert made.marking == Marking.CLEAR

    claims.revise(claim_id=claim.id, draft=Draft({"marking": Marking.AMBER}), by=owner, reason="sensitive")

    made.refresh_from_db()
    assert (made.marking, made.circles) == (Marking.AMBER, [owner.partner_id])


def test_what_is_to_be_created_is_put_to_somebody_who_sees_it(owner: Account, other: Account):
    draft = Draft({"name": "There", "marking": Marking.AMBER})
    with pytest.raises(UnseenProposalError):
        proposed(Proposed(act=Act.CREATE, kind="place", draft=draft, to=owner.partner_id, grounds="x"), other)

    made = proposed(Proposed(act=Act.CREATE, kind="place", draft=draft, grounds="for staff"), other)

    assert (made.put_to, made.marking, made.circles) == (None, Marking.AMBER, [other.partner_id])


def test_same_proposal_under_the_same_name_is_one(other: Account, claim: Claim):
    asked = revision(claim, text="It was so.")

    first, again = (proposals.propose(asked=asked, external_id="p-1", by=other) for _ in range(2))

    assert (first.created, again.created, first.record.id) == (True, False, again.record.id)


def test_merger_of_what_two_partners_recorded_is_carried_out_by_staff(other: Account, claim: Claim):
    twice = claims.record(draft=Draft({"text": "It is so!"}), by=other).record
    asked = Proposed(act=Act.MERGE, kind="claim", about=twice.id, into=claim.id, grounds="It is the same.")
    third = account(partner("third"), "third-desk")
    made = proposed(asked, third)
    assert (made.put_to, made.survivor) == (other.partner_id, claim.id)
    with pytest.raises(NotOwnerError):
        proposals.accept(proposal_id=made.id, by=other, reason="of two partners")

    proposals.accept(proposal_id=made.id, by=account(None, "olena"), reason="so it is")

    twice.refresh_from_db()
    assert (twice.merged_into, twice.is_withdrawn) == (claim, True)


def test_contributor_of_the_owner_decides_on_nothing(owner: Account, other: Account, claim: Claim):
    made = proposed(revision(claim, text="It was so."), other)
    junior = account(owner.partner, "newsroom-junior", Role.CONTRIBUTOR)

    for decide in (proposals.accept, proposals.decline):
        with pytest.raises(NotOwnerError):
            decide(proposal_id=made.id, by=junior, reason="so it is")
