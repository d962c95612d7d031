"""What is asked of an erasure: two people, in the log, in order; and a role that can do nothing but carry it out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from actors.models import Account, AccountKind
from actors.services import accounts
from audit.models import Entry, Erasure
from audit.selectors import fold, sealed
from audit.services import erasing, log
from claims.models import Claim
from claims.services import erasures
from tests.audit.erasures import Story, first_of, last_line, settle, staff
from tests.audit.samples import Bootstrap
from tests.audit.tampering import tamper
from tests.audit.test_checks import faults
from tests.databases import Database
from tests.figures import Figure


def refusal(erasure: Erasure) -> str:
    """Return what the function says to an erasure, called by whoever has the role's password."""
    log.drain()
    with pytest.raises(erasing.ErasureRefusedError) as refused:
        erasing.carry_out(erasure_id=erasure.id, using="eraser")
    return str(refused.value).removeprefix("The database refuses: ")


TWO = "one account has to propose an erasure, and another to approve just that"
STAFF = "both accounts have to be of staff, and active"


def by_hand(story: Story, **values: Any) -> Erasure:
    """Record an erasure past the services, as whoever has the application's password can."""
    claim = story.ids["claim"]
    asked: dict[str, Any] = {
        "kind": "claim", "object_id": claim, "entries": [first_of(claim)], "columns": ["claims_claim.text"],
        "reason": "r", "by": story.ann,
    }  # fmt: skip
    return erasing.propose(**asked | values)


def approved_by(erasure: Erasure, by: Account) -> Erasure:
    return erasing.approve(erasure_id=erasure.id, by=by)


def agreed(story: Story, **values: Any) -> Erasure:
    return approved_by(by_hand(story, **values), story.bob)


def rewritten(story: Story) -> Erasure:
    erasure = agreed(story)
    with erasing.audited_write(by=story.bob):
        Erasure.objects.filter(id=erasure.id).update(entries=[first_of(story.ids["source"])])
    return erasure


def touched(story: Story) -> Erasure:
    """Change after the approval what nobody approves."""
    erasure = agreed(story)
    with erasing.audited_write(by=story.bob):
        Erasure.objects.filter(id=erasure.id).update(metas=["00"])
    return erasure


def approved_as_something_else(story: Story) -> Erasure:
    erasure = by_hand(story)
    with erasing.audited_write(by=story.bob):
        Erasure.objects.filter(id=erasure.id).update(approved_by=story.bob.id, columns=["claims_claim.note"])
    return erasure


def in_anothers_name(story: Story) -> Erasure:
    """Approve as the other, and sign as oneself."""
    erasure = by_hand(story)
    with erasing.audited_write(by=story.ann):
        Erasure.objects.filter(id=erasure.id).update(approved_by=story.bob.id)
    return erasure


def with_somebody_inactive(story: Story) -> Erasure:
    erasure = agreed(story)
    accounts.revise(account_id=story.bob.id, changes={"is_active": False}, by=Bootstrap(), reason="left")
    return erasure


