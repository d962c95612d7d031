"""What waits for staff: cases by queue, oldest first, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value

from actors.models import Actor
from audit.attribution import Principal
from claims.models import (
    Assignment,
    Claim,
    ClaimRelation,
    Consensus,
    Echo,
    Likeness,
    Outcome,
    Proposal,
    Queue,
    RelationKind,
    Seen,
    Stance,
    Status,
    Verdict,
)
from claims.models.claim import UNPLACED
from claims.models.proposal import KINDS as PROPOSABLE

PAGE = 50
#: A start page counts so far, and says that there are more.
COUNTED = 1_000

#: Queues whose cases are about a pair, which is the occasion itself.
PAIRS = frozenset({Queue.ALIKE, Queue.COPIED})
#: Queues whose cases somebody may leave as they are; the others empty by what is done about them.
LEAVABLE = frozenset({Queue.DISPUTED, Queue.SETTLED, Queue.UNPLACED, Queue.ALIKE, Queue.COPIED})

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits in a queue, and since when."""

    queue: Queue
    count: int
    oldest: datetime | None
    mine: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to look at: a claim, a speaker, or a pair of either."""

    occasion: UUID
    object_id: UUID
    since: datetime
    about: Any
    assignment: Assignment | None


@dataclass(frozen=True, slots=True)
class Page:
    """Cases of a queue, and where the next ones begin."""

    cases: list[Case]
    after: UUID | None


def rows(queue: Queue) -> Rows:
    """Return the cases of a queue as rows of `key`, which orders them and names the occasion, `object` and `since`."""
    return _ROWS[queue]().order_by("key").values("key", "object", "since")


def start(*, to: Principal) -> list[Waiting]:
    """Return what waits in each queue."""
    own = Assignment.objects.filter(account=to.id).values_list("queue").annotate(number=Count("id"))
    assigned = dict(own.order_by())
    return [_waiting(queue, to=to, has_own=queue in assigned) for queue in Queue]


def page(queue: Queue, *, to: Principal, after: UUID | None = None, mine: bool = False) -> Page:
    """Return cases of a queue, those that wait longest first."""
    found = rows(queue)
    if after is not None:
        found = found.filter(key__gt=after)
    if mine:
        found = _own(found, queue, to=to)
    listed = list(found[: PAGE + 1])
    shown = listed[:PAGE]
    return Page(_cases(queue, shown), shown[-1]["key"] if len(listed) > PAGE else None)


def find(queue: Queue, occasion: UUID, *, to: Principal) -> Case | None:
    """Return a case that still waits."""
    assert to.id  # noqa: S101  # an anonymous caller never comes this far
    found = _cases(queue, list(rows(queue).filter(key=occasion)))
    return found[0] if found else None


def of_claim(claim_id: UUID, *, to: Principal) -> list[tuple[Queue, UUID]]:
    """Return the queues that a claim waits in, each with the occasion."""
    assert to.id  # noqa: S101  # likewise
    each = (
        rows(queue)
        .order_by()
        .filter(object=claim_id)
        .annotate(queue=Value(queue.value))
        .values_list("queue", "key")
        for queue in (Queue.DISPUTED, Queue.SETTLED, Queue.UNPLACED)
    )
    first, *others = each
    return [(Queue(name), key) for name, key in first.union(*others)]


def _waiting(queue: Queue, *, to: Principal, has_own: bool) -> Waiting:
    found = rows(queue)[: COUNTED + 1].aggregate(count=Count("key"), oldest=Min("since"))
    mine = _own(rows(queue), queue, to=to)[: COUNTED + 1].count() if has_own else 0
    return Waiting(queue, found["count"], found["oldest"], mine)


def _own(found: Rows, queue: Queue, *, to: Principal) -> Rows:
    return found.filter(object__in=Assignment.objects.filter(queue=queue, account=to.id).values("object_id"))


def _cases(queue: Queue, listed: Sequence[Mapping[str, Any]]) -> list[Case]:
    keys, objects = [row["key"] for row in listed], [row["object"] for row in listed]
    held = Assignment.objects.filter(queue=queue, object_id__in=objects).select_related("account")
    assigned = {each.object_id: each for each in held}
    about = {each.pk: each for each in _ABOUT[queue](keys if queue in PAIRS else objects)}
    return [
        Case(
            occasion=row["key"],
            object_id=row["object"],
            since=row["since"],
            about=about[row["key"] if queue in PAIRS else row["object"]],
            assignment=assigned.get(row["object"]),
        )
        for row in listed
    ]


def _unseen(queue: Queue, occasion: str) -> Q:
    return Q(~Exists(Seen.objects.filter(queue=queue, occasion=OuterRef(occasion))))


def _turned(queue: Queue, *statuses: Status) -> Rows:
    """Return claims that took on a status, until staff rule on them or leave it at that."""
    ruled = Verdict.objects.filter(
        claim=OuterRef("claim_id"), withdrawn_at=None, recorded_at__gt=OuterRef("turned__recorded_at")
    )
    found = Consensus.objects.filter(_unseen(queue, "turned_id"), ~Exists(ruled), status__in=statuses)
    return found.annotate(key=F("turned_id"), object=F("claim_id"), since=F("turned__recorded_at"))


def _ungraded() -> Rows:
    """Return speakers without a letter whose words stand in the register; F is a letter too."""
    said = Stance.objects.filter(actor=OuterRef("id"), withdrawn_at=None).order_by().values("actor")
    first = Subquery(said.annotate(first=Min("recorded_at")).values("first"))
    found = Actor.objects.filter(reliability="", withdrawn_at=None).annotate(since=first)
    return found.filter(since__isnull=False).annotate(key=F("id"), object=F("id"))


def _unplaced() -> Rows:
    found = Claim.objects.filter(UNPLACED, _unseen(Queue.UNPLACED, "id"))
    return found.annotate(key=F("id"), object=F("id"), since=F("recorded_at"))


def _alike() -> Rows:
    """Return pairs that nobody has related yet, nor told apart."""
    told = (RelationKind.SAME_AS, RelationKind.SUPERSEDES, RelationKind.CONTRADICTS, RelationKind.ENTAILS)
    pair = Q(from_claim=OuterRef("claim"), to_claim=OuterRef("other"))
    turned = Q(from_claim=OuterRef("other"), to_claim=OuterRef("claim"))
    related = ClaimRelation.objects.filter(pair | turned, kind__in=told, withdrawn_at=None)
    found = Likeness.objects.filter(
        _unseen(Queue.ALIKE, "id"), ~Exists(related), claim__withdrawn_at=None, other__withdrawn_at=None
    )
    return found.annotate(key=F("id"), object=F("claim_id"), since=F("found_at"))


def _copied() -> Rows:
    found = Echo.objects.filter(
        _unseen(Queue.COPIED, "id"), actor__withdrawn_at=None, other__withdrawn_at=None
    )
    return found.annotate(key=F("id"), object=F("actor_id"), since=F("found_at"))


def _proposed() -> Rows:
    found = Proposal.objects.filter(outcome=Outcome.OPEN, withdrawn_at=None)
    return found.annotate(key=F("id"), object=F("id"), since=F("recorded_at"))


def _claims(ids: Sequence[UUID]) -> QuerySet[Any]:
    return Claim.objects.filter(id__in=ids).select_related("consensus", "question", "place")


def _speakers(ids: Sequence[UUID]) -> QuerySet[Any]:
    standing = Count("stances", filter=Q(stances__withdrawn_at=None))
    return Actor.objects.filter(id__in=ids).annotate(stances_standing=standing)


def _pairs(ids: Sequence[UUID]) -> QuerySet[Any]:
    return Likeness.objects.filter(id__in=ids).select_related("claim__question", "other__question")


def _proposals(ids: Sequence[UUID]) -> QuerySet[Any]:
    return Proposal.objects.filter(id__in=ids).select_related(*PROPOSABLE, "partner", "recorded_by")


def _echoes(ids: Sequence[UUID]) -> QuerySet[Any]:
    return Echo.objects.filter(id__in=ids).select_related("actor", "other", "stance", "original")


_ROWS: Mapping[Queue, Callable[[], Rows]] = {
    Queue.DISPUTED: lambda: _turned(Queue.DISPUTED, Status.DISPUTED),
    Queue.SETTLED: lambda: _turned(Queue.SETTLED, Status.CORROBORATED, Status.REFUTED),
    Queue.UNGRADED: _ungraded,
    Queue.UNPLACED: _unplaced,
    Queue.ALIKE: _alike,
    Queue.COPIED: _copied,
    Queue.PROPOSED: _proposed,
}
_ABOUT: Mapping[Queue, Callable[[Sequence[UUID]], QuerySet[Any]]] = {
    Queue.DISPUTED: _claims,
    Queue.SETTLED: _claims,
    Queue.UNGRADED: _speakers,
    Queue.UNPLACED: _claims,
    Queue.ALIKE: _pairs,
    Queue.COPIED: _echoes,
    Queue.PROPOSED: _proposals,
}
