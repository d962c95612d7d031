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
from actors.services import records
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

#: The parts of the merge under which a record stands withdrawn, whoever sees them; and the latest of the later ones
#: that moved any of some records.
_OF_RECORD = """
SELECT id, survivor, columns, moved FROM public.claims_merge WHERE "{}_id" = %s AND withdrawn_at IS NULL ORDER BY id
"""
_LATER = """
SELECT coalesce(actor_id, claim_id, place_id, source_id) FROM public.claims_merge
WHERE withdrawn_at IS NULL AND id > %s AND moved && %s::uuid[] ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A merge that is not undone, all its parts."""

    ids: list[UUID]
    survivor: UUID
    columns: list[str]
    moved: list[UUID]

    def by_column(self, among: Collection[UUID] | None = None) -> dict[str, list[UUID]]:
        """Return what moved, or what of it is among some records, by the column that refers."""
        found: dict[str, list[UUID]] = {}
        for column, record in zip(self.columns, self.moved, strict=True):
            if among is None or record in among:
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
        UndoFirstError: the other was merged further, or a later merge moved again what this one moved.
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
        survivor = selected.get(kind, found.survivor, to=by)
        records.refuse_others(survivor, by=by)
        _refuse_undoing(found, record, survivor, by=by)
        moves.back(kind, found.by_column(), survivor.id, onto=record.id)
        record.withdrawn_at, record.merged_into = None, None
        record.save(update_fields=["withdrawn_at", "merged_into"])
        record.revision += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.claims_merge SET withdrawn_at = now() WHERE id = ANY(%s)", [found.ids]
            )
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
    """Write down what moved: for whoever sees the records, and in a part of its own what each circle alone sees.

    What is hidden from somebody who merges has the merge itself be no less theirs to see.
    """
    own = record.marking, tuple(record.circles)
    parts: dict[tuple[str, tuple[UUID, ...]], list[Moved]] = {own: []}
    for each in moved:
        parts.setdefault((each.marking, each.circles), []).append(each)
    # What all see who see the records comes last, as what a determination is due to.
    for marking, circles in sorted(parts, key=lambda mark: mark == own):
        some = parts[marking, circles]
        Merge(
            **{record._meta.model_name or "": record},
            survivor=survivor.id,
            columns=[each.column for each in some],
            moved=[each.id for each in some],
            marking=marking,
            circles=list(circles),
            partner_id=by.partner_id,
            recorded_by_id=by.id,
        ).save(force_insert=True)


def _find_standing(record: Mergeable) -> _Standing | None:
    with connection.cursor() as cursor:
        cursor.execute(_OF_RECORD.format(record._meta.model_name), [record.id])
        parts = cursor.fetchall()
    if not parts:
        return None
    return _Standing(
        ids=[id_ for id_, *_ in parts],
        survivor=parts[0][1],
        columns=[column for *_, columns, _ in parts for column in columns],
        moved=[record for *_, moved in parts for record in moved],
    )


def _refuse_undoing(merge: _Standing, record: Mergeable, survivor: Mergeable, *, by: Principal) -> None:
    """Refuse to undo a merge before a later one, by what whoever undoes it sees and by nothing else."""
    if survivor.merged_into_id is not None:
        raise UndoFirstError(
            f"The {record._meta.verbose_name} that it was merged into was merged further: undo that first.",
            extra={"undo_first": str(survivor.id)},
        )
    parts = selected.visible(Merge, to=by).filter(id__in=merge.ids).values_list("moved", flat=True)
    seen = {each for moved in parts for each in moved}
    _refuse_later(merge, {record.id, *seen}, by=by)
    holding = moves.held(type(record), merge.by_column(seen), survivor.id, onto=record.id)
    _refuse_later(merge, holding, by=by)


def _refuse_later(merge: _Standing, records: Collection[UUID], *, by: Principal) -> None:
    """Refuse to undo a merge before a later one that moved any of some records."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [max(merge.ids), list(records)])
        found = cursor.fetchone()
    if found is not None:
        is_seen = any(selected.visible(kind, to=by).filter(id=found[0]).exists() for kind in KINDS.values())
        raise UndoFirstError(
            "A later merge moved again what this one moved: undo that first.",
            extra={"undo_first": str(found[0])} if is_seen else {},
        )
