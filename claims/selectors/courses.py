"""What the sources made of a claim day by day, as more and more was said.

Like `said`, from the evidence as it now stands and by when it was said, decided on reading; of each day what had been
said by its end in UTC counts.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from actors.selectors.records import visible
from audit.attribution import Principal
from audit.errors import NotFoundError
from claims.consensus import Evidence, Step, course
from claims.models import Claim
from claims.selectors import policies, present, said
from claims.selectors.consensus import Owed

#: What is told of the claim itself, and up to which log size it is decided.
CLAIM, SIZE = ("id", "text", "withdrawn_at"), "consensus__log_size"
#: On at most so many days a claim is decided, and on fewer where that many stances bear on it, but never on fewer
#: than the last figure: so that a page costs no more for a claim on which thousands speak.
DAYS, STANCES, LEAST = 40, 12_000, 8
#: So many courses are kept by a process, each of a few kilobytes.
KEPT = 1024


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was heard, and where the sources had left the claim by its end.

    `heard` counts what was first heard since the day before it in the course, on this claim or on what bears on it.
    """

    day: date
    heard: int
    step: Step


#: The days of a course, and how many there are.
Followed = tuple[tuple[Day, ...], int]


@dataclass(frozen=True, slots=True)
class Course:
    """A claim with its days, earliest first; `total` days there are, of which some may have been left out."""

    claim: dict[str, Any]
    days: tuple[Day, ...]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether the claim was decided on every day on which something was heard."""
        return self.total == len(self.days)


def of(claim_id: UUID, *, to: Principal) -> Course:
    """Follow a claim through the days on which something that bears on it was heard.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
        LookupError: no policy was adopted.
    """
    owed = Owed([claim_id])
    rows: QuerySet[Any, dict[str, Any]] = visible(Claim, to=to).filter(id=claim_id).values(*CLAIM, SIZE)
    claim = rows.first()
    if claim is None:
        raise NotFoundError(f"There is no claim {claim_id}.")
    size = claim.pop(SIZE)
    # What bears on a claim that is settled is the same until that size grows.
    key = (claim_id, size) if size is not None and owed.is_settled(claim_id, size) else None
    found = _kept.find(key)
    if found is None:
        found = _followed(present.evidence([claim_id])[claim_id])
        _kept.keep(key, found)
    return Course(claim, *found)


def _followed(evidence: Evidence) -> Followed:
    heard = _by_day(evidence)
    days = chosen(sorted(heard), most=max(LEAST, min(DAYS, STANCES // max(1, len(evidence.stances)))))
    batches = _gathered(heard, days)
    steps = course(evidence, batches, policies.now().rules)
    told = (Day(day, len(batch), step) for day, batch, step in zip(days, batches, steps, strict=True))
    return tuple(told), len(heard)


def chosen(days: Sequence[date], *, most: int) -> list[date]:
    """Return at most so many of the days, evenly among them, the first and the last included."""
    if len(days) <= most:
        return list(days)
    return [days[round(number * (len(days) - 1) / (most - 1))] for number in range(most)]


def _by_day(evidence: Evidence) -> dict[date, list[str]]:
    heard: dict[date, list[str]] = defaultdict(list)
    for stance, at in said.first_heard({one.id: one for one in evidence.stances}).items():
        heard[at.astimezone(UTC).date()].append(stance)
    return heard


def _gathered(heard: dict[date, list[str]], days: Sequence[date]) -> list[list[str]]:
    """Return what was first heard by each day and by none before it; the last day is the last of all."""
    batches: list[list[str]] = [[] for _ in days]
    at = 0
    for day in sorted(heard):
        while days[at] < day:
            at += 1
        batches[at] += heard[day]
    return batches


def forget() -> None:
    """Keep nothing of what was followed so far, as a process that has just begun."""
    _kept.forget()


class _Kept:
    """The courses that this process followed last; those not asked for longest are forgotten first."""

    def __init__(self) -> None:
        self._courses: OrderedDict[tuple[UUID, int], Followed] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[UUID, int] | None) -> Followed | None:
        """Return what is kept, if anything."""
        with self._lock:
            if key is None or key not in self._courses:
                return None
            self._courses.move_to_end(key)
            return self._courses[key]

    def keep(self, key: tuple[UUID, int] | None, found: Followed) -> None:
        """Keep a course; one of a claim that is not settled is nobody's."""
        if key is None:
            return
        with self._lock:
            self._courses[key] = found
            if len(self._courses) > KEPT:
                self._courses.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._courses.clear()


_kept = _Kept()
