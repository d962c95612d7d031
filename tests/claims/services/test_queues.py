"""A case that many take on in the same moment is one person's."""

from django.db import connection

from actors.models import AccountKind
from actors.services import accounts
from actors.services.records import Draft
from audit.errors import RecordError
from claims.errors import AssignedError
from claims.models import Assignment, Queue, Seen
from claims.selectors import queues as waiting
from claims.services import claims, queues
from tests.crowd import at_once
from tests.databases import Database
from tests.desk import PASSWORD, Bootstrap

#: Fewer than the connections that a process has.
CLIENTS = 6


def test_case_taken_on_by_many_at_once_is_one_persons(live_db: Database) -> None:
    assert live_db
    claim = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record
    desks = [
        accounts.record(name=f"desk-{n}", kind=AccountKind.STAFF, password=PASSWORD, by=Bootstrap())
        for n in range(CLIENTS)
    ]

    def take(number: int) -> str:
        try:
            queues.assign(queue=Queue.UNPLACED, occasion=claim.id, by=desks[number])
        except RecordError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "taken"

    assert sorted(at_once(take, clients=CLIENTS)) == [AssignedError.code] * (CLIENTS - 1) + ["taken"]
    assert Assignment.objects.count() == 1


def test_case_left_by_many_at_once_is_left_once(live_db: Database) -> None:
    assert live_db
    claim = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record

    def leave(_: int) -> str:
        try:
            queues.leave(queue=Queue.UNPLACED, occasion=claim.id, by=Bootstrap(), reason="no place")
        except RecordError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "left"

    assert set(at_once(leave, clients=CLIENTS)) <= {"left", "not_found"}
    assert Seen.objects.count() == 1
    assert list(waiting.rows(Queue.UNPLACED)) == []
