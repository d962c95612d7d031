"""Who may repeat whom without saying so: pairs of actors, and what speaks for it and against it.

The reckoning is that of X. L. Dong, L. Berti-Équille and D. Srivastava, Integrating Conflicting Data: The Role of
Source Dependence (VLDB 2009), for claims with two sides: two who err alike are likelier to share an origin than two
who are right alike. It suggests, and decides nothing: on public data, taking such suggestions for declarations made
as much worse as it made better.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

#: From which share of common trigrams two excerpts are alike, and how long each has to be to say anything, in letters.
ALIKE, LONG = 0.6, 40
#: Actors of one claim that are held against each other, those who spoke last; words of an actor that are looked at.
SPEAKERS, WORDS = 30, 1_000
#: Seconds within which whoever speaks later speaks soon.
SOON = 3600

#: What each finding weighs for copying, in centidecibans: a thousand times the logarithm of how much likelier it is of
#: a copier than of two who speak for themselves, where one word in five is wrong and a copier copies four in five.
#: What an excerpt weighs is a choice.
EXCERPT, ERROR, AGREED, DIFFERED = 1000, 623, 79, -699
#: Whoever is soon after the other that often, on so many claims at least, gets so much more; which is a choice.
USUALLY, OFTEN, HASTE = 0.8, 5, 500

#: The latest own word of each actor on each claim that takes a side and stands.
_OWN = """
SELECT DISTINCT ON (s.actor_id, s.claim_id) s.id, s.actor_id, s.claim_id, s.position, s.said_at, s.excerpt
FROM {stances} s LEFT JOIN claims_source f ON f.id = s.source_id
WHERE f.withdrawn_at IS NULL AND s.derived_from_id IS NULL AND s.withdrawn_at IS NULL
    AND s.position IN ('supports', 'disputes')
ORDER BY s.actor_id, s.claim_id, s.said_at DESC, s.id DESC
"""
_OF_CLAIMS = "(SELECT * FROM claims_stance WHERE claim_id = ANY(%(claims)s))"
_OF_PAIR = """
(SELECT l.* FROM unnest(%(pair)s::uuid[]) AS p (actor) CROSS JOIN LATERAL (
    SELECT * FROM claims_stance w WHERE w.actor_id = p.actor ORDER BY w.id DESC LIMIT %(words)s
) l)
"""
_ARE_ALIKE = """
length({0}.excerpt) >= %(long)s AND length({1}.excerpt) >= %(long)s
AND similarity({0}.excerpt, {1}.excerpt) >= %(alike)s::float8
"""
_WRONG = """
CASE ruling WHEN 'holds' THEN {0}.position = 'disputes' WHEN 'does_not_hold' THEN {0}.position = 'supports' END
"""
_RULING = """
LEFT JOIN LATERAL (
    SELECT ruling FROM claims_verdict v WHERE v.claim_id = {0}.claim_id AND v.withdrawn_at IS NULL
    ORDER BY v.id DESC LIMIT 1
) ruled ON true
"""
_SUSPECT = f"""
WITH own AS MATERIALIZED ({_OWN.format(stances=_OF_CLAIMS)}),
ranked AS (
    SELECT own.*, row_number() OVER (PARTITION BY claim_id ORDER BY said_at DESC, id DESC) AS rank FROM own
)
SELECT DISTINCT least(a.actor_id, b.actor_id), greatest(a.actor_id, b.actor_id)
FROM ranked a {_RULING.format("a")} JOIN ranked b ON b.claim_id = a.claim_id AND b.actor_id > a.actor_id
WHERE a.rank <= %(speakers)s AND b.rank <= %(speakers)s AND a.position = b.position
    AND (a.actor_id = ANY(%(actors)s) OR b.actor_id = ANY(%(actors)s))
    AND ({_ARE_ALIKE.format("a", "b")} OR {_WRONG.format("a")})
