"""Merge records that are one, and undo it: one is withdrawn in favour of the other, and what refers to it moves."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.utils import timezone

from actors.models import Mergeable
from actors.selectors import records as selected
from actors.selectors.references import Ref, resolve
from actors.services import markings, records
from actors.services.changes import refuse_stale, require_reason
from audit.attribution import Principal, audited_write
from audit.errors import ReferenceWithdrawnError
from claims.errors import (
    MergedError,
    MergeIntoItselfError,
    NotMergedError,
    UndoFirstError,
    UnlikeClaimsError,
    UnlikeMarkingsError,
)
from claims.models import Claim, Merge
from claims.models.merge import KINDS
from claims.services import moves
from claims.services.moves import Moved

M = TypeVar("M", bound=Mergeable)

#: The merge under which a record stands withdrawn, whoever sees it; and the latest of the later ones that moved any of
#: some records.
_OF_RECORD = """
SELECT id, survivor, columns, moved FROM public.claims_merge WHERE "{}_id" = %s AND withdrawn_at IS NULL
"""
_LATER = """
SELECT coalesce(actor_id, claim_id, place_id, source_id) FROM public.claims_merge
WHERE withdrawn_at IS NULL AND id > %s AND moved && %s::uuid[] ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A merge that is not undone."""

    id: UUID
    survivor: UUID
    columns: list[str]
    moved: list[UUID]

    def by_column(self) -> dict[str, list[UUID]]:
        """Return what moved, by the column that refers."""
        found: dict[str, list[UUID]] = {}
        for column, record in zip(self.columns, self.moved, strict=True):
            found.setdefault(column, []).append(record)
        return found


def merge(
    kind: type[M],
    record_id: UUID,
    *,
    into: Ref,
    by: Principal,
    reason: str,
    expected: Collection[int] | None = None,
) -> M:
    """Withdraw a record in favour of another of its kind, and have what refers to it refer to that one.

    What would be said of itself or twice stays behind, and counts as if never said, until this is undone.

    Raises:
        MergeIntoItselfError: both are one record.
        MergedError: the other was merged into a third.
        UnlikeMarkingsError: the two are not marked alike.
        UnlikeClaimsError: two claims say what cannot be the same.
        NotOwnerError: one of them is not theirs to change.
        ReferenceNotFoundError, ReferenceWithdrawnError: the other is not there, or withdrawn.
        RecordError: as `records.opened` says.
    """
    with audited_write(by=by, reason=reason):
        (found,) = resolve({"/into": (kind, into)}, by=by).values()
        referring = moves.hold(kind, {record_id, found.named}, record_id)
        record = records.opened(kind, record_id, by=by, reason=reason, expected=expected)
        survivor = selected.get(kind, found.named, to=by)
        _check(record, survivor, by=by)
        moved = moves.all_of(kind, referring, record.id, onto=survivor.id)
        record.withdrawn_at, record.merged_into = timezone.now(), survivor
        record.save(update_fields=["withdrawn_at", "merged_into"])
        record.revision += 1
        # Last, since the last of the entries is what a determination says it is due to.
        _note(record, survivor, moved, by=by)
        return record


def undo(
    kind: type[M], record_id: UUID, *, by: Principal, reason: str, expected: Collection[int] | None = None
) -> M:
    """Have a merged record stand again, and what moved away with it refer to it, where it still is as it was moved.

    What was recorded of the other one since, or moved elsewhere, stays as it is.

    Raises:
        NotMergedError: it was not merged, or that is undone.
        UndoFirstError: a later merge moved again what this one moved.
        NotOwnerError: one of the two is not theirs to change.
        NotFoundError, StaleRevisionError, ReasonRequiredError: as their names say.
    """
    with audited_write(by=by, reason=reason):
        opened = selected.get(kind, record_id, to=by)
        if (noted := _find_standing(opened)) is not None:
            moves.hold(kind, {record_id}, record_id, noted.by_column())
        record = selected.get_locked(kind, record_id, to=by)
        records.refuse_others(record, by=by)
        refuse_stale(record.revision, expected)
        # Undone or merged anew since it was looked at: what moves is not what was locked.
        refuse_stale(record.revision, {opened.revision})
        require_reason(reason)
        found = _find_standing(record)
        if found is None:
            raise NotMergedError(f"The {record._meta.verbose_name} is not merged into another.")
        records.refuse_others(selected.get(kind, found.survivor, to=by), by=by)
        columns = found.by_column()
        _refuse_later(found, {record.id, *found.moved}, by=by)
        _refuse_later(found, moves.held(kind, columns, found.survivor, onto=record.id), by=by)
        moves.back(kind, columns, found.survivor, onto=record.id)
        record.withdrawn_at, record.merged_into = None, None
        record.save(update_fields=["withdrawn_at", "merged_into"])
        record.revision += 1
        with connection.cursor() as cursor:
            cursor.execute("UPDATE public.claims_merge SET withdrawn_at = now() WHERE id = %s", [found.id])
        return record


def _check(record: Mergeable, survivor: Mergeable, *, by: Principal) -> None:
    """Refuse what is no merge of two records that may be one."""
    named = record._meta.verbose_name
    if record.id == survivor.id:
        raise MergeIntoItselfError(f"It is the same {named}.", pointer="/into")
    records.refuse_others(survivor, by=by)
    if survivor.merged_into_id is not None:
        raise MergedError(f"That {named} was merged into {survivor.merged_into_id}.", pointer="/into")
    if survivor.is_withdrawn:
        raise ReferenceWithdrawnError("The record referred to is withdrawn.", pointer="/into")
    if (record.marking, record.circles) != (survivor.marking, survivor.circles):
        raise UnlikeMarkingsError(
            "The two are not marked alike: mark the freer one as the other is.", pointer="/into"
        )
    if isinstance(record, Claim) and isinstance(survivor, Claim):
        _refuse_unlike(record, survivor)


def _refuse_unlike(claim: Claim, other: Claim) -> None:
    """Refuse claims of which one can hold without the other."""
    if claim.quantity != other.quantity:
        raise UnlikeClaimsError("One is about another number than the other.", pointer="/into")
    question = claim.question
    is_one_question = question is not None and question == other.question and question.exclusive
    if is_one_question and claim.answer != other.answer:
        raise UnlikeClaimsError("They answer one question differently.", pointer="/into")
    ends = [(a.valid_to, b.valid_from) for a, b in ((claim, other), (other, claim))]
    if any(end is not None and begin is not None and end <= begin for end, begin in ends):
        raise UnlikeClaimsError("One is over before the other begins.", pointer="/into")


def _note(record: Mergeable, survivor: Mergeable, moved: Collection[Moved], *, by: Principal) -> None:
    """Write down what moved, for whoever sees all of it."""
    noted = Merge(
        **{record._meta.model_name or "": record},
        survivor=survivor.id,
        columns=[each.column for each in moved],
        moved=[each.id for each in moved],
        marking=record.marking,
        circles=record.circles,
        partner_id=by.partner_id,
        recorded_by_id=by.id,
    )
    markings.follow(noted, moved)
    noted.save(force_insert=True)


def _find_standing(record: Mergeable) -> _Standing | None:
    with connection.cursor() as cursor:
        cursor.execute(_OF_RECORD.format(record._meta.model_name), [record.id])
        found = cursor.fetchone()
    return _Standing(*found) if found else None


def _refuse_later(merge: _Standing, records: Collection[UUID], *, by: Principal) -> None:
    """Refuse to undo a merge before a later one that moved any of some records."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [merge.id, list(records)])
        found = cursor.fetchone()
    if found is not None:
        is_seen = any(selected.visible(kind, to=by).filter(id=found[0]).exists() for kind in KINDS.values())
        raise UndoFirstError(
            "A later merge moved again what this one moved: undo that first.",
            extra={"undo_first": str(found[0])} if is_seen else {},
        )
