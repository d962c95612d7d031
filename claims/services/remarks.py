"""Write remarks on records."""

from collections.abc import Collection
from uuid import UUID

from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.errors import RemarkError
from claims.models import Remark
from claims.models.remark import SUBJECTS


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[Remark]:
    """Record a remark on a record that the writer sees, whoever's it is.

    Raises:
        RemarkError: it is not on one record, or says nothing.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Remark, draft, by=by)
        if new.created:
            _check(new.record)
            records.save_new(new.record)
        return new


def revise(
    *, remark_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Remark:
    """Change what a remark says; what it is on stays.

    Raises:
        RemarkError: it would say nothing.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        remark, changed = records.change(Remark, remark_id, draft, by=by, reason=reason, expected=expected)
        _check(remark)
        records.save_changed(remark, changed)
        return remark


def withdraw(
    *, remark_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Remark:
    """Withdraw a remark.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Remark, remark_id, by=by, reason=reason, expected=expected)


def _check(remark: Remark) -> None:
    given = [name for name in SUBJECTS if getattr(remark, f"{name}_id") is not None]
    if len(given) != 1:
        raise RemarkError(
            f"A remark is on one record: give one of {', '.join(SUBJECTS)}.",
            pointer=f"/{given[1]}" if given else "",
        )
    if not remark.text and remark.found_in_id is None:
        raise RemarkError("Say something, or name the source in which it was found.", pointer="/text")
