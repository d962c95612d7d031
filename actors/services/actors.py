"""Write actors."""

from collections.abc import Collection
from uuid import UUID

from actors.models import Actor
from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write

#: References that may not lead back to the actor.
LINKS = ("part_of", "speaks_for")


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[Actor]:
    """Record an actor.

    Raises:
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Actor, draft, by=by)
        if new.created:
            records.save_new(new.record)
        return new


def revise(
    *, actor_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Actor:
    """Change an actor; a changed letter or chain bears on every claim it has spoken on.

    Raises:
        RingError: part_of or speaks_for would lead back to the actor.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        actor, changed = records.change(Actor, actor_id, draft, by=by, reason=reason, expected=expected)
        for link in LINKS:
            if link in changed:
                records.refuse_ring(actor, link)
        records.save_changed(actor, changed)
        return actor


def withdraw(*, actor_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None) -> Actor:
    """Withdraw an actor: what it said no longer counts.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Actor, actor_id, by=by, reason=reason, expected=expected)
