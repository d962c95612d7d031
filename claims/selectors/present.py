"""What bears on claims as it now stands: the evidence on many at once, in four queries however many they are.

The same facts that `evidence.at` gives at the newest log size, read off the live tables.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from claims.consensus import Evidence, StanceFact
from claims.models import Claim, RelationKind
from claims.selectors import facts

Row = Mapping[str, Any]

#: The claims asked for and those that supersede them; what rivals these or is related to them, and by what.
_NEAR = """
WITH wide (id) AS (
    SELECT unnest(%(claims)s::uuid[])
    UNION
    SELECT from_claim_id FROM claims_claimrelation
    WHERE to_claim_id = ANY(%(claims)s) AND kind = 'supersedes' AND withdrawn_at IS NULL
)
SELECT w.id::text, NULL, NULL::integer, NULL, NULL, NULL, NULL::timestamptz FROM wide w
UNION
SELECT a.id::text, NULL, NULL, NULL, NULL, NULL, NULL FROM wide w JOIN claims_claim o ON o.id = w.id
JOIN claims_question q ON q.id = o.question_id AND q.exclusive AND q.withdrawn_at IS NULL
JOIN claims_claim a ON a.question_id = q.id
UNION
SELECT unnest(ARRAY[s.from_claim_id, s.to_claim_id])::text, {columns} FROM wide w
JOIN claims_claimrelation s ON w.id IN (s.from_claim_id, s.to_claim_id) AND s.withdrawn_at IS NULL
"""
#: The stances on claims and, by any chain, what they derive from: column for column a `StanceFact`, as `facts.stance`
#: makes it from a row, since there may be thousands.
_STANCES = """
WITH RECURSIVE heard (id) AS (
    SELECT id FROM claims_stance WHERE claim_id = ANY(%(claims)s::uuid[])
    UNION
    SELECT s.derived_from_id FROM heard h JOIN claims_stance s ON s.id = h.id WHERE s.derived_from_id IS NOT NULL
)
SELECT s.id::text, s.revision, s.claim_id::text, s.actor_id::text, s.position, s.said_at, coalesce((
    SELECT min(e.index) FROM audit_entry e WHERE e.object_id = s.id AND e.table_name = 'claims_stance'
), 9223372036854775807), s.basis, s.credibility, s.hedged, s.derived_from_id::text, nullif(s.relation, ''),
    w.because <> '', w.because
FROM heard h JOIN claims_stance s ON s.id = h.id
JOIN claims_source f ON f.id = s.source_id JOIN actors_actor a ON a.id = s.actor_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.withdrawn_at IS NOT NULL THEN 'stance'
    WHEN f.withdrawn_at IS NOT NULL THEN 'source'
    WHEN a.withdrawn_at IS NOT NULL THEN 'actor'
    ELSE ''
END) w (because)
"""
#: The speakers and everyone that they speak for or are part of.
_ACTORS = """
WITH RECURSIVE up (id) AS (
    SELECT unnest(%(actors)s::uuid[])
    UNION
    SELECT unnest(ARRAY[a.part_of_id, a.speaks_for_id]) FROM up u JOIN actors_actor a ON a.id = u.id
)
SELECT {columns} FROM up u JOIN actors_actor s ON s.id = u.id
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """What bears on each of some claims alike: the answers to one question share all that is said on any of them."""

    claims: tuple[UUID, ...]
    evidence: Evidence


def evidence(claims: Collection[UUID]) -> dict[UUID, Evidence]:
    """Return the evidence on each of the claims that there are."""
    found = shared(claims)
    return {claim: replace(one.evidence, claim=str(claim)) for one in found for claim in one.claims}


def shared(claims: Collection[UUID]) -> list[Shared]:
    """Return the evidence on the claims that there are, once for those on which it is the same.

    Its `claim` is the first of them.
    """
    pool = _Pool(claims)
    together: dict[_Around, list[UUID]] = {}
    for claim in dict.fromkeys(claims):
        if str(claim) in pool.claims:
            together.setdefault(pool.around(str(claim)), []).append(claim)
    return [Shared(tuple(some), pool.on(str(some[0]), around)) for around, some in together.items()]


@dataclass(frozen=True, slots=True)
class _Around:
    """What bears on a claim, by id: claims whose stances do, relations, exclusive questions."""

    near: frozenset[str]
    relations: frozenset[str]
    questions: frozenset[str]


