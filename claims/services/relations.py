"""Write relations between claims."""

from collections.abc import Collection
from uuid import UUID

from actors.selectors.records import visible
from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from claims.errors import RelationExistsError, SelfRelationError
from claims.models import ClaimRelation


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[ClaimRelation]:
    """Record a relation.

    Raises:
        SelfRelationError: it is between a claim and itself.
        RelationExistsError: it is stated already.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(ClaimRelation, draft, by=by)
        if new.created:
            _check(new.record, by=by)
            records.save_new(new.record)
        return new


def revise(
    *, relation_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> ClaimRelation:
    """Change what is noted on a relation; another relation is another record.

    Raises:
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        relation, changed = records.change(
            ClaimRelation, relation_id, draft, by=by, reason=reason, expected=expected
        )
        records.save_changed(relation, changed)
        return relation


def withdraw(
    *, relation_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> ClaimRelation:
    """Withdraw a relation: the two claims no longer bear on each other by it.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(ClaimRelation, relation_id, by=by, reason=reason, expected=expected)


def _check(relation: ClaimRelation, *, by: Principal) -> None:
    if relation.from_claim_id == relation.to_claim_id:
        raise SelfRelationError("A relation is between two claims.", pointer="/to")
    stated = (
        visible(ClaimRelation, to=by)
        .filter(
            kind=relation.kind,
            from_claim=relation.from_claim_id,
            to_claim=relation.to_claim_id,
            withdrawn_at__isnull=True,
        )
        .first()
    )
    if stated is not None:
        raise RelationExistsError("This relation is stated already.", extra={"existing": str(stated.id)})
