"""Write claims."""

from collections.abc import Collection
from uuid import UUID

from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.errors import BackwardsValidityError
from claims.models import Claim
from claims.services import quantities


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[Claim]:
    """Record a claim.

    Raises:
        BackwardsValidityError: it ends before it begins.
        QuantityError: as `quantities.check_claim` says.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(Claim, draft, by=by)
        if new.created:
            _check(new.record)
            quantities.check_claim(new.record)
            records.save_new(new.record)
        return new


def revise(
    *, claim_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Claim:
    """Change a claim; whom it serves and when it would hold bear on it and on its neighbours.

    Raises:
        BackwardsValidityError: it would end before it begins.
        QuantityError: as `quantities` says.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        claim, changed = records.change(Claim, claim_id, draft, by=by, reason=reason, expected=expected)
        _check(claim)
        if changed & {"quantity", "question"}:
            quantities.check_claim(claim)
        if "quantity" in changed:
            quantities.refuse_turned_stances(claim)
        records.save_changed(claim, changed)
        return claim


def withdraw(*, claim_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None) -> Claim:
    """Withdraw a claim: it takes no new stances and no longer stands against its neighbours.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(Claim, claim_id, by=by, reason=reason, expected=expected)


def _check(claim: Claim) -> None:
    if claim.valid_from and claim.valid_to and claim.valid_to <= claim.valid_from:
        raise BackwardsValidityError("valid_to must be later than valid_from.", pointer="/valid_to")
