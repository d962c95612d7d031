"""Write staff's own rulings."""

from collections.abc import Collection
from uuid import UUID

from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.models import Verdict


def record(*, draft: Draft, by: Principal, reason: str) -> Recorded[Verdict]:
    """Record a ruling on a claim; it never enters the computed status.

    Raises:
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Verdict, draft, by=by)
        if new.created:
            records.save_new(new.record)
        return new


def withdraw(
    *, verdict_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Verdict:
    """Withdraw a ruling, one given on the wrong claim for instance; a changed mind is a later ruling.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Verdict, verdict_id, by=by, reason=reason, expected=expected)
