"""What bears on claims as it now stands: the evidence on many at once, in four queries however many they are.

The same facts that `evidence.at` gives at the newest log size, read off the live tables; of claims that are not for
everyone, in four more for each audience.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from claims.consensus import ActorFact, ClaimFact, Evidence, QuestionFact, RelationFact, StanceFact, read
from claims.models import RelationKind

#: Each of these has column for column what the rules read, as `facts` makes it from rows, since there may be thousands:
#: ids as texts, and times too, of which Django makes an instant ten times as slowly.
#:
#: The claims asked for and those that supersede them; what rivals these or is related to them, and by what.
_NEAR = """
WITH wide (id) AS (
    SELECT unnest(%(claims)s::uuid[])
    UNION
    SELECT from_claim_id FROM claims_claimrelation
    WHERE to_claim_id = ANY(%(claims)s::uuid[]) AND kind = 'supersedes' AND withdrawn_at IS NULL
      AND (%(within)s::uuid[] IS NULL OR circles <@ %(within)s::uuid[] AND (marking = 'clear' OR NOT %(open)s))
)
SELECT w.id::text, NULL, NULL::integer, NULL, NULL, NULL FROM wide w
UNION
SELECT a.id::text, NULL, NULL, NULL, NULL, NULL FROM wide w JOIN claims_claim o ON o.id = w.id
JOIN claims_question q ON q.id = o.question_id AND q.exclusive AND q.withdrawn_at IS NULL
JOIN claims_claim a ON a.question_id = q.id AND (%(within)s::uuid[] IS NULL
    OR a.circles <@ %(within)s::uuid[] AND (a.marking = 'clear' OR NOT %(open)s))
UNION
SELECT unnest(ARRAY[r.from_claim_id, r.to_claim_id])::text, r.id::text, r.revision, r.kind, r.from_claim_id::text,
    r.to_claim_id::text
FROM wide w JOIN claims_claimrelation r ON w.id IN (r.from_claim_id, r.to_claim_id) AND r.withdrawn_at IS NULL
    AND (%(within)s::uuid[] IS NULL
    OR r.circles <@ %(within)s::uuid[] AND (r.marking = 'clear' OR NOT %(open)s))
"""
#: The stances on claims and, by any chain, what they derive from.
_STANCES = """
WITH RECURSIVE heard (id) AS (
    SELECT id FROM claims_stance WHERE claim_id = ANY(%(claims)s::uuid[])
      AND (%(within)s::uuid[] IS NULL OR circles <@ %(within)s::uuid[] AND (marking = 'clear' OR NOT %(open)s))
    UNION
    SELECT s.derived_from_id FROM heard h JOIN claims_stance s ON s.id = h.id WHERE s.derived_from_id IS NOT NULL
)
SELECT s.id::text, s.revision, s.claim_id::text, s.actor_id::text, s.position, s.said_at::text, coalesce((
    SELECT min(e.index) FROM audit_entry e WHERE e.object_id = s.id AND e.table_name = 'claims_stance'
), 9223372036854775807), s.basis, s.credibility, s.hedged, s.derived_from_id::text, nullif(s.relation, ''),
    w.because <> '', w.because, s.quantity
FROM heard h JOIN claims_stance s ON s.id = h.id
LEFT JOIN claims_source f ON f.id = s.source_id JOIN actors_actor a ON a.id = s.actor_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.withdrawn_at IS NOT NULL THEN 'stance'
    WHEN f.withdrawn_at IS NOT NULL THEN 'source'
    WHEN a.withdrawn_at IS NOT NULL THEN 'actor'
    ELSE ''
END) w (because)
"""
#: The speakers and everyone that they speak for or are part of, and who of them is withdrawn.
_ACTORS = """
WITH RECURSIVE up (id) AS (
    SELECT unnest(%(actors)s::uuid[])
    UNION
    SELECT unnest(ARRAY[a.part_of_id, a.speaks_for_id]) FROM up u JOIN actors_actor a ON a.id = u.id
)
SELECT a.id::text, a.revision, a.name, nullif(a.reliability, ''), nullif(a.party, ''), a.part_of_id::text,
    a.speaks_for_id::text, a.withdrawn_at IS NOT NULL
