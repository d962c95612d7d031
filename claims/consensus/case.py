"""Index evidence, so that the order and the duplicates it was handed over with cannot matter."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from claims.consensus.errors import EvidenceError
from claims.consensus.policy import BASES, CREDIBILITIES, LETTERS
from claims.consensus.types import Evidence, StanceFact

POSITIONS = ("supports", "disputes", "neutral", "no_comment")
RELATIONS = ("contradicts", "entails", "supersedes", "same_as")


class _Revised(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def revision(self) -> int: ...


Fact = TypeVar("Fact", bound=_Revised)


class Case:
    """Evidence, checked and indexed.

    Of several revisions of one record the latest is read.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.actors = _latest(evidence.actors)
        self.claims = _latest(evidence.claims)
        self.questions = _latest(evidence.questions)
        self.relations = _latest(evidence.relations)
        self.stances = _latest(evidence.stances)
        self._check(evidence.claim)
        self.moments = {stance.id: _moment(stance) for stance in self.stances.values()}
        self.on_claim: dict[str, list[StanceFact]] = defaultdict(list)
        for stance in sorted(self.stances.values(), key=lambda stance: self.moments[stance.id]):
            self.on_claim[stance.claim].append(stance)

    def cited(self, stance: StanceFact) -> StanceFact | None:
        """Find the stance that a stance derives from, where it derives from one that was handed over."""
        return None if stance.derived_from is None else self.stances.get(stance.derived_from)

    def _check(self, claim: str) -> None:
        if claim not in self.claims:
            raise EvidenceError(f"the claim decided, {claim}, is not in the evidence")
        _known("reliability", (*LETTERS, "F", None), "actor", self.actors)
        _known("kind", RELATIONS, "relation", self.relations)
        _known("position", POSITIONS, "stance", self.stances)
        _known("basis", BASES, "stance", self.stances)
        _known("credibility", (*CREDIBILITIES, None), "stance", self.stances)
        for stance in self.stances.values():
            if stance.actor not in self.actors:
                raise EvidenceError(f"actor {stance.actor} of stance {stance.id} is not in the evidence")


def _latest(facts: Iterable[Fact]) -> dict[str, Fact]:
    latest: dict[str, Fact] = {}
    for fact in facts:
        known = latest.get(fact.id)
        if known is None or known.revision < fact.revision:
            latest[fact.id] = fact
        elif known.revision == fact.revision and known != fact:
            raise EvidenceError(f"{fact.id} was handed over with two contents of revision {fact.revision}")
    return {key: latest[key] for key in sorted(latest)}


def _known(field: str, allowed: Container[object], kind: str, facts: Mapping[str, _Revised]) -> None:
    for fact in facts.values():
        value = getattr(fact, field)
        if value not in allowed:
            raise EvidenceError(f"{field} of {kind} {fact.id} is {value!r}, which the rules do not know")


def _moment(stance: StanceFact) -> tuple[datetime, int, str]:
    """Order stances by when they were said, as instants; then as they were recorded; then by id."""
    if stance.said_at.utcoffset() is None:
        raise EvidenceError(f"said_at of stance {stance.id} has no offset")
    return stance.said_at.astimezone(UTC), stance.log_index, stance.id
