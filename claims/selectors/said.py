"""What the sources make of claims by what had been said up to a moment.

The evidence as it now stands, without the stances that were taken later: it is asked by `said_at`, since the record
may have been entered later than it was said, and so it is decided on reading and nothing of it is stored. Grades,
relations, withdrawals and the policy are those of now.

A stance is heard once it and all that it derives from had been said: a quotation dated before what it quotes, as one
dated by the day alone may be, waits for it.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from threading import Lock
from uuid import UUID

from audit.attribution import Principal
from claims.consensus import Decision, Evidence, Policy, StanceFact, decide, glance
from claims.selectors import policies, present
from claims.selectors.consensus import Owed
from config.http.values import Moment

#: So many of the last days on which something was said on a claim are named.
DAYS = 40
#: Of so many claims the answers are kept by a process, each of a few hundred bytes; and so many on one claim.
KEPT, ANSWERS = 4096, 256

#: A claim and the log size up to which it is decided.
Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the sources left a claim by a moment, in brief; `days` are those on which anything is said on it."""

    status: str
    reason: str
    sentence: str
    projected: int
    days: tuple[date, ...]


def last(moment: Moment) -> datetime:
    """Return the last instant that a moment includes: a date is the whole day in UTC."""
    return datetime.combine(moment.at.date(), time.max, UTC) if moment.is_date else moment.at


def decided(claim_id: UUID, *, by: Moment, to: Principal) -> Decision:
    """Decide a claim, which there is, on what had been said by a moment.

    Raises:
        LookupError: no policy was adopted.
    """
    assert to.id  # noqa: S101  # an anonymous caller never comes this far
    return decide(heard(present.evidence([claim_id])[claim_id], last(by)), policies.now().rules)


def heard(evidence: Evidence, until: datetime) -> Evidence:
    """Return the evidence without what was not heard by an instant."""
    since = first_heard({stance.id: stance for stance in evidence.stances})
    return replace(evidence, stances=tuple(s for s in evidence.stances if since[s.id] <= until))


def first_heard(stances: Mapping[str, StanceFact]) -> dict[str, datetime]:
    """Return from when on each stance is heard: when the last of the chain that it ends was said."""
    since: dict[str, datetime] = {}
    for start in stances:
        chain: list[str] = []
        at: str | None = start
        while at is not None and at in stances and at not in since and at not in chain:
            chain.append(at)
            at = stances[at].derived_from
        if at in chain:  # a ring is said when the last of it is
            ring = chain[chain.index(at) :]
            since |= dict.fromkeys(ring, max(stances[one].said_at for one in ring))
        for one in reversed(chain):
            said = stances[one].said_at
            since.setdefault(one, max(said, since.get(stances[one].derived_from or "", said)))
    return since


def briefly(sizes: Mapping[UUID, int | None], *, by: Moment) -> dict[UUID, Heard]:
    """Return where the sources left each claim by a moment.

    `sizes` has the log size up to which each claim is decided, None where it is not yet. What bears on a claim that is
    settled is the same until that size grows, so that its answers are kept by it.
    """
    until = last(by)
    owed = Owed(sizes)
    keys: dict[UUID, Key] = {
        claim: (claim, size)
        for claim, size in sizes.items()
        if size is not None and owed.is_settled(claim, size)
    }
    found = {claim: kept for claim, key in keys.items() if (kept := _kept.find(key, until))}
    if rest := sizes.keys() - found.keys():
        rules = policies.now().rules
        for claim, evidence in present.evidence(rest).items():
            since = first_heard({stance.id: stance for stance in evidence.stances})
            found[claim] = _glanced(evidence, since, until, rules)
            if claim in keys:
                _kept.keep(keys[claim], sorted(set(since.values())), until, found[claim])
    return found


def _glanced(evidence: Evidence, since: Mapping[str, datetime], until: datetime, rules: Policy) -> Heard:
    stances = tuple(s for s in evidence.stances if since[s.id] <= until)
    made = glance(replace(evidence, stances=stances), rules)
    days = {s.said_at.astimezone(UTC).date() for s in evidence.stances if s.claim == evidence.claim}
    return Heard(made.status, made.reason, made.sentence, made.opinion.projected, tuple(sorted(days)[-DAYS:]))


@dataclass(frozen=True, slots=True)
class _Curve:
    """The answers on a claim by how many instants lie behind them, with the instants at which something is heard."""

    instants: list[datetime]
    answers: dict[int, Heard]


class _Kept:
    """The answers that this process gave last; claims not asked for longest are forgotten first."""

    def __init__(self) -> None:
        self._curves: OrderedDict[Key, _Curve] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key, until: datetime) -> Heard | None:
        """Return what is kept: between two instants at which something is heard, all answers are one."""
        with self._lock:
            curve = self._curves.get(key)
            if curve is None:
                return None
            self._curves.move_to_end(key)
            return curve.answers.get(bisect_right(curve.instants, until))

    def keep(self, key: Key, instants: list[datetime], until: datetime, answer: Heard) -> None:
        """Keep an answer."""
        with self._lock:
            curve = self._curves.setdefault(key, _Curve(instants, {}))
            if len(curve.answers) >= ANSWERS:
                curve.answers.clear()
            curve.answers[bisect_right(curve.instants, until)] = answer
            if len(self._curves) > KEPT:
                self._curves.popitem(last=False)


_kept = _Kept()
