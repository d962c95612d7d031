"""Which records may be the same as one, for people to judge: what speaks for it, and how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from actors.models import Actor, Mergeable
from actors.selectors import records, search
from audit.attribution import Principal
from claims.models import Claim, Place, Source
from claims.selectors import alike

#: At most so many are named, the likeliest first.
NAMED = 10
#: From which share of common trigrams two names are alike; of so many names of one actor, each by so many others.
ALIKE = 0.5
NAMES, EACH = 8, 50
#: Degrees within which two positions may be of one place: five kilometres, and twice that from east to west.
NEAR = 0.05

#: Of actors that may be meant, those of whose names one is like one of the actor's.
_NAMESAKES = """
SELECT o.id, o.name, max(similarity(a.name, b.name))::float8 AS score
FROM actors_actor c CROSS JOIN LATERAL unnest(c.name || c.aliases) a (name),
    actors_actor o CROSS JOIN LATERAL unnest(o.name || o.aliases) b (name)
WHERE c.id = %(record)s AND o.id = ANY(%(among)s::uuid[])
GROUP BY o.id, o.name HAVING max(similarity(a.name, b.name)) >= %(alike)s::float8
ORDER BY score DESC, o.id LIMIT %(named)s
"""
#: Published at the same address, or of the same bytes.
_COPIES = """
SELECT o.id, o.title,
    CASE WHEN o.archive_sha256 = c.archive_sha256 AND c.archive_sha256 <> '' THEN 1 ELSE 0.9 END AS score,
    CASE WHEN o.archive_sha256 = c.archive_sha256 AND c.archive_sha256 <> '' THEN 'the same archived copy'
    ELSE 'the same address' END
FROM claims_source c JOIN claims_source o
    ON (c.web_url <> '' AND o.web_url = c.web_url) OR (c.archive_sha256 <> '' AND o.archive_sha256 = c.archive_sha256)
WHERE c.id = %(record)s AND o.id <> c.id AND o.withdrawn_at IS NULL
ORDER BY score DESC, o.id LIMIT %(named)s
"""
#: Under the same id of a gazetteer; or of nearly the same name, and near, where both have a position.
_NEARBY = """
SELECT o.id, o.name, CASE WHEN o.gazetteer_ids && c.gazetteer_ids THEN 1
        ELSE similarity(upper(o.name), upper(c.name))::float8 END AS score,
    CASE WHEN o.gazetteer_ids && c.gazetteer_ids THEN 'the same id of a gazetteer'
        WHEN o.lat IS NULL OR c.lat IS NULL THEN 'nearly the same name' ELSE 'nearly the same name, and near' END
FROM claims_place c JOIN claims_place o ON o.gazetteer_ids && c.gazetteer_ids OR (
    upper(o.name) %% upper(c.name) AND similarity(upper(o.name), upper(c.name)) >= %(alike)s::float8
    AND coalesce(abs(o.lat - c.lat) <= %(near)s AND abs(o.lon - c.lon) <= 2 * %(near)s, true)
)
WHERE c.id = %(record)s AND o.id <> c.id AND o.withdrawn_at IS NULL
ORDER BY score DESC, o.id LIMIT %(named)s
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that may be the same as another; `score` is 1 for what can hardly be a coincidence."""

    id: UUID
    name: str
    score: float
    why: str


def of(kind: type[Mergeable], record_id: UUID, *, to: Principal) -> list[Duplicate]:
    """Return the records that may be the same as one and that the reader sees, the likeliest first.

    Raises:
        NotFoundError: there is no such record, or the reader may not see it.
    """
    record = records.get(kind, record_id, to=to)
    return _OF[kind](record, to)


def _claims(claim: Any, to: Principal) -> list[Duplicate]:
    scores = {other: score for _, other, score in alike.alike([claim.id])}
    found = records.visible(Claim, to=to).filter(id__in=scores)
    named = [Duplicate(each.id, each.text, scores[each.id], "nearly the same words") for each in found]
    return sorted(named, key=lambda each: (-each.score, each.id))


def _actors(actor: Any, to: Principal) -> list[Duplicate]:
    others = (
        records.visible(Actor, to=to).filter(kind=actor.kind, withdrawn_at__isnull=True).exclude(id=actor.id)
    )
    among: set[UUID] = set()
    for name in [actor.name, *actor.aliases][:NAMES]:
        among |= set(search.matching(others, name, "name", "aliases").values_list("id", flat=True)[:EACH])
        among |= set(others.filter(name__trigram_similar=name).values_list("id", flat=True)[:EACH])
    found = _rows(_NAMESAKES, record=actor.id, among=list(among))
    return [Duplicate(id_, name, score, "nearly the same name") for id_, name, score in found]


def _sources(source: Any, _to: Principal) -> list[Duplicate]:
    return [
        Duplicate(id_, name, float(score), why) for id_, name, score, why in _rows(_COPIES, record=source.id)
    ]


def _places(place: Any, _to: Principal) -> list[Duplicate]:
    return [Duplicate(*row) for row in _rows(_NEARBY, record=place.id, near=NEAR)]


def _rows(query: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(query, {"alike": ALIKE, "named": NAMED, **asked})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


_OF: Mapping[type[Mergeable], Callable[[Any, Principal], list[Duplicate]]] = {
    Actor: _actors,
    Claim: _claims,
    Place: _places,
    Source: _sources,
}