class _Pool:
    """All that bears on any of the claims, and which of it bears on each. Ids are texts, as the rules have them."""

    def __init__(self, asked: Collection[UUID]) -> None:
        near, self.relations = self._near(asked)
        self.stances = self._stances(near)
        self.actors = self._actors({stance.actor for stance in self.stances.values()})
        self.claims = self._claims({*near, *(stance.claim for stance in self.stances.values())})
        self._index()

    def around(self, claim: str) -> _Around:
        """Return what bears on one claim."""
        wide = {claim, *self.superseding[claim]}
        relations = {relation for one in wide for relation in self.related[one]}
        near = wide | {
            self.relations[relation][end]
            for relation in relations
            for end in ("from_claim_id", "to_claim_id")
        }
        asked = {self.claims[one]["question_id"] for one in wide} & set(self.questions)
        near |= {answer for question in asked for answer in self.answers[question]}
        near = {one for one in near if one in wide or not self.claims[one]["withdrawn_at"]}
        return _Around(frozenset(near), frozenset(relations), frozenset(asked))

    def on(self, claim: str, around: _Around) -> Evidence:
        """Return what bears on a claim as evidence."""
        stances = self._chains(stance for one in around.near for stance in self.on_claim[one])
        actors = self._lines(stance.actor for stance in stances)
        told = around.near | {stance.claim for stance in stances}
        return Evidence(
            claim=claim,
            claims=tuple(self.claim_facts[one] for one in told),
            questions=tuple(self.questions[question] for question in around.questions),
            relations=tuple(facts.relation(self.relations[relation]) for relation in around.relations),
            stances=tuple(stances),
            actors=tuple(self.actor_facts[actor] for actor in actors),
        )

    def _index(self) -> None:
        self.claim_facts = {one: facts.claim(row) for one, row in self.claims.items()}
        self.actor_facts = {one: facts.actor(row, self.actors) for one, row in self.actors.items()}
        self.questions = {
            row["question_id"]: facts.question({name: row[f"question__{name}"] for name in facts.QUESTION})
            for row in self.claims.values()
            if row["question__exclusive"] and row["question__withdrawn_at"] is None
        }
        self.answers: dict[str, list[str]] = defaultdict(list)
        for one, row in self.claims.items():
            self.answers[row["question_id"]].append(one)
        self.on_claim: dict[str, list[str]] = defaultdict(list)
        for stance in self.stances.values():
            self.on_claim[stance.claim].append(stance.id)
        self.related: dict[str, list[str]] = defaultdict(list)
        self.superseding: dict[str, list[str]] = defaultdict(list)
        for row in self.relations.values():
            self.related[row["from_claim_id"]].append(row["id"])
            self.related[row["to_claim_id"]].append(row["id"])
            if row["kind"] == RelationKind.SUPERSEDES:
                self.superseding[row["to_claim_id"]].append(row["from_claim_id"])

    def _chains(self, stances: Iterable[str]) -> list[StanceFact]:
        found: dict[str, StanceFact] = {}
        for stance in stances:
            at: str | None = stance
            while at is not None and at not in found:
                found[at] = self.stances[at]
                at = found[at].derived_from
        return list(found.values())

    def _lines(self, actors: Iterable[str]) -> set[str]:
        found: set[str] = set()
        ahead: list[str | None] = [*actors]
        while ahead:
            at = ahead.pop()
            if at is not None and at not in found:
                found.add(at)
                row = self.actors[at]
                ahead += [row["part_of_id"], row["speaks_for_id"]]
        return found

    @staticmethod
    def _near(asked: Collection[UUID]) -> tuple[set[str], dict[str, Row]]:
        with connection.cursor() as cursor:
            cursor.execute(_NEAR.format(columns=_columns(facts.RELATION)), {"claims": list(asked)})
            rows = cursor.fetchall()
        related: dict[str, Row] = {
            row[1]: dict(zip(facts.RELATION, row[1:], strict=True)) for row in rows if row[1]
        }
        return {row[0] for row in rows}, related

    @staticmethod
    def _stances(claims: Collection[str]) -> dict[str, StanceFact]:
        with connection.cursor() as cursor:
            cursor.execute(_STANCES, {"claims": list(claims)})
            return {row[0]: StanceFact(*row) for row in cursor.fetchall()}

    @staticmethod
    def _actors(actors: Collection[str]) -> dict[str, Row]:
        with connection.cursor() as cursor:
            cursor.execute(_ACTORS.format(columns=_columns(facts.ACTOR)), {"actors": list(actors)})
            return {row[0]: dict(zip(facts.ACTOR, row, strict=True)) for row in cursor.fetchall()}

    @staticmethod
    def _claims(claims: Collection[str]) -> dict[str, Row]:
        asked = (f"question__{name}" for name in facts.QUESTION)
        rows = Claim.objects.filter(id__in=claims).values(*facts.CLAIM, *asked)
        return {str(row["id"]): {**row, "question_id": _text(row["question_id"])} for row in rows}


def _text(link: UUID | None) -> str | None:
    return None if link is None else str(link)


def _columns(names: Iterable[str]) -> str:
    """Return columns to select; the rules have ids as texts, so that nothing is to be had of reading them otherwise."""
    return ", ".join(
        f's."{name}"::text' if name == "id" or name.endswith("_id") else f's."{name}"' for name in names
    )
