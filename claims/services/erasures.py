"""Erase what a record said: its former revisions, and the determinations and digests in which it comes back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, OuterRef, Subquery

from audit.attribution import Principal, audited_write
from audit.errors import ErasureRefusedError, InvalidValueError, LatestRevisionError, NotFoundError
from audit.models import REASON, Entry, Erasure
from audit.selectors import erased
from audit.selectors.kinds import Kind, known
from audit.services import erasing, log
from claims.models import Determination, Policy, Source, Stance
from claims.selectors import resting
from claims.selectors.resting import Doomed

#: What an erasure takes from a determination: the decision in words, and a digest that guesses could be tried on.
DECIDED = ("body", "inputs_sha256")
_DETERMINATIONS = Determination._meta.db_table

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Approver:
    """The account that approved, in whose name the replacements are made."""

    id: UUID
    partner_id = None
    key_id = None


def propose(
    *,
    kind: str,
    record_id: UUID,
    revisions: Collection[int] = (),
    keep: Collection[str] = (),
    texts: bool = True,
    reasons: bool = False,
    reason: str,
    by: Principal,
) -> Erasure:
    """Propose to erase what revisions of a record said, or their reasons, or both.

    Without `revisions` all that do not say what the record says now. Of texts those go that the record no longer says,
    but for the columns to `keep`. A withdrawn record, which nobody can revise, is made to say `erased` here: a
    revision as any other, and the one before it can then be erased.

    Raises:
        NotFoundError: there is no such record, or no such revision of it.
        InvalidValueError: nothing of this kind is erased, or there is no such column to keep.
        LatestRevisionError: the record still says it.
        ErasureRefusedError: there is nothing to erase, or something would have been decided otherwise.
        ReasonRequiredError: the reason is blank.
    """
    found = _kind(kind)
    model, table = found.model, found.table
    columns = _columns(model, keep) if texts else []
    log.drain()
    # One transaction: what is refused leaves no withdrawn record silent.
    with transaction.atomic():
        rows = _revisions(model, record_id, columns)
        if unknown := set(revisions) - {row["revision"] for row in rows}:
            raise NotFoundError(f"There is no revision {min(unknown)} of the {kind} {record_id}.")
        # Of a record that was deleted, as only the owner can, nothing is said any more; nor of one that is silent now.
        standing = rows[-1] if columns and rows[-1]["history_type"] != "-" else None
        if standing and _silenced(model, record_id, columns, revisions, reason=reason, by=by):
            standing = None
        named = [
            row for row in rows if row is not standing and (not revisions or row["revision"] in revisions)
        ]
        gone = sorted(column for column in columns if any(_is_gone(column, row, standing) for row in named))
        if not named or not (gone or reasons):
            raise ErasureRefusedError("There is nothing to erase: the record still says it, or never did.")
        entries = {row["log_index"] for row in named}
        taken = [f"{table}.{column}" for column in (*gone, *([REASON] if reasons else ()))]
        decided = {one.id for one in resting.on(Doomed.of(model, record_id, entries=entries, columns=gone))}
        if decided:
            theirs = Entry.objects.filter(table_name=_DETERMINATIONS, object_id__in=decided)
            entries |= set(theirs.values_list("index", flat=True))
            taken += [f"{_DETERMINATIONS}.{column}" for column in DECIDED]
        return erasing.propose(
            kind=kind, object_id=record_id, entries=entries, columns=taken, reason=reason, by=by
        )


def carry_out(*, erasure_id: UUID, using: str) -> int:
    """Carry out an erasure that is approved; return how many revisions are erased, 0 where they were before.

    First whatever stands and gives the texts back is put in other words, in the approver's name. A crash in between
    leaves determinations that the replay finds; carried out again, it goes on from there.

    Raises:
        NotFoundError: there is no such erasure.
        ErasureRefusedError: it is not approved, or no longer covers all that it has to, or the database refuses.
    """
    erasure = erased.get(erasure_id)
    if erasure.carried_out_at is not None:
        return 0
    if erasure.approved_by is None:
        raise ErasureRefusedError("Nobody has approved this erasure yet.")
    log.drain()
    model = _kind(erasure.kind).model
    prefix = f"{model._meta.db_table}."
    columns = [name.removeprefix(prefix) for name in erasure.columns if name.startswith(prefix)]
    doomed = Doomed.of(model, erasure.object_id, entries=erasure.entries, columns=columns)
    with audited_write(by=_Approver(erasure.approved_by), reason=f"without what erasure {erasure.id} takes"):
        decided = []
        for redone in resting.on(doomed):
            Determination.objects.filter(id=redone.id).update(
                body=redone.body, inputs_sha256=redone.inputs_sha256
            )
            decided.append(redone.id)
        theirs = Entry.objects.filter(table_name=_DETERMINATIONS, object_id__in=decided)
        if theirs.exclude(index__in=erasure.entries).exists():
            raise ErasureRefusedError("More was decided on it since this was proposed: propose it again.")
    _forget_digests(model, erasure.object_id)
    return erasing.carry_out(erasure_id=erasure_id, using=using)


def _kind(name: str) -> Kind:
    """Return a kind whose records can be erased.

    Raises:
        InvalidValueError: it is none.
    """
    kinds = {kind.name: kind for kind in known if kind.model not in (Determination, Erasure, Policy)}
    if name not in kinds:
        raise InvalidValueError(f"Nothing is erased of a {name}; there are {', '.join(sorted(kinds))}.")
    return kinds[name]


def _columns(model: type[Model], keep: Collection[str]) -> list[str]:
    columns = erased.erasable(model)
    if unknown := set(keep) - set(columns):
        raise InvalidValueError(f"There is no column {min(unknown)} to keep; there are {', '.join(columns)}.")
    return [column for column in columns if column not in keep]


def _revisions(model: type[Model], record_id: UUID, columns: Iterable[str]) -> list[Row]:
    """Return the revisions of a record, the oldest first.

    Raises:
        NotFoundError: there is no such record.
    """
    entry = Entry.objects.filter(
        table_name=model._meta.db_table, object_id=record_id, history_id=OuterRef("history_id")
    )
    rows = (
        model.history.filter(id=record_id)  # type: ignore[attr-defined]
        .annotate(log_index=Subquery(entry.values("index")[:1]))
        .order_by("history_id")
        .values("revision", "history_type", "log_index", *columns)
    )
    found: list[Row] = list(rows)
    if not found:
        raise NotFoundError(f"There is no {model._meta.verbose_name} {record_id}.")
    return found


def _is_gone(column: str, row: Row, standing: Row | None) -> bool:
    """Return whether a revision says something in a column that its record does not say now."""
    said = row[column]
    return bool(said != erased.blank(said) and (standing is None or said != standing[column]))


def _silenced(
    model: type[Model],
    record_id: UUID,
    columns: Collection[str],
    revisions: Collection[int],
    *,
    reason: str,
    by: Principal,
) -> bool:
    """Have a withdrawn record say nothing in some columns, and return whether it still did.

    Raises:
        LatestRevisionError: its latest revision is meant too, and it counts: it says so until somebody revises it.
    """
    rows = model._default_manager.select_for_update(no_key=True)  # noqa: SLF001 - of any model
    record: Any = rows.get(id=record_id)
    is_withdrawn = getattr(record, "withdrawn_at", None) is not None
    if revisions and record.revision not in revisions:
        return False
    if not is_withdrawn:
        if record.revision in revisions:
            raise LatestRevisionError(
                f"Revision {record.revision} is what the {model._meta.verbose_name} says now. Revise it or withdraw it,"
                " and then propose this again."
            )
        return False
    said = {column: getattr(record, column) for column in columns}
    # What may say nothing at all does: a name that must be unique could not be the same twice.
    blank = {
        column: None if model._meta.get_field(column).null else erased.blank(value)
        for column, value in said.items()
    }
    if blank == said:
        return False
    with audited_write(by=by, reason=reason):
        rows.filter(id=record_id).update(**blank)
    return True


def _forget_digests(model: type[Model], record_id: UUID) -> None:
    """Forget the digests of what was posted, on which guesses could be tried, and answers that are kept to be repeated.

    Posted again, it is no longer known for the same.
    """
    if "posted" in {field.name for field in model._meta.concrete_fields}:
        model._default_manager.filter(id=record_id).update(posted="")  # noqa: SLF001 - likewise
    if model is Stance:
        # Sources are posted together with the stances found in them.
        Source.objects.filter(stances=record_id).update(posted="")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM http_idempotent_request WHERE position(%s IN body) > 0",
            [f'"id":"{record_id}"'.encode()],
        )
