"""What bears on a claim, as the log had it at one size: the input of the rules."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from actors.models import Actor
from audit.selectors import as_of
from claims.consensus import Evidence
from claims.models import Claim, ClaimRelation, Question, RelationKind, Source, Stance
from claims.selectors import facts

Row = dict[str, Any]


def at(claim_id: UUID, *, size: int) -> Evidence:
    """Return the evidence on a claim at a log size, in entries.

    Raises:
        LookupError: the claim is not in the log at that size.
    """
    claims: dict[UUID, Row] = {}
    relations: dict[UUID, Row] = {}
    questions: dict[UUID, Row] = {}
    _neighbourhood([claim_id], size, claims, relations, questions)
    if claim_id not in claims:
        raise LookupError(f"no claim {claim_id} at log size {size}")
    # A claim that supersedes this one is decided too, with the neighbours that it has.
    superseding = [
        r["from_claim_id"]
        for r in relations.values()
        if r["kind"] == RelationKind.SUPERSEDES and r["to_claim_id"] == claim_id
    ]
    if superseding:
        _neighbourhood(superseding, size, claims, relations, questions)
    stances = _stances(claims, size)
    # The roots of quotations may stand on claims that are no neighbours: their text is wanted, their stances not.
    elsewhere = {s["claim_id"] for s in stances} - set(claims)
    claims.update((c["id"], c) for c in as_of.rows(Claim, elsewhere, size=size, columns=facts.CLAIM))
    gone = {
        source["id"]
        for source in as_of.rows(
            Source, {s["source_id"] for s in stances}, size=size, columns=("id", "withdrawn_at")
        )
        if source["withdrawn_at"]
    }
    actors = _actors({s["actor_id"] for s in stances}, size)
    return Evidence(
        claim=str(claim_id),
        claims=tuple(facts.claim(c) for c in claims.values()),
        questions=tuple(facts.question(q) for q in questions.values()),
        relations=tuple(facts.relation(r) for r in relations.values()),
        stances=tuple(facts.stance(s, actors, gone) for s in stances),
        actors=tuple(facts.actor(a, actors) for a in actors.values()),
    )


def _neighbourhood(
    ids: list[UUID],
    size: int,
    claims: dict[UUID, Row],
    relations: dict[UUID, Row],
    questions: dict[UUID, Row],
) -> None:
    """Add the claims, their live relations and exclusive questions, and the claims these lead to."""
    own = {c["id"]: c for c in as_of.rows(Claim, ids, size=size, columns=facts.CLAIM)}
    candidates = {
        *as_of.ever(ClaimRelation, "from_claim_id", ids),
        *as_of.ever(ClaimRelation, "to_claim_id", ids),
    }
    near: set[UUID] = set()
    for relation in as_of.rows(ClaimRelation, candidates, size=size, columns=facts.RELATION):
        if relation["withdrawn_at"] is None:
            relations[relation["id"]] = relation
            near |= {relation["from_claim_id"], relation["to_claim_id"]}
    asked = {c["question_id"] for c in own.values() if c["question_id"]}
    exclusive = {
        q["id"]: q
        for q in as_of.rows(Question, asked, size=size, columns=facts.QUESTION)
        if q["exclusive"] and q["withdrawn_at"] is None
    }
    questions.update(exclusive)
    answers = {*as_of.ever(Claim, "question_id", exclusive), *near} - set(own)
    claims.update(own)
    for claim in as_of.rows(Claim, answers, size=size, columns=facts.CLAIM):
        # A claim that is withdrawn, or has moved to another question since, is no neighbour.
        if claim["withdrawn_at"] is None and (claim["id"] in near or claim["question_id"] in exclusive):
            claims.setdefault(claim["id"], claim)


def _stances(claims: Iterable[UUID], size: int) -> list[Row]:
    """Return the stances on the claims, and those that they derive from by any chain."""
    found: dict[UUID, Row] = {}
    wanted = as_of.ever(Stance, "claim_id", list(claims))
    while wanted:
        found.update((s["id"], s) for s in as_of.rows(Stance, wanted, size=size, columns=facts.STANCE))
        roots = {s["derived_from_id"] for s in found.values()} - {None}
        wanted = [root for root in roots if root not in found]
    return list(found.values())


def _actors(ids: set[UUID], size: int) -> dict[UUID, Row]:
    """Return the speakers and all above them."""
    found: dict[UUID, Row] = {}
    wanted = ids
    while wanted:
        found.update((a["id"], a) for a in as_of.rows(Actor, wanted, size=size, columns=facts.ACTOR))
        above = {a[link] for a in found.values() for link in ("part_of_id", "speaks_for_id")} - {None}
        wanted = above - set(found)
    return found
