"""Move references from one record to another: where each kind is referred to, and what stays where it is.

By statements over whole columns: the triggers write a revision for each record that refers. The tables themselves are
named, since what the writer does not see moves too.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from actors.models import Actor, Mergeable, Record
from actors.services.records import RING_LOCK
from claims.models import Claim, ClaimRelation, Place, Question, Remark, Source, Stance, Verdict

#: Where records of each kind are referred to by what moves with them. Determinations stay with the claim that they are
#: about, and so does what is computed.
REFERRING: Mapping[type[Mergeable], tuple[tuple[type[Record], str], ...]] = {
    Actor: (
        (Stance, "actor"),
        (Source, "publisher"),
        (Actor, "part_of"),
        (Actor, "speaks_for"),
        (Remark, "actor"),
    ),
    Claim: (
        (Stance, "claim"),
        (ClaimRelation, "from_claim"),
        (ClaimRelation, "to_claim"),
        (Verdict, "claim"),
        (Remark, "claim"),
    ),
    Place: ((Claim, "place"), (Question, "place")),
    Source: ((Stance, "source"), (Remark, "source"), (Remark, "found_in")),
}

#: Records by how a merge names the column by which they refer.
Columns = Mapping[str, Collection[UUID]]

#: A relation `s` that says of the other claim already what `t` would, to all who see `t`.
_STATED = """
s.{column} = %(onto)s AND s.{other} = t.{other} AND s.kind = t.kind AND s.id <> t.id AND s.withdrawn_at IS NULL
AND (s.marking = 'clear' OR (s.marking, s.circles) = (t.marking, t.circles))"""
#: The actors that the other one is part of or speaks for, by whatever chain, itself among them: a link from one of them
#: would lead back.
_ABOVE = """
WITH RECURSIVE up (id) AS (
    SELECT %(onto)s::uuid UNION SELECT a.{column} FROM public.actors_actor a JOIN up ON a.id = up.id
    WHERE a.{column} IS NOT NULL
) SELECT id FROM up"""
#: What stays where it is, by kind of what refers.
_STAYS = {
    Actor: f"t.id IN ({_ABOVE})",
    ClaimRelation: "t.{other} = %(onto)s OR EXISTS (SELECT FROM public.claims_claimrelation s WHERE"
    + _STATED
    + ")",
}
#: The records on account of which it stays.
_HOLDING = {
    Actor: f"{_ABOVE} WHERE EXISTS (SELECT FROM up x WHERE x.id = ANY(%(ids)s))",
    ClaimRelation: """
SELECT s.id FROM public.claims_claimrelation s, public.claims_claimrelation t
WHERE t.id = ANY(%(ids)s) AND t.{column} = %(away)s AND """
    + _STATED,
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A record that refers to another one now, and how it is marked."""

    id: UUID
    column: str
    marking: str
    circles: tuple[UUID, ...]


def hold(
    kind: type[Mergeable], own: Collection[UUID], away: UUID, moved: Columns | None = None
) -> dict[str, list[UUID]]:
    """Lock what refers to a record, or has moved away from it, and the kind's `own` records; return what refers to it.

    All at once, table by table and in one order: whoever changes a record that refers locks that one first, and then
    waits for the turn to link actors, or for what it refers to. Nothing that was not locked here is moved.
    """
    found: dict[str, list[UUID]] = {}
    referring = {model: [f for m, f in REFERRING[kind] if m is model] for model, _ in REFERRING[kind]}
    for model in {**referring, kind: ()}:
        asked = {column(model, field): f't."{field}_id" = %(away)s' for field in referring.get(model, ())}
        ids = {
            *(own if model is kind else ()),
            *(id_ for name in asked for id_ in (moved or {}).get(name, ())),
        }
        where = " OR ".join(["t.id = ANY(%(ids)s::uuid[])", *(asked.values() if moved is None else ())])
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {", ".join(["t.id", *asked.values()])} FROM public."{model._meta.db_table}" t'  # noqa: S608 - names of our own
                f" WHERE {where} ORDER BY t.id FOR NO KEY UPDATE",
                {"away": away, "ids": list(ids)},
            )
            for id_, *refers in cursor.fetchall():
                for name, is_so in zip(asked, refers, strict=True):
                    if is_so:
                        found.setdefault(name, []).append(id_)
    return found


def all_of(kind: type[Mergeable], columns: Columns, away: UUID, *, onto: UUID) -> list[Moved]:
    """Have what refers to one record refer to another, but for what would be said of itself or twice.

    What was withdrawn stays, unless it was merged and may stand again.
    """
    return list(_move(kind, columns, away, onto, what="(t.withdrawn_at IS NULL{merged})"))


def back(kind: type[Mergeable], columns: Columns, away: UUID, *, onto: UUID) -> None:
    """Have records refer again as they did, by column; those that refer elsewhere by now stay as they are."""
    list(_move(kind, columns, away, onto, what="true"))


def held(
    kind: type[Mergeable], columns: Mapping[str, Collection[UUID]], away: UUID, *, onto: UUID
) -> set[UUID]:
    """Return the records that would keep some from moving back."""
    found: set[UUID] = set()
    for model, field in REFERRING[kind]:
        ids = columns.get(column(model, field))
        if ids and model in _HOLDING:
            with connection.cursor() as cursor:
                cursor.execute(_of(_HOLDING[model], field), {"ids": list(ids), "away": away, "onto": onto})
                found |= {row[0] for row in cursor.fetchall()}
    return found


def column(model: type[Record], field: str) -> str:
    """Return how a merge names the column of a reference."""
    return f"{model._meta.db_table}.{field}_id"


def _move(kind: type[Mergeable], columns: Columns, away: UUID, onto: UUID, *, what: str) -> Iterator[Moved]:
    """Move the records that are named by column, as far as they are `what` moves."""
    _take_turns(kind)
    for model, field in REFERRING[kind]:
        name = column(model, field)
        if name not in columns:
            continue
        stays = _of(_STAYS[model], field) if model in _STAYS else "false"
        moves = what.format(merged=" OR t.merged_into_id IS NOT NULL" if issubclass(model, Mergeable) else "")
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE public."{model._meta.db_table}" t SET "{field}_id" = %(onto)s'  # noqa: S608 - names of our own
                f' WHERE t.id = ANY(%(ids)s) AND t."{field}_id" = %(away)s AND {moves} AND NOT ({stays})'
                " RETURNING t.id, t.marking, t.circles",
                {"away": away, "onto": onto, "ids": list(columns[name])},
            )
            for id_, marking, circles in cursor.fetchall():
                yield Moved(id_, name, marking, tuple(circles))


def _of(query: str, field: str) -> str:
    """Return a query about a field's column, and about the column of the other end where it is of a relation."""
    return query.format(
        column=f"{field}_id", other="to_claim_id" if field == "from_claim" else "from_claim_id"
    )


def _take_turns(kind: type[Mergeable]) -> None:
    """Wait for whoever is just linking actors, as `records.refuse_ring` does, so that no ring is closed together."""
    with connection.cursor() as cursor:
        for model, field in REFERRING[kind]:
            if model is kind:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
                    [RING_LOCK, f"{model._meta.db_table}.{field}"],
                )
