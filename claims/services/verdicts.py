"""Write staff's own rulings."""

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
