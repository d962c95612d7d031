"""How an actor's own words have fared: beside its letter, with counts, and never in place of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from audit.attribution import Principal

#: So many of the latest own words are looked at.
LATEST = 1_000
#: What can have come of a word; `open` where nothing is settled.
OUTCOMES = ("upheld", "reversed", "open")

#: Own words that take a side, and for each what staff ruled and where the sources left the claim.
_WORDS = """
WITH words AS (
    SELECT s.* FROM claims_stance s
    WHERE s.actor_id = %s AND s.derived_from_id IS NULL AND s.position IN ('supports', 'disputes')
    ORDER BY s.id DESC LIMIT %s
)
SELECT extract(year FROM w.said_at AT TIME ZONE 'UTC')::integer, w.position, w.basis,
    w.withdrawn_at IS NOT NULL OR f.withdrawn_at IS NOT NULL,
    EXISTS (
        SELECT FROM claims_stance l WHERE l.claim_id = w.claim_id AND l.actor_id = w.actor_id
        AND l.derived_from_id IS NULL AND l.withdrawn_at IS NULL AND l.said_at > w.said_at
        AND l.position IN ('supports', 'disputes') AND l.position <> w.position
    ),
    v.ruling, c.status, count(*)
FROM words w LEFT JOIN claims_source f ON f.id = w.source_id
LEFT JOIN claims_consensus c ON c.claim_id = w.claim_id
LEFT JOIN LATERAL (
    SELECT ruling FROM claims_verdict v WHERE v.claim_id = w.claim_id AND v.withdrawn_at IS NULL
    ORDER BY v.id DESC LIMIT 1
) v ON true
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_HELD = {"holds": "supports", "does_not_hold": "disputes", "corroborated": "supports", "refuted": "disputes"}


@dataclass(slots=True)
class Tally:
    """Counts of own words: all, those withdrawn, those given up by their speaker, and what came of the rest."""

    words: int = 0
    withdrawn: int = 0
    given_up: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {
            "words": self.words,
            "withdrawn": self.withdrawn,
            "given_up": self.given_up,
            "verdicts": {outcome: self.verdicts[outcome] for outcome in OUTCOMES},
            "sources": {outcome: self.sources[outcome] for outcome in OUTCOMES},
        }


@dataclass(frozen=True, slots=True)
class Track:
    """The record of one actor: in all, by year, by position and by basis."""

    whole: Tally
    years: dict[int, Tally]
    positions: dict[str, Tally]
    bases: dict[str, Tally]


def of(actor: UUID, *, to: Principal) -> Track:
    """Return how the latest own words of an actor have fared.

    By verdicts, which staff gave, and by the sources where these settled a claim: that second count is no independent
    one, since the actor's own word is among them. What was withdrawn is in neither.
    """
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [actor, LATEST])
        rows = cursor.fetchall()
    track = Track(Tally(), {}, {}, {})
    for row in rows:
        year, position, basis = row[:3]
        for tally in (
            track.whole,
            track.years.setdefault(year, Tally()),
            track.positions.setdefault(position, Tally()),
            track.bases.setdefault(basis, Tally()),
        ):
            _count(tally, position, row[3:])
    return track


def _count(tally: Tally, position: str, found: Iterable[Any]) -> None:
    is_withdrawn, is_given_up, ruling, status, count = found
    tally.words += count
    if is_withdrawn:
        tally.withdrawn += count
        return
    tally.given_up += count if is_given_up else 0
    tally.verdicts[_outcome(position, ruling)] += count
    tally.sources[_outcome(position, status)] += count


def _outcome(position: str, settled: str | None) -> str:
    held = _HELD.get(settled or "")
    if held is None:
        return "open"
    return "upheld" if held == position else "reversed"
