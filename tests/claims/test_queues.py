"""Staff's queues over HTTP: what waits, who is on it, and how it leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from actors.models import AccountKind, Actor
from actors.services import actors
from actors.services.records import Draft
from audit.services import log
from claims.models import Assignment, Claim, Lane, Place, Queue, Seen, Source, Verdict
from claims.selectors import queues as waiting
from claims.services import claims, determinations, echoes, likenesses, queues, relations, stances
from tests.desk import AUGUST, Bootstrap, Desk

HOSTILE = "<script>alert(1)</script>\u202e=cmd()"


@pytest.fixture(autouse=True)
def restless(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - as everywhere in the admin
    """Let no claim rest between two determinations."""
    monkeypatch.setattr(determinations, "REST", timedelta(0))
    monkeypatch.setattr(determinations, "REST_PER_BYTE", timedelta(0))


def say(claim: Claim, actor: Actor, source: Source, position: str) -> None:
    said = {
        "claim": claim.id,
        "actor": actor.id,
        "source": source.id,
        "position": position,
        "said_at": AUGUST,
    }
    stances.record(draft=Draft(said), by=Bootstrap())


def speaker(name: str, letter: str = "B", **values: str) -> Actor:
    draft = Draft({"name": name, "kind": "person", "reliability": letter, **values})
    return actors.record(draft=draft, by=Bootstrap()).record


@pytest.fixture
def disputed(records: dict[type[Model], Any]) -> Claim:
    """Return a claim that has just become disputed: a second claim, so that the first keeps its verdict."""
    claim = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record
    for name, position in (("Ana", "supports"), ("Ben", "disputes")):
        say(claim, speaker(name), records[Source], position)
    determinations.settle(lane=Lane.INTERACTIVE)
    return claim


def list_of(queue: Queue, desk: Desk, **query: str) -> list[UUID]:
    page = desk.client.get(reverse("queues:cases", args=[queue]), query)
    assert page.status_code == 200
    return [row.case.object_id for row in page.context["rows"]]


def occasion(queue: Queue) -> UUID:
    key: UUID = waiting.rows(queue)[0]["key"]
    return key


def act(desk: Desk, name: str, *args: object, **typed: str) -> Any:
    return desk.client.post(reverse(f"queues:{name}", args=args), typed)


def counts(desk: Desk) -> dict[str, int]:
    return {str(each.queue): each.count for each in desk.client.get("/admin/").context["queues"]}


def test_start_page_counts_what_waits_and_says_since_when(staff: Desk, disputed: Claim) -> None:
    page = staff.client.get("/admin/")
    (found,) = [each for each in page.context["queues"] if each.queue == Queue.DISPUTED]
    disputed.refresh_from_db()
    assert (found.count, found.oldest, found.mine) == (1, disputed.consensus.turned.recorded_at, 0)
    assert counts(staff) == {"disputed": 1, "settled": 0, "ungraded": 1, "unplaced": 2, "alike": 0,
                             "copied": 0, "proposed": 1}  # fmt: skip
    assert "The oldest waits for" in page.text


def test_start_page_asks_no_more_when_more_waits(
    staff: Desk, disputed: Claim, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(waiting.PAGE + 5):
        claims.record(draft=Draft({"text": f"{HOSTILE} {number}"}), by=Bootstrap())
    queues.assign(queue=Queue.DISPUTED, occasion=disputed.consensus.turned_id, by=staff.account)
    with django_assert_max_num_queries(11):
        staff.client.get("/admin/")
    for queue in Queue:
        with django_assert_max_num_queries(6):
            staff.client.get(reverse("queues:cases", args=[queue]))


def test_pages_of_a_queue_follow_each_other_without_gap_or_repeat(staff: Desk) -> None:
    made = [
        claims.record(draft=Draft({"text": f"{number}"}), by=Bootstrap()).record.id
        for number in range(waiting.PAGE + 5)
    ]
    first = staff.client.get(reverse("queues:cases", args=[Queue.UNPLACED]))
    after = first.context["page"].after
    second = list_of(Queue.UNPLACED, staff, after=str(after))
    assert [row.case.object_id for row in first.context["rows"]] + second == made
    assert f"?after={after}" in first.text


def test_count_stops_and_says_that_there_are_more(
    staff: Desk, disputed: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "COUNTED", 1)
    assert disputed
    page = staff.client.get("/admin/")
    (found,) = [each for each in page.context["queues"] if each.queue == Queue.UNPLACED]
    assert (found.count, found.is_more) == (2, True)
    assert "over 1" in page.text


def test_verdict_after_the_turn_takes_a_claim_out_and_its_withdrawal_brings_it_back(
    staff: Desk, disputed: Claim
) -> None:
    assert list_of(Queue.DISPUTED, staff) == [disputed.id]
    staff.save(Verdict, claim=disputed.pk, ruling="open", grounds="Both were there.", reason="looked")
    assert list_of(Queue.DISPUTED, staff) == []
    verdict = Verdict.objects.latest("id")
    staff.end(verdict, reason="the wrong claim")
    assert list_of(Queue.DISPUTED, staff) == [disputed.id]


def test_status_that_comes_about_anew_brings_a_claim_back_and_one_that_stays_does_not(
    staff: Desk, disputed: Claim, records: dict[type[Model], Any]
) -> None:
    act(staff, "leave", Queue.DISPUTED, occasion(Queue.DISPUTED), reason="both are right")
    say(disputed, speaker("Cem"), records[Source], "supports")
    determinations.settle(lane=Lane.INTERACTIVE)
    disputed.refresh_from_db()
    assert disputed.consensus.turned_id != disputed.consensus.determination_id
    assert list_of(Queue.DISPUTED, staff) == []
    denial = disputed.stances.get(position="disputes")
    stances.withdraw(stance_id=denial.id, by=Bootstrap(), reason="misheard")
    determinations.settle(lane=Lane.INTERACTIVE)
    say(disputed, speaker("Dee"), records[Source], "disputes")
    determinations.settle(lane=Lane.INTERACTIVE)
    assert list_of(Queue.DISPUTED, staff) == [disputed.id]


def test_leaving_needs_a_reason_and_keeps_it(staff: Desk, disputed: Claim) -> None:
    key = occasion(Queue.DISPUTED)
    refused = act(staff, "leave", Queue.DISPUTED, key, reason="  ")
    assert refused.context["form"].errors == {"reason": ["Say why: the reason is kept in the history."]}
    act(staff, "leave", Queue.DISPUTED, key, reason="both are right")
    seen = Seen.objects.get()
    assert (seen.occasion, seen.account, seen.reason) == (key, staff.account, "both are right")
    assert list_of(Queue.DISPUTED, staff) == []
    assert disputed.verdicts.count() == 0


def test_case_is_taken_on_once_and_the_second_is_told_by_whom(staff: Desk, disputed: Claim) -> None:
    other = Desk.of(AccountKind.STAFF, "night-desk")
    key = occasion(Queue.DISPUTED)
    act(staff, "assign", Queue.DISPUTED, key)
    act(staff, "assign", Queue.DISPUTED, key)
    told = other.client.post(reverse("queues:assign", args=[Queue.DISPUTED, key]), follow=True)
    assert "Staff is on it since" in told.text
    held = Assignment.objects.get()
    assert (held.object_id, held.account) == (disputed.id, staff.account)
    assert list_of(Queue.DISPUTED, staff, mine="") == [disputed.id]
    assert list_of(Queue.DISPUTED, other, mine="") == []


def test_release_of_what_somebody_else_took_on_since_is_refused(staff: Desk, disputed: Claim) -> None:
    other = Desk.of(AccountKind.STAFF, "night-desk")
    act(staff, "assign", Queue.DISPUTED, occasion(Queue.DISPUTED))
    for desk in (staff, other):
        act(desk, "release", Queue.DISPUTED, disputed.id, staff.account.id)
        act(other, "assign", Queue.DISPUTED, occasion(Queue.DISPUTED))
    assert Assignment.objects.get().account == other.account


def test_auditor_sees_the_queues_and_is_refused_every_act(staff: Desk, disputed: Claim) -> None:
    auditor = Desk.of(AccountKind.AUDITOR)
    key = occasion(Queue.DISPUTED)
    queues.assign(queue=Queue.DISPUTED, occasion=key, by=staff.account)
    page = auditor.client.get(reverse("queues:cases", args=[Queue.DISPUTED]))
    assert "staff is on it" in page.text
    main = page.text.partition('id="content-main"')[2].partition('id="footer"')[0]
    assert "<button" not in main
    assert "<input" not in main
    assert act(auditor, "assign", Queue.DISPUTED, key).status_code == 403
    assert act(auditor, "release", Queue.DISPUTED, disputed.id, staff.account.id).status_code == 403
    assert act(auditor, "leave", Queue.DISPUTED, key, reason="mine").status_code == 403
    assert (Assignment.objects.get().account, Seen.objects.count()) == (staff.account, 0)


@pytest.mark.parametrize("name", ["assign", "release"])
def test_acts_are_posted(staff: Desk, disputed: Claim, name: str) -> None:
    args = [Queue.DISPUTED, disputed.id, *([staff.account.id] if name == "release" else [])]
    assert staff.client.get(reverse(f"queues:{name}", args=args)).status_code == 405
    assert Assignment.objects.count() == 0


def test_queue_that_is_none_and_case_that_left_are_told(staff: Desk, disputed: Claim) -> None:
    assert staff.client.get("/admin/queues/nonsense/").status_code == 404
    told = staff.client.post(reverse("queues:assign", args=[Queue.SETTLED, disputed.id]), follow=True)
    assert "does not wait here any more" in told.text


def test_speaker_leaves_with_a_letter_and_f_is_one(staff: Desk, records: dict[type[Model], Any]) -> None:
    outlet = records[Claim].stances.get(derived_from__isnull=False).actor
    assert list_of(Queue.UNGRADED, staff) == [outlet.id]
    assert act(staff, "leave", Queue.UNGRADED, outlet.id, reason="no").status_code == 302
    assert list_of(Queue.UNGRADED, staff) == [outlet.id]
    actors.revise(actor_id=outlet.id, draft=Draft({"reliability": "F"}), by=Bootstrap(), reason="unknown")
    assert list_of(Queue.UNGRADED, staff) == []


def placed(claim: Claim, records: dict[type[Model], Any]) -> None:
    claims.revise(
        claim_id=claim.id,
        draft=Draft({"place": records[Place].id, "valid_from": AUGUST}),
        by=Bootstrap(),
        reason="looked it up",
    )


def left(claim: Claim, _records: dict[type[Model], Any]) -> None:
    queues.leave(queue=Queue.UNPLACED, occasion=claim.id, by=Bootstrap(), reason="it is about no place")


@pytest.mark.parametrize("handled", [placed, left])
def test_claim_without_a_place_leaves_when_it_has_one_or_needs_none(
    staff: Desk,
    records: dict[type[Model], Any],
    handled: Callable[[Claim, dict[type[Model], Any]], None],
) -> None:
    claim = Claim.objects.exclude(id=records[Claim].id).get()
    assert list_of(Queue.UNPLACED, staff) == [claim.id]
    handled(claim, records)
    assert list_of(Queue.UNPLACED, staff) == []


def test_pair_of_like_claims_leaves_when_it_is_related(staff: Desk) -> None:
    first, second = (
        claims.record(draft=Draft({"text": f"The bridge over the river stands{end}"}), by=Bootstrap()).record
        for end in ("", ".")
    )
    log.drain()
    likenesses.follow()
    assert list_of(Queue.ALIKE, staff) == [second.id]
    same = {"kind": "same_as", "from_claim": first.id, "to_claim": second.id}
    relations.record(draft=Draft(same), by=Bootstrap())
    assert list_of(Queue.ALIKE, staff) == []


def test_who_may_repeat_whom_is_shown_with_what_speaks_for_it_and_left_with_a_reason(
    staff: Desk, records: dict[type[Model], Any]
) -> None:
    claim = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record
    text = "Local officials told our reporters that the bridge was hit twice on Monday."
    ana, ben = speaker("Ana"), speaker("Ben")
    for actor, hour in ((ana, 1), (ben, 3)):
        said_at = AUGUST + timedelta(hours=hour)
        said = {"claim": claim.id, "actor": actor.id, "source": records[Source].id, "position": "supports"}
        stances.record(draft=Draft({**said, "said_at": said_at, "excerpt": text}), by=Bootstrap())
    log.drain()
    echoes.follow()

    page = staff.client.get(reverse("queues:cases", args=[Queue.COPIED]))
    ((row,),) = [page.context["rows"]]
    assert [subject.name for subject in row.subjects] == ["Ben", "Ana", f"“{text}”", f"“{text}”"]
    assert row.subjects[0].facts == ("may repeat", "10 decibans for copying")
    assert row.subjects[1].facts == (
        "in nearly the same words on 1", "spoke first on 1, less than an hour ahead on 0",
    )  # fmt: skip

    queues.leave(
        queue=Queue.COPIED,
        occasion=row.case.occasion,
        by=staff.account,
        reason="both were at the press conference",
    )
    assert list_of(Queue.COPIED, staff) == []


def test_hostile_text_is_shown_as_text(staff: Desk) -> None:
    claims.record(draft=Draft({"text": HOSTILE}), by=Bootstrap())
    page = staff.client.get(reverse("queues:cases", args=[Queue.UNPLACED])).text
    assert "<script>alert(1)" not in page
    assert "<bdi>&lt;script&gt;" in page