"""  # noqa: S608 - text of our own
_EVIDENCE = f"""
WITH own AS ({_OWN.format(stances=_OF_PAIR)})
SELECT a.id, b.id, a.position = b.position, coalesce({_WRONG.format("a")}, false),
    coalesce(ruling IN ('holds', 'does_not_hold'), false),
    extract(epoch FROM b.said_at - a.said_at)::float8, {_ARE_ALIKE.format("a", "b")}
FROM own a JOIN own b ON b.claim_id = a.claim_id AND a.actor_id = %(one)s AND b.actor_id = %(other)s
{_RULING.format("a")} ORDER BY greatest(a.id, b.id) DESC
"""  # noqa: S608 - likewise
#: Whose dependence is declared, by what they belong to and whom they speak for, is no suspicion.
_DECLARED = """
SELECT one.id, other.id FROM actors_actor one, actors_actor other
WHERE (one.id, other.id) IN (SELECT * FROM unnest(%(ones)s::uuid[], %(others)s::uuid[])) AND (
    one.withdrawn_at IS NOT NULL OR other.withdrawn_at IS NOT NULL
    OR one.part_of_id = other.id OR other.part_of_id = one.id OR one.part_of_id = other.part_of_id
    OR one.speaks_for_id = other.id OR other.speaks_for_id = one.id
)
"""

Pair = tuple[UUID, UUID]


@dataclass(slots=True)
class Evidence:
    """What was counted of two actors: claims, but for the two words in nearly the same letters."""

    actor: UUID
    other: UUID
    stance: UUID | None = None
    original: UUID | None = None
    excerpts: int = 0
    errors: int = 0
    agreed: int = 0
    differed: int = 0
    later: int = 0
    soon: int = 0

    @property
    def score(self) -> int:
        """Return what it weighs for copying, in centidecibans."""
        is_hasty = self.later >= OFTEN and self.soon >= USUALLY * self.later
        return (
            self.excerpts * EXCERPT
            + self.errors * ERROR
            + self.agreed * AGREED
            + self.differed * DIFFERED
            + is_hasty * HASTE
        )


def suspects(actors: Collection[UUID], *, on: Collection[UUID]) -> set[Pair]:
    """Return these actors and others, two by two, who speak alike on a claim: in their excerpts or in their errors."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SUSPECT,
            {"actors": list(actors), "claims": list(on), "alike": ALIKE, "long": LONG, "speakers": SPEAKERS},
        )
        return set(cursor.fetchall())


def evidence(pairs: Iterable[Pair]) -> list[Evidence]:
    """Count what speaks for and against copying, for each pair whose dependence is not declared."""
    asked = sorted(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            _DECLARED, {"ones": [one for one, _ in asked], "others": [other for _, other in asked]}
        )
        declared = set(cursor.fetchall())
    return [_of(*pair) for pair in asked if pair not in declared]


def _of(one: UUID, other: UUID) -> Evidence:
    with connection.cursor() as cursor:
        cursor.execute(
            _EVIDENCE,
            {"pair": [one, other], "one": one, "other": other, "alike": ALIKE, "long": LONG, "words": WORDS},
        )
        common = cursor.fetchall()
    lags = [lag for _, _, is_same, _, _, lag, _ in common if is_same and lag]
    is_turned = sum(lag > 0 for lag in lags) * 2 > len(lags)
    counted = Evidence(other, one) if is_turned else Evidence(one, other)
    for first, second, is_same, is_wrong, is_ruled, lag, is_alike in common:
        behind = lag if is_turned else -lag
        counted.differed += not is_same
        counted.errors += is_same and is_wrong
        counted.agreed += is_same and is_ruled and not is_wrong
        counted.later += is_same and behind > 0
        counted.soon += is_same and 0 < behind <= SOON
        if is_same and is_alike:
            counted.excerpts += 1
            if counted.stance is None:
                counted.stance, counted.original = (second, first) if is_turned else (first, second)
    return counted
