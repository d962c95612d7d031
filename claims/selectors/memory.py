"""What a process keeps of what it has read and decided on claims, each under the log size that it holds for."""

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from threading import Lock
from uuid import UUID

from claims.consensus import Evidence

#: Of so many claims the answers are kept by a process, each of a few hundred bytes; and so many on one claim.
KEPT, ANSWERS = 4096, 256
#: Of so many stances, counted for each claim that they bear on, it is kept what they say: about a kilobyte each.
STANCES = 20_000

#: So many of the last days on which something was said on a claim are named.
DAYS = 40

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


@dataclass(frozen=True)
class Reading:
    """The evidence on claims on which it is the same, and since when each of its stances is heard."""

    evidence: Evidence
    since: dict[str, datetime]

    @cached_property
    def instants(self) -> list[datetime]:
        """Return the instants at which something is heard, in order."""
        return sorted(set(self.since.values()))

    @cached_property
    def days(self) -> dict[str, tuple[date, ...]]:
        """Return the last days on which something is said on each claim, in order."""
        days: dict[str, set[date]] = defaultdict(set)
        for stance in self.evidence.stances:
            days[stance.claim].add(stance.said_at.astimezone(UTC).date())
        return {claim: tuple(sorted(on)[-DAYS:]) for claim, on in days.items()}


@dataclass(frozen=True, slots=True)
class _Curve:
    """The answers on a claim by how many instants lie behind them, with the instants at which something is heard."""

    instants: list[datetime]
    answers: dict[int, Heard]


class Memory:
    """The answers that were given last and what they were read from; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self._curves: OrderedDict[Key, _Curve] = OrderedDict()
        self._readings: OrderedDict[Key, Reading] = OrderedDict()
        self._stances = 0
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

    def find_reading(self, key: Key) -> Reading | None:
        """Return what was read."""
        with self._lock:
            reading = self._readings.get(key)
            if reading is not None:
                self._readings.move_to_end(key)
            return reading

    def keep_reading(self, key: Key, reading: Reading) -> None:
        """Keep what was read; of claims with too many stances for that nothing."""
        with self._lock:
            if key in self._readings:
                return
            self._readings[key] = reading
            self._stances += len(reading.since)
            while self._stances > STANCES:
                _, gone = self._readings.popitem(last=False)
                self._stances -= len(gone.since)

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._curves.clear()
            self._readings.clear()
            self._stances = 0
