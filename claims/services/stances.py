"""Write stances."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from actors.services import records
from actors.services.records import Draft
from audit.attribution import Principal, audited_write
from claims.models import Stance
from claims.models.stance import refuse_half_a_derivation
from claims.selectors import opposed
from claims.services import quantities


@dataclass(frozen=True, slots=True)
class RecordedStance:
    """A stance after a write, and the recorded stances that it contradicts."""

    record: Stance
    created: bool
    conflicts_with: list[UUID]


def record(*, draft: Draft, by: Principal, reason: str = "") -> RecordedStance:
    """Record a stance on a claim and say what it contradicts; its consensus is recomputed after the commit.

    Raises:
        DerivationError: `derived_from` and `relation` are not given together.
        QuantityError: as `quantities.check_stance` says.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Stance, draft, by=by)
        if new.created:
            _check(new.record)
            records.save_new(new.record)
        return told(new.record, created=new.created, by=by)


def told(stance: Stance, *, created: bool, by: Principal) -> RecordedStance:
    """Return a stance that is recorded, with what it contradicts as the record now stands."""
    conflicts = opposed.by_stance(stance.claim_id, stance.position, to=by)
    return RecordedStance(stance, created, [c for c in conflicts if c != stance.id])


def revise(
    *, stance_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Stance:
    """Correct what is recorded of a stance; its speaker, claim, source and position stay.

    Raises:
        DerivationError: `derived_from` and `relation` would not be given together.
        QuantityError: as `quantities.check_stance` says.
        RingError: the derivation would lead back to the stance.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        stance, changed = records.change(Stance, stance_id, draft, by=by, reason=reason, expected=expected)
        _check(stance)
        if "derived_from" in changed:
            records.refuse_ring(stance, "derived_from")
        records.save_changed(stance, changed)
        return stance


def withdraw(
    *, stance_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Stance:
    """Withdraw a stance: it, and what derives from it, is as if never said.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Stance, stance_id, by=by, reason=reason, expected=expected)


def _check(stance: Stance) -> None:
    refuse_half_a_derivation(derives=stance.derived_from_id is not None, relation=stance.relation)
    quantities.check_stance(stance)
