"""What bears on claims as it now stands: the evidence on many at once, in four queries however many they are.

The same facts that `evidence.at` gives at the newest log size, read off the live tables.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from claims.consensus import Evidence
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
SELECT w.id, NULL::uuid, NULL::integer, NULL, NULL::uuid, NULL::uuid, NULL::timestamptz FROM wide w
UNION
SELECT a.id, NULL, NULL, NULL, NULL, NULL, NULL FROM wide w JOIN claims_claim o ON o.id = w.id
JOIN claims_question q ON q.id = o.question_id AND q.exclusive AND q.withdrawn_at IS NULL
JOIN claims_claim a ON a.question_id = q.id
UNION
SELECT unnest(ARRAY[s.from_claim_id, s.to_claim_id]), {columns} FROM wide w
JOIN claims_claimrelation s ON w.id IN (s.from_claim_id, s.to_claim_id) AND s.withdrawn_at IS NULL
"""
#: The stances on claims and, by any chain, what they derive from; whether their source was withdrawn.
_STANCES = """
WITH RECURSIVE heard (id) AS (
    SELECT id FROM claims_stance WHERE claim_id = ANY(%(claims)s)
    UNION
    SELECT s.derived_from_id FROM heard h JOIN claims_stance s ON s.id = h.id WHERE s.derived_from_id IS NOT NULL
)
SELECT {columns}, f.withdrawn_at, coalesce((
    SELECT min(e.index) FROM audit_entry e WHERE e.object_id = s.id AND e.table_name = 'claims_stance'
), 9223372036854775807)
FROM heard h JOIN claims_stance s ON s.id = h.id JOIN claims_source f ON f.id = s.source_id
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


def evidence(claims: Collection[UUID]) -> dict[UUID, Evidence]:
    """Return the evidence on each of the claims that there are."""
    pool = _Pool(claims)
    return {claim: pool.on(claim) for claim in claims if claim in pool.claims}


class _Pool:
    """All that bears on any of the claims, and which of it bears on each."""

    def __init__(self, asked: Collection[UUID]) -> None:
        near, self.relations = self._near(asked)
        self.stances = self._stances(near)
        self.actors = self._actors({stance["actor_id"] for stance in self.stances.values()})
        self.claims = self._claims({*near, *(stance["claim_id"] for stance in self.stances.values())})
        self._index()

    def on(self, claim: UUID) -> Evidence:
        """Return what bears on one claim."""
        wide = {claim, *self.superseding[claim]}
        relations = {row["id"]: row for one in wide for row in self.related[one]}
        near = wide | {row[end] for row in relations.values() for end in ("from_claim_id", "to_claim_id")}
        asked = {self.claims[one]["question_id"] for one in wide} & set(self.questions)
        near |= {answer for question in asked for answer in self.answers[question]}
        near = {one for one in near if one in wide or not self.claims[one]["withdrawn_at"]}
        stances = self._chains(stance for one in near for stance in self.on_claim[one])
        actors = self._lines({self.stances[stance]["actor_id"] for stance in stances})
        told = near | {self.stances[stance]["claim_id"] for stance in stances}
        return Evidence(
            claim=str(claim),
            claims=tuple(self.claim_facts[one] for one in told),
            questions=tuple(self.questions[question] for question in asked),
            relations=tuple(facts.relation(row) for row in relations.values()),
            stances=tuple(self.stance_facts[stance] for stance in stances),
            actors=tuple(self.actor_facts[actor] for actor in actors),
        )

    def _index(self) -> None:
        gone = {row["source_id"] for row in self.stances.values() if row["source_withdrawn_at"]}
        self.claim_facts = {one: facts.claim(row) for one, row in self.claims.items()}
        self.stance_facts = {one: facts.stance(row, self.actors, gone) for one, row in self.stances.items()}
        self.actor_facts = {one: facts.actor(row, self.actors) for one, row in self.actors.items()}
        self.questions = {
            row["question_id"]: facts.question({name: row[f"question__{name}"] for name in facts.QUESTION})
            for row in self.claims.values()
            if row["question__exclusive"] and row["question__withdrawn_at"] is None
        }
        self.answers: dict[UUID, list[UUID]] = defaultdict(list)
        for one, row in self.claims.items():
            self.answers[row["question_id"]].append(one)
        self.on_claim: dict[UUID, list[UUID]] = defaultdict(list)
        for one, row in self.stances.items():
            self.on_claim[row["claim_id"]].append(one)
        self.related: dict[UUID, list[Row]] = defaultdict(list)
        self.superseding: dict[UUID, list[UUID]] = defaultdict(list)
        for row in self.relations:
            self.related[row["from_claim_id"]].append(row)
            self.related[row["to_claim_id"]].append(row)
            if row["kind"] == RelationKind.SUPERSEDES:
                self.superseding[row["to_claim_id"]].append(row["from_claim_id"])

    def _chains(self, stances: Iterable[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        for stance in stances:
            at: UUID | None = stance
            while at is not None and at not in found:
                found.add(at)
                at = self.stances[at]["derived_from_id"]
        return found

    def _lines(self, actors: set[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        ahead: set[UUID | None] = {*actors}
        while ahead:
            at = ahead.pop()
            if at is not None and at not in found:
                found.add(at)
                ahead |= {self.actors[at]["part_of_id"], self.actors[at]["speaks_for_id"]}
        return found

    @staticmethod
    def _near(asked: Collection[UUID]) -> tuple[set[UUID], list[Row]]:
        with connection.cursor() as cursor:
            cursor.execute(_NEAR.format(columns=_columns(facts.RELATION)), {"claims": list(asked)})
            rows = cursor.fetchall()
        related = {row[1]: dict(zip(facts.RELATION, row[1:], strict=True)) for row in rows if row[1]}
        return {row[0] for row in rows}, list(related.values())

    @staticmethod
    def _stances(claims: Collection[UUID]) -> dict[UUID, Row]:
        with connection.cursor() as cursor:
            cursor.execute(_STANCES.format(columns=_columns(facts.STANCE)), {"claims": list(claims)})
            names = (*facts.STANCE, "source_withdrawn_at", "first_index")
            return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}

    @staticmethod
    def _actors(actors: Collection[UUID]) -> dict[UUID, Row]:
        with connection.cursor() as cursor:
            cursor.execute(_ACTORS.format(columns=_columns(facts.ACTOR)), {"actors": list(actors)})
            return {row[0]: dict(zip(facts.ACTOR, row, strict=True)) for row in cursor.fetchall()}

    @staticmethod
    def _claims(claims: Collection[UUID]) -> dict[UUID, Row]:
        asked = (f"question__{name}" for name in facts.QUESTION)
        return {row["id"]: row for row in Claim.objects.filter(id__in=claims).values(*facts.CLAIM, *asked)}


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f's."{name}"' for name in names)