REFUSED: dict[str, tuple[Callable[[Story], Erasure], str]] = {
    "one approval": (by_hand, TWO),
    "an approval in another's name": (in_anothers_name, TWO),
    "changed after the approval": (rewritten, TWO),
    "touched after the approval": (touched, TWO),
    "approved as something else": (approved_as_something_else, TWO),
    "approved by somebody inactive": (with_somebody_inactive, STAFF),
    "approved by an auditor": (
        lambda story: approved_by(by_hand(story), staff("eve", AccountKind.AUDITOR)),
        STAFF,
    ),
    "proposed by the register itself": (
        lambda story: agreed(story, by=Bootstrap()),
        STAFF,
    ),
    "the latest revision": (
        lambda story: agreed(story, entries=[first_of(story.ids["denial"])], columns=["claims_stance.excerpt"]),
        "is of the latest revision: its record still says the same",
    ),
    "a column that classes": (
        lambda story: agreed(story, columns=["claims_claim.question_id"]),
        "these columns cannot be erased: claims_claim.question_id",
    ),
    "a column of another kind": (
        lambda story: agreed(story, columns=["claims_claim.text", "claims_source.title"]),
        "these columns cannot be erased: claims_source.title",
    ),
    "no column": (
        lambda story: agreed(story, columns=[]),
        "these columns cannot be erased: none",
    ),
    "an entry that is not there": (
        lambda story: agreed(story, entries=[10**6]),
        "entry 1000000 has nothing that can be erased",
    ),
    "an erasure": (
        lambda story: agreed(
            story, entries=[first_of(str(story.erased("source").id))], columns=["audit_erasure.reason"]
        ),
        "has nothing that can be erased",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_the_function_refuses(made: Callable[[Story], Erasure], why: str, story: Story, figure: Figure):
    figure("P14")
    erasure = made(story)
    before = sealed_texts(story)

    assert why in refusal(erasure)

    assert sealed_texts(story) == before
    assert Erasure.objects.get(id=erasure.id).carried_out_at is None
    assert faults() == []


def sealed_texts(story: Story) -> list[Any]:
    """Return what the entries of the claim, its source and a stance are made of."""
    ids = [story.ids[what] for what in ("claim", "denial")]
    return list(sealed.read(list(Entry.objects.filter(object_id__in=ids).values_list("index", flat=True))))


def test_the_same_person_twice_is_refused_at_every_step(story: Story, figure: Figure):
    figure("P14")
    erasure = story.proposed("claim")

    with pytest.raises(erasing.SamePersonError):
        erasing.approve(erasure_id=erasure.id, by=story.ann)
    with pytest.raises(DatabaseError, match="erasure_takes_two"), erasing.audited_write(by=story.ann):
        Erasure.objects.filter(id=erasure.id).update(approved_by=story.ann.id)

    assert refusal(erasure) == f"{TWO}."


def test_an_approval_that_is_not_in_the_log_yet_is_none(story: Story, story_db: Database, figure: Figure):
    figure("P14")
    erasure = by_hand(story)
    log.drain()
    approved_by(erasure, story.bob)

    with psycopg.connect(story_db.eraser_url) as eraser, pytest.raises(psycopg.DatabaseError, match=TWO):
        eraser.execute("SELECT audit_erase(%s)", [erasure.id])


def test_an_entry_that_was_tampered_with_is_left_for_the_fold(
    story: Story, story_db: Database, figure: Figure
):
    figure("P14")
    erasure = story.approved("source")
    tamper(
        story_db,
        "UPDATE claims_historicalsource SET title = 'else' WHERE id = %(id)s AND revision = 1",
        id=story.ids["source"],
    )

    assert "is not what it commits to, which an erasure would cover up" in refusal(erasure)
    assert fold.run().found == {("claims_source", "content"): 1}


def test_what_no_longer_follows_from_the_record_is_not_decided_in_other_words(
    story: Story, story_db: Database, figure: Figure
):
    figure("P14")
    tamper(
        story_db,
        "UPDATE claims_historicalstance SET position = 'nonsense' WHERE id = %(id)s",
        id=story.ids["denial"],
    )

    with pytest.raises(erasing.ErasureRefusedError, match="no longer follows from the record"):
        story.proposed("actor")


def test_the_application_carries_nothing_out_and_claims_of_nothing_that_it_was(story: Story, figure: Figure):
    figure("P14")
    erasure = story.approved("claim")

    with pytest.raises(DatabaseError, match="permission denied for function audit_erase"):
        erasing.carry_out(erasure_id=erasure.id, using="default")
    with (
        pytest.raises(DatabaseError, match="carried out by its function"),
        erasing.audited_write(by=story.bob),
    ):
        Erasure.objects.filter(id=erasure.id).update(carried_out_at="2026-01-01T00:00:00Z")

    story.erased("source")
    with (
        pytest.raises(DatabaseError, match="carried out by its function"),
        erasing.audited_write(by=story.bob),
    ):
        Erasure.objects.exclude(carried_out_at=None).update(reason="nothing")


def test_what_was_carried_out_is_carried_out_once(story: Story, story_db: Database, figure: Figure):
    figure("P14")
    erasure = story.approved("source")
    log.drain()

    def call(_: int) -> int:
        with psycopg.connect(story_db.eraser_url) as eraser:
            found = eraser.execute("SELECT audit_erase(%s)", [erasure.id]).fetchone()
        assert found
        return int(found[0])

    with ThreadPoolExecutor(8) as several:
        counts = sorted(several.map(call, range(8)))

    assert counts == [0] * 7 + [len(erasure.entries)]
    assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == 0
    assert Erasure.objects.get(id=erasure.id).revision == 3
    assert fold.run().found == {}


def test_a_write_that_takes_long_holds_it_up_for_seconds_and_nothing_after_that(
    story: Story, story_db: Database, figure: Figure
):
    figure("P14")
    erasure = story.approved("stance")
    with psycopg.connect(story_db.app_url) as writer:
        writer.execute(
            "SELECT set_config('audit.account', %s, true), set_config('audit.xid', pg_current_xact_id()::text, true)",
            [str(story.ann.id)],
        )
        writer.execute("UPDATE claims_stance SET note = 'at length' WHERE id = %s", [story.ids["denial"]])

        with pytest.raises(erasing.ErasureRefusedError, match="lock timeout"):
            erasures.carry_out(erasure_id=erasure.id, using="eraser")
        log.drain()

    assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == 1
    assert fold.run().found == {}


def test_writes_go_on_while_it_is_carried_out(story: Story, figure: Figure):
    figure("P14")
    approved = [story.approved(what) for what in ("claim", "source", "stance")]

    def write(number: int) -> None:
        for again in range(20):
            story.revise("claim", note=f"{number} {again}", reason="busy")
            log.drain()
        connection.close()

    with ThreadPoolExecutor(3) as several:
        busy = [several.submit(write, number) for number in range(2)]
        for erasure in approved:
            assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == len(erasure.entries)
        for each in busy:
            each.result()
    settle()

    assert fold.run().found == {}
    assert last_line("audit_verify").endswith("0 faults")
    assert Claim.objects.get(id=story.ids["claim"]).revision == 42