FROM up u JOIN actors_actor a ON a.id = u.id
"""
#: Claims, each with the revision of the exclusive question that it answers, if it answers one.
_CLAIMS = """
SELECT c.id::text, c.revision, c.text, c.question_id::text, c.valid_from::text, c.valid_to::text,
    nullif(c.favours, ''), c.against, c.withdrawn_at IS NOT NULL, nullif(c.answer, ''), c.quantity, q.revision,
    c.marking, c.circles::text
FROM claims_claim c LEFT JOIN claims_question q ON q.id = c.question_id AND q.exclusive AND q.withdrawn_at IS NULL
WHERE c.id = ANY(%(claims)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class _For:
    """Who sees a claim: the circles that they are in, as PostgreSQL writes them, and whether it is everyone."""

    circles: str
    is_open: bool


EVERYONE = _For("{}", is_open=True)


@dataclass(frozen=True, slots=True)
class Shared:
    """What bears on each of some claims alike: the answers to one question share all that is said on any of them."""

    claims: tuple[UUID, ...]
    evidence: Evidence


def evidence(claims: Collection[UUID], *, own: bool = False) -> dict[UUID, Evidence]:
    """Return the evidence on each of the claims that there are: what all see who may see the claim.

    `own` has all that the reader sees of it.
    """
    found = shared(claims, own=own)
    return {claim: replace(one.evidence, claim=str(claim)) for one in found for claim in one.claims}


def shared(claims: Collection[UUID], *, own: bool = False) -> list[Shared]:
    """Return the evidence on the claims that there are, once for those on which it is the same.

    Its `claim` is the first of them.
    """
    pool = _Pool(claims, None if own else EVERYONE)
    found = pool.shared([claim for claim in claims if own or str(claim) not in pool.stricter])
    if not own:
        alike: dict[_For, list[UUID]] = {}
        for claim, whom in pool.stricter.items():
            alike.setdefault(whom, []).append(UUID(claim))
        for whom, some in alike.items():
            found += _Pool(some, whom).shared(some)
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """What bears on a claim, by id: claims whose stances do, relations, exclusive questions."""

    near: frozenset[str]
    relations: frozenset[str]
    questions: frozenset[str]


class _Pool:
    """All that bears on any of the claims, and which of it bears on each. Ids are texts, as the rules have them.

    What not all of those see for whom it is is left out.
    """

    def __init__(self, asked: Collection[UUID], whom: _For | None) -> None:
        near, self.relations = self._near(asked, whom)
        self.stances = self._stances(near, whom)
        self.actors = self._actors({stance.actor for stance in self.stances.values()})
        self.claims, self.questions, stricter = self._claims(
            {*near, *(stance.claim for stance in self.stances.values())}
        )
        #: Those asked for that are not for everyone, each with whom it is for.
        self.stricter = {str(claim): stricter[str(claim)] for claim in asked if str(claim) in stricter}
        self._index()

    def shared(self, asked: Collection[UUID]) -> list[Shared]:
        """Return the evidence on some of the claims, once for those on which it is the same."""
        together: dict[_Around, list[UUID]] = {}
        for claim in dict.fromkeys(asked):
            if str(claim) in self.claims:
                together.setdefault(self.around(str(claim)), []).append(claim)
        return [Shared(tuple(some), self.on(str(some[0]), around)) for around, some in together.items()]

    def around(self, claim: str) -> _Around:
        """Return what bears on one claim."""
        wide = {claim, *self.superseding[claim]}
        relations = {relation for one in wide for relation in self.related[one]}
        near = wide | {
            end
            for relation in relations
            for end in (self.relations[relation].from_claim, self.relations[relation].to_claim)
        }
        asked = {question for one in wide if (question := self.claims[one].question) in self.questions}
        near |= {answer for question in asked for answer in self.answers[question]}
        near = {one for one in near if one in wide or not self.claims[one].withdrawn}
        return _Around(frozenset(near), frozenset(relations), frozenset(asked))

    def on(self, claim: str, around: _Around) -> Evidence:
        """Return what bears on a claim as evidence."""
        stances = self._chains(stance for one in around.near for stance in self.on_claim[one])
        actors = self._lines(stance.actor for stance in stances)
        told = around.near | {stance.claim for stance in stances}
        return Evidence(
            claim=claim,
            claims=tuple(self.claims[one] for one in told),
            questions=tuple(self.questions[question] for question in around.questions),
            relations=tuple(self.relations[relation] for relation in around.relations),
            stances=tuple(stances),
            actors=tuple(self.actors[actor] for actor in actors),
        )

    def _index(self) -> None:
        self.answers: dict[str, list[str]] = defaultdict(list)
        for claim in self.claims.values():
            if claim.question in self.questions:
                self.answers[claim.question].append(claim.id)
        self.on_claim: dict[str, list[str]] = defaultdict(list)
        for stance in self.stances.values():
            self.on_claim[stance.claim].append(stance.id)
        self.related: dict[str, list[str]] = defaultdict(list)
        self.superseding: dict[str, list[str]] = defaultdict(list)
        for relation in self.relations.values():
            self.related[relation.from_claim].append(relation.id)
            self.related[relation.to_claim].append(relation.id)
            if relation.kind == RelationKind.SUPERSEDES:
                self.superseding[relation.to_claim].append(relation.from_claim)

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
                ahead += [self.actors[at].part_of, self.actors[at].speaks_for]
        return found

    @staticmethod
    def _near(asked: Collection[UUID], whom: _For | None) -> tuple[set[str], dict[str, RelationFact]]:
        rows = _rows(_NEAR, whom, claims=map(str, asked))
        return {row[0] for row in rows}, {row[1]: RelationFact(*row[1:]) for row in rows if row[1]}

    @staticmethod
    def _stances(claims: Iterable[str], whom: _For | None) -> dict[str, StanceFact]:
        return {
            one: StanceFact(
                one,
                revision,
                claim,
                actor,
                position,
                datetime.fromisoformat(said_at),
                *(*rest, read(quantity)),
            )
            for one, revision, claim, actor, position, said_at, *rest, quantity in _rows(
                _STANCES, whom, claims=claims
            )
        }

    @staticmethod
    def _actors(actors: Iterable[str]) -> dict[str, ActorFact]:
        rows = _rows(_ACTORS, actors=actors)
        gone = {one for one, *_, is_withdrawn in rows if is_withdrawn}
        return {
            one: ActorFact(
                one,
                revision,
                name,
                letter,
                party,
                None if part_of in gone else part_of,
                None if speaks_for in gone else speaks_for,
            )
            for one, revision, name, letter, party, part_of, speaks_for, _ in rows
        }

    @staticmethod
    def _claims(
        claims: Iterable[str],
    ) -> tuple[dict[str, ClaimFact], dict[str, QuestionFact], dict[str, _For]]:
        found, asked, stricter = {}, {}, {}
        for row in _rows(_CLAIMS, claims=claims):
            (
                one,
                revision,
                text,
                question,
                start,
                end,
                favours,
                against,
                *rest,
                quantity,
                exclusive,
            ) = row[:-2]
            times = _instant(start), _instant(end)
            found[one] = ClaimFact(
                one, revision, text, question, *times, favours, tuple(against), *(*rest, read(quantity))
            )
            if exclusive is not None:
                asked[question] = QuestionFact(question, exclusive, exclusive=True)
            marking, circles = row[-2:]
            if marking != "clear":
                stricter[one] = _For(circles, is_open=False)
        return found, asked, stricter


def _rows(statement: str, whom: _For | None = None, /, **ids: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return what a statement finds of ids, which it takes as one text: a list would have each quoted by itself."""
    asked = {name: f"{{{','.join(some)}}}" for name, some in ids.items()}
    narrowed: dict[str, str | bool | None] = {"within": None, "open": False}
    if whom is not None:
        narrowed = {"within": whom.circles, "open": whom.is_open}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**narrowed, **asked})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
