"""Every change in the register, filtered, and told: a sentence and the structured difference."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from audit.attribution import Principal
from audit.models import Change, Visit
from audit.selectors import erased, sentences
from audit.selectors.kinds import Kind, Names, known, needed
from audit.selectors.positions import Position, reading_as_of
from audit.selectors.readers import is_narrowed, reading_as
from audit.selectors.revisions import pointers
from audit.selectors.sentences import Part

Rows = QuerySet[Any, dict[str, Any]]

#: What stands in a row, beside what is told of its revision.
COLUMNS = (
    "index", "at", "account", "partner", "key", "channel", "request_id", "reason", "operation", "revision",
    "table_name", "object_id", "history_id", "former",
)  # fmt: skip
#: Filters that are a column's own name and hold any of several values.
EXACT = ("account", "partner", "key", "channel", "operation", "request_id")
#: Records found by a name; so many are no answer.
CALLED = 100
#: Rows read at a time where all are wanted.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after, with the name that it is told under."""

    column: str
    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Told:
    """One change: its row, what it is a change of, by whom in words, what differs, and what is erased of it."""

    row: dict[str, Any]
    kind: Kind
    label: str
    account: str
    partner: str | None
    differences: tuple[Difference, ...]
    sentence: tuple[Part, ...]
    names: Names
    erased: list[str]


def matching(wanted: dict[str, Any], *, to: Principal) -> Rows:
    """Return the changes that all the given filters let through, of those that may be shown.

    Filters with several values let through what has one of them. `since` and `after` are inclusive, `until` is not.
    """
    found = Change.objects.exclude(table_name__in=known.hidden_from(to))
    for name in EXACT:
        if name in wanted:
            found = found.filter(**{f"{name}__in": wanted[name]})
    if "since" in wanted:
        found = found.filter(at__gte=wanted["since"])
    if "until" in wanted:
        found = found.filter(at__lt=wanted["until"])
    if "after" in wanted:
        found = found.filter(index__gte=wanted["after"])
    if "object" in wanted:
        found = found.filter(object_id__in=wanted["object"])
    if "kind" in wanted:
        found = found.filter(table_name__in=[known.named(name).table for name in wanted["kind"]])
    if "field" in wanted:
        found = found.filter(_changes_field(wanted["field"]))
    if "reason" in wanted:
        found = found.filter(reason__icontains=wanted["reason"])
    rows: Rows = found.values(*COLUMNS)
    return rows


def in_batches(rows: Rows, *, to: Principal, at: Position | None = None) -> Iterator[Sequence[Told]]:
    """Yield all changes, newest first, a batch at a time: what comes in meanwhile is above where it began.

    Of a partner's, what they may see at the time of each batch. As of a position each batch is read for itself, so that
    no transaction lasts as long as a slow reader takes.
    """
    below = None
    while True:
        with _reading(to), reading_as_of(at) if at else nullcontext():
            page = list((rows if below is None else rows.filter(index__lt=below)).order_by("-index")[:BATCH])
            told = tell(page)
        if told:
            yield told
        if len(page) < BATCH:
            return
        below = page[-1]["index"]


def _reading(principal: Principal) -> AbstractContextManager[None]:
    # The pages read as they are, and so may whoever sees everything.
    return reading_as(principal) if is_narrowed(principal) else nullcontext()


def tell(rows: Sequence[dict[str, Any]]) -> list[Told]:
    """Return changes told; the number of queries depends on how many kinds there are, not on how many rows."""
    revisions = _revisions(rows)
    names = Names()
    names.look_up(_wanted(rows, revisions))
    gone = erased.columns([row["index"] for row in rows])
    return [_tell(row, revisions, names, gone.get(row["index"], ())) for row in rows]


def visit_of(principal: Principal) -> Visit | None:
    """Return how far an account has read."""
    return Visit.objects.filter(account=principal.id).first()


def _changes_field(names: Iterable[str]) -> Q:
    """Return the condition that one of the named fields was changed, in a kind that tells it under that name."""
    # With no such field nothing is found.
    condition = Q(index__in=[])
    for name in names:
        for column, tables in known.columns(name).items():
            condition |= Q(fields__contains=[column], table_name__in=tables)
    return condition


def _revisions(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the revisions that rows are made of, and those before them, by table and history id."""
    by_table: dict[str, set[int]] = {}
    for row in rows:
        by_table.setdefault(row["table_name"], set()).update({row["history_id"], row["former"]} - {None})
    found = {}
    for table, ids in by_table.items():
        kind = known.of_table(table)
        history: Any = kind.model.history.model  # type: ignore[attr-defined]
        columns = {*kind.told, *kind.label_columns}
        for revision in history.objects.filter(history_id__in=ids).values("history_id", *columns):
            found[table, revision["history_id"]] = revision
    return found


def _wanted(
    rows: Sequence[dict[str, Any]], revisions: dict[tuple[str, int], dict[str, Any]]
) -> dict[type[Model], set[UUID]]:
    """Return the records whose names rows are told with: writers, and what revisions refer to."""
    wanted: dict[type[Model], set[UUID]] = {}
    for name in ("account", "partner"):
        wanted[known.named(name).model] = {row[name] for row in rows}
    for table in {table for table, _ in revisions}:
        kind = known.of_table(table)
        own = [revision for (of, _), revision in revisions.items() if of == table]
        for model, ids in needed(kind, own, {*kind.told, *kind.label_columns}).items():
            wanted.setdefault(model, set()).update(ids)
    return wanted


def _tell(
    row: dict[str, Any],
    revisions: dict[tuple[str, int], dict[str, Any]],
    names: Names,
    gone: Iterable[str],
) -> Told:
    kind = known.of_table(row["table_name"])
    revision = revisions.get((kind.table, row["history_id"]))
    former = revisions.get((kind.table, row["former"]))
    # Without its revision, which only tampering takes away, a change has nothing to tell but that it was.
    label = names.of(kind, revision) if revision else str(row["object_id"])
    account = names.find(known.named("account").model, row["account"])
    differences: tuple[Difference, ...] = ()
    if revision and row["operation"] != "delete":
        differences = tuple(_differences(kind, revision, former))
    return Told(
        row=row,
        kind=kind,
        label=label,
        account=account,
        partner=row["partner"] and names.find(known.named("partner").model, row["partner"]),
        differences=differences,
        sentence=sentences.of(
            row["operation"],
            account=account,
            kind=kind.name,
            label=label,
            changed=[
                (each.name, *(_named(kind, each.column, value, names) for value in (each.old, each.new)))
                for each in differences
            ],
        ),
        names=names,
        erased=pointers(gone, kind.told),
    )


def _named(kind: Kind, column: str, value: Any, names: Names) -> Any:
    """Return a value as a sentence has it: of a reference, what it refers to is called."""
    return names.find(kind.references[column], value) if value and column in kind.references else value


def _differences(kind: Kind, revision: dict[str, Any], former: dict[str, Any] | None) -> Iterator[Difference]:
    for column, name in kind.told.items():
        old, new = former[column] if former else None, revision[column]
        if (old != new) if former else (new not in (None, "", [])):
            yield Difference(column, name, old, new)


def called(kind: str, text: str) -> list[UUID]:
    """Return the ids of the records of a kind with a text in the first column of their names, no more than CALLED."""
    found = known.named(kind)
    rows = found.model._default_manager.filter(**{f"{found.label_columns[0]}__icontains": text})  # noqa: SLF001
    return list(rows.values_list("pk", flat=True)[:CALLED])
