"""Digest the inputs of a decision, so that whoever replays it can tell that they read the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from claims.consensus import canonical
from claims.consensus.case import Case
from claims.consensus.finding import Finding
from claims.consensus.lineage import ancestors
from claims.consensus.types import ClaimFact, StanceFact


def digest(
    finding: Finding, listed: Iterable[StanceFact], superseders: Iterable[ClaimFact], case: Case
) -> str:
    """Digest what bears on a claim, as hexadecimal SHA-256.

    The claim, the stances considered with the chains they end, their actors with those they inherit from,
    and of the neighbours those on which a stance was considered, with what links them.
    """
    stances = _with_chains(listed, case)
    actors = {
        ancestor.id: ancestor
        for stance in stances.values()
        for ancestor in ancestors(stance.actor, case.actors)
    }
    neighbours = sorted(
        {stance.claim for stance in stances.values()} & set(finding.links) - {finding.claim.id}
    )
    via = {record for neighbour in neighbours for record in finding.links[neighbour].via}
    return canonical.sha256(
        {
            "claim": finding.claim,
            "neighbours": [case.claims[claim] for claim in neighbours],
            "questions": _chosen(case.questions, via),
            "relations": _chosen(case.relations, via),
            "stances": [stances[stance] for stance in sorted(stances)],
            "actors": [actors[actor] for actor in sorted(actors)],
            "superseded_by": list(superseders),
        }
    )


def _chosen(records: Mapping[str, Any], ids: set[str]) -> list[Any]:
    return [records[record] for record in sorted(ids) if record in records]


def _with_chains(listed: Iterable[StanceFact], case: Case) -> dict[str, StanceFact]:
    stances: dict[str, StanceFact] = {}
    for stance in listed:
        at: StanceFact | None = stance
        while at is not None and at.id not in stances:
            stances[at.id] = at
            at = case.cited(at)
    return stances
