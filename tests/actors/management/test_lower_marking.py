"""The command by which two people of staff mark a record less strictly."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from actors.models import AccountKind
from audit.attribution import audited_write
from claims.models import Claim, Stance
from tests.claims.services.walk import Staff, begun
from tests.desk import PASSWORD, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]

CIRCLE = UUID(int=7)


@pytest.fixture
def stance(quick: None) -> Stance:  # noqa: ARG001 - before anybody has a password
    """Return a stance that became amber with its claim; two of staff and an auditor are there."""
    for kind, name in (
        (AccountKind.STAFF, "olena"),
        (AccountKind.STAFF, "petro"),
        (AccountKind.AUDITOR, "eve"),
    ):
        Desk.of(kind, name)
    begun(1)
    said: Stance = Stance.objects.order_by("id")[0]
    with audited_write(by=Staff(), reason="stricter"):
        Claim.objects.filter(id=said.claim_id).update(marking="amber", circles=[CIRCLE])
    said.refresh_from_db()
    assert said.circles == [CIRCLE]
    return said


def lower(record: Any, *, kind: str, by: str = "olena", other: str = "petro", typed: str = "") -> str:
    """Type the command, and the passwords where they are asked for."""
    out = io.StringIO()
    words = (kind, str(record.pk), "green", "--by", by, "--approved-by", other, "--reason", "It is out.")
    call_command("lower_marking", *words, stdout=out, stdin=io.StringIO(typed or f"{PASSWORD}\n{PASSWORD}\n"))
    return out.getvalue()


def test_two_people_mark_a_record_less_strictly(stance: Stance):
    assert lower(stance.claim, kind="claim") == "The claim is green now.\n"

    claim = Claim.objects.get(id=stance.claim_id)
    assert (claim.marking, claim.circles) == ("green", [])
    revision = claim.history.order_by("-revision")[0]
    assert revision.history_change_reason == "It is out. Approved by petro."
    # What rests on it stays as it was, until somebody sees to that too.
    stance.refresh_from_db()
    assert stance.circles == [CIRCLE]
    assert lower(stance, kind="stance") == "The stance is green now.\n"


def test_a_record_stays_as_strict_as_what_it_rests_on(stance: Stance):
    assert lower(stance, kind="stance") == f"The stance is amber now, for {CIRCLE}.\n"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"other": "olena"}, "Somebody else has to approve it"),
        ({"other": "eve"}, "Nobody active of staff"),
        ({"typed": f"{PASSWORD}\na guess\n"}, "Nobody active of staff"),
    ],
)
def test_one_alone_marks_nothing_less_strictly(asked: dict[str, str], why: str, stance: Stance):
    with pytest.raises(CommandError, match=why):
        lower(stance.claim, kind="claim", **asked)

    assert Claim.objects.get(id=stance.claim_id).circles == [CIRCLE]
