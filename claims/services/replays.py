"""Replay what was decided: now for whoever asks, and by the clock, which keeps what it finds."""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from uuid import UUID

from audit.models import Check
from audit.selectors import checks as known
from audit.services import checks, log
from claims.selectors import replay
from claims.selectors.replay import Difference, Tell

#: The name under which the clock's replays are kept.
NAME = "replay"
#: Once a week everything is replayed, a few hours short of it so that the same night's turn counts.
WEEK = timedelta(days=6, hours=12)


@dataclass
class Replayed:
    """How many determinations were decided once more, how many differ, and the first that does."""

    size: int
    determinations: int = 0
    differing: int = 0
    first: Difference | None = None


def run(*, since: int = 0, claim_id: UUID | None = None, tell: Tell = lambda *_: None) -> Replayed:
    """Decide once more what has an entry from `since` on, each at its own log size and policy.

    Drains first, so that what was just decided is among it.
    """
    size = log.drain()
    replayed = Replayed(size, replay.count(since=since, size=size, claim_id=claim_id))
    for difference in replay.run(since=since, size=size, claim_id=claim_id, tell=tell):
        replayed.differing += 1
        replayed.first = replayed.first or difference
    return replayed


def nightly() -> Check:
    """Replay what was decided since the last good replay, or everything if that was last done a week ago.

    A determination is a function of what lies below it in the log, and that the fold compares whole each night. The
    weekly replay is for what no comparison of rows sees: rules that decide otherwise than they did.
    """
    whole, good = known.find_good(NAME, is_whole=True), known.find_good(NAME)
    since = good.size if good is not None and known.is_younger(whole, WEEK) else 0
    started = perf_counter()
    replayed = run(since=since)
    return checks.keep(
        NAME,
        since=since,
        size=replayed.size,
        checked=replayed.determinations,
        differing=replayed.differing,
        first=str(replayed.first or ""),
        seconds=perf_counter() - started,
    )
