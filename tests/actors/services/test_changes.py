"""What every change is held against, whatever is changed."""

from collections.abc import Callable
from typing import Any

import pytest

from actors.services import actors, partners
from actors.services.records import Draft
from audit.errors import ReasonRequiredError, RecordError, StaleRevisionError
from tests.audit.samples import Bootstrap

pytestmark = pytest.mark.django_db

BY = Bootstrap()

Change = Callable[..., Any]


def revise_actor(**how: Any) -> None:
    actor = actors.record(draft=Draft({"name": "An actor", "kind": "person"}), by=BY).record
    actors.revise(actor_id=actor.id, draft=Draft({"reliability": "B"}), by=BY, **how)


def withdraw_actor(**how: Any) -> None:
    actor = actors.record(draft=Draft({"name": "An actor", "kind": "person"}), by=BY).record
    actors.withdraw(actor_id=actor.id, by=BY, **how)


def revise_partner(**how: Any) -> None:
    partner = partners.record(slug="press", name="Press", by=BY)
    partners.revise(partner_id=partner.id, changes={"name": "The press"}, by=BY, **how)


each_change = pytest.mark.parametrize("change", [revise_actor, withdraw_actor, revise_partner])


def refusal(refused: pytest.ExceptionInfo[RecordError]) -> tuple[str, str | None, dict[str, object]]:
    return str(refused.value), refused.value.pointer, refused.value.extra


@each_change
@pytest.mark.parametrize("reason", ["", " \n"])
def test_change_without_a_reason_is_refused(change: Change, reason: str):
    with pytest.raises(ReasonRequiredError) as refused:
        change(reason=reason, expected={1})

    assert refusal(refused) == ("A change needs a reason.", "/reason", {})


@each_change
def test_change_of_a_revision_that_was_not_read_is_refused(change: Change):
    with pytest.raises(StaleRevisionError) as refused:
        change(reason="a correction", expected={2})

    assert refusal(refused) == ("The record is at revision 1.", None, {"revision": 1})


@each_change
def test_change_with_a_reason_and_the_revision_that_was_read_is_taken(change: Change):
    change(reason="a correction", expected={1})
