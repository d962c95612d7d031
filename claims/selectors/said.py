"""What the sources make of claims by what had been said up to a moment.

The evidence as it now stands, without the stances that were taken later: it is asked by `said_at`, since the record
may have been entered later than it was said, and so it is decided on reading and nothing of it is stored. Grades,
relations, withdrawals and the policy are those of now.

A stance is heard once it and all that it derives from had been said: a quotation dated before what it quotes, as one
dated by the day alone may be, waits for it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from uuid import UUID

from audit.attribution import Principal
from claims.consensus import Decision, Evidence, Policy, StanceFact, decide, glances
from claims.selectors import policies, present
from claims.selectors.consensus import Owed
from claims.selectors.memory import Heard, Key, Memory, Reading
from config.http.values import Moment

_memory = Memory()


def last(moment: Moment) -> datetime:
    """Return the last instant that a moment includes: a date is the whole day in UTC."""
    return datetime.combine(moment.at.date(), time.max, UTC) if moment.is_date else moment.at


def decided(claim_id: UUID, *, by: Moment | None, to: Principal, own: bool = False) -> Decision:
    """Decide a claim, which there is, on what had been said by a moment; without one, on all that is said.

    By what all see who may see the claim; `own` by what the reader sees of it.

    Raises:
        LookupError: no policy was adopted.
    """
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    facts = present.evidence([claim_id], own=own)[claim_id]
    return decide(heard(facts, last(by)) if by else facts, policies.now().rules)


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
    found = {claim: kept for claim, key in keys.items() if (kept := _memory.find(key, until))}
    if rest := sizes.keys() - found.keys():
        rules = policies.now().rules
        for reading, claims in _readings(rest, keys):
            for claim, answer in _glanced(reading, claims, until, rules).items():
                found[claim] = answer
                if claim in keys:
                    _memory.keep(keys[claim], reading.instants, until, answer)
    return found


def forget() -> None:
    """Keep nothing of what was read and answered so far, as a process that has just begun."""
    _memory.forget()


def _readings(claims: Iterable[UUID], keys: Mapping[UUID, Key]) -> list[tuple[Reading, list[UUID]]]:
    """Return what is said on the claims, once for those on which it is the same; read anew where it is not kept."""
    together: dict[int, tuple[Reading, list[UUID]]] = {}
    unread = []
    for claim in claims:
        kept = _memory.find_reading(keys[claim]) if claim in keys else None
        if kept is None:
            unread.append(claim)
        else:
            together.setdefault(id(kept), (kept, []))[1].append(claim)
    for some in present.shared(unread) if unread else ():
        reading = Reading(some.evidence, first_heard({stance.id: stance for stance in some.evidence.stances}))
        together[id(reading)] = (reading, list(some.claims))
        for claim in some.claims:
            if claim in keys:
                _memory.keep_reading(keys[claim], reading)
    return list(together.values())


def _glanced(reading: Reading, claims: Collection[UUID], until: datetime, rules: Policy) -> dict[UUID, Heard]:
    evidence = reading.evidence
    stances = tuple(stance for stance in evidence.stances if reading.since[stance.id] <= until)
    made = glances(replace(evidence, stances=stances), map(str, claims), rules)
    found = {}
    for claim in claims:
        one, on = made[str(claim)], reading.days.get(str(claim), ())
        found[claim] = Heard(one.status, one.reason, one.sentence, one.opinion.projected, on)
    return found
