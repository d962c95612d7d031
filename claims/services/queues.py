"""Say who is on a case of a queue, and that one needs nothing."""

from uuid import UUID

from django.db import transaction

from actors.services.changes import require_reason
from audit.attribution import Principal
from audit.errors import NotFoundError
from claims.errors import AssignedError
from claims.models import Assignment, Queue, Seen
from claims.selectors import queues
from claims.selectors.queues import LEAVABLE, Case


def assign(*, queue: Queue, occasion: UUID, by: Principal) -> Case:
    """Take on a case; taking on one's own again changes nothing.

    Raises:
        NotFoundError: nothing of the kind waits in the queue, any more at least.
        AssignedError: somebody else is on it.
    """
    with transaction.atomic():
        case = _waiting(queue, occasion, by=by)
        given = Assignment(queue=queue, object_id=case.object_id, account_id=by.id)
        Assignment.objects.bulk_create([given], ignore_conflicts=True)
        held = (
            Assignment.objects.select_related("account").filter(queue=queue, object_id=case.object_id).first()
        )
        if held is None:
            raise AssignedError("Somebody gave it back in this very moment: try again.")
        if held.account_id != by.id:
            raise AssignedError(f"{held.account} is on it since {held.assigned_at:%Y-%m-%d %H:%M} UTC.")
        return case


def release(*, queue: Queue, object_id: UUID, held_by: UUID, by: Principal) -> bool:
    """Give back a case, one's own or one that somebody left lying; return whether it was still theirs.

    `held_by` is whom the writer saw on it: what somebody else has taken on since stays theirs.
    """
    assert by.id  # noqa: S101  # an anonymous caller never comes this far
    gone, _ = Assignment.objects.filter(queue=queue, object_id=object_id, account=held_by).delete()
    return gone > 0


def leave(*, queue: Queue, occasion: UUID, by: Principal, reason: str) -> Case:
    """Say that a case needs nothing, and why; it comes back when there is another occasion.

    Raises:
        NotFoundError: nothing of the kind waits in the queue, or its cases are not left but done.
        ReasonRequiredError: the reason is blank.
    """
    require_reason(reason)
    with transaction.atomic():
        case = _waiting(queue, occasion, by=by)
        if queue not in LEAVABLE:
            raise NotFoundError("A case of this queue leaves it when something is done about it.")
        seen = Seen(queue=queue, occasion=occasion, account_id=by.id, reason=reason.strip())
        Seen.objects.bulk_create([seen], ignore_conflicts=True)
        Assignment.objects.filter(queue=queue, object_id=case.object_id, account=by.id).delete()
        return case


def _waiting(queue: Queue, occasion: UUID, *, by: Principal) -> Case:
    case = queues.find(queue, occasion, to=by)
    if case is None:
        raise NotFoundError("It does not wait here any more: something was done about it meanwhile.")
    return case
