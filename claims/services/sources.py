"""Write sources, alone or together with the stances found in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from actors.services import records
from actors.services.records import Draft
from audit.attribution import Principal, audited_write
from audit.errors import RecordError
from claims.models import Source, Stance
from claims.services import stances
from claims.services.stances import RecordedStance


@dataclass(frozen=True, slots=True)
class RecordedSource:
    """A source after a write, with the stances that were posted together with it."""

    record: Source
    created: bool
    stances: list[RecordedStance]


def record(*, draft: Draft, found: Sequence[Draft] = (), by: Principal, reason: str = "") -> RecordedSource:
    """Record a source and the stances found in it, all or none.

    Raises:
        RecordError: as `records.prepare` and `stances.record` say; the pointer names the stance.
    """
    posted = [[dict(d.values), d.external_id, sorted(d.date_only)] for d in found]
    with audited_write(by=by, reason=reason):
        new = records.prepare(Source, draft, by=by, extra=posted)
        if not new.created:
            return RecordedSource(new.record, created=False, stances=_found_before(new.record, found, by=by))
        records.save_new(new.record)
        recorded = [_found(new.record, stance, place, by=by) for place, stance in enumerate(found)]
        return RecordedSource(new.record, created=True, stances=recorded)


def revise(
    *, source_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Source:
    """Change a source.

    Raises:
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        source, changed = records.change(Source, source_id, draft, by=by, reason=reason, expected=expected)
        records.save_changed(source, changed)
        return source


def withdraw(
    *, source_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Source:
    """Withdraw a source: the stances found in it no longer count.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Source, source_id, by=by, reason=reason, expected=expected)


def _found(source: Source, draft: Draft, place: int, *, by: Principal) -> RecordedStance:
    try:
        return stances.record(draft=replace(draft, values={**draft.values, "source": source.id}), by=by)
    except RecordError as error:
        error.pointer = f"/stances/{place}{error.pointer or ''}"
        raise


def _found_before(source: Source, found: Sequence[Draft], *, by: Principal) -> list[RecordedStance]:
    """Return the stances that were recorded in one transaction with a source posted again."""
    if not found:
        return []
    with_it = Stance.objects.filter(source=source, partner=by.partner_id).order_by("id")[: len(found)]
    return [stances.told(stance, created=False, by=by) for stance in with_it]
