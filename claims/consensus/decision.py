"""Decide one claim: status, figures, ledger, flips and a sentence."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from claims.consensus import canonical
from claims.consensus.case import Case
from claims.consensus.derivation import trace
from claims.consensus.finding import Finding, find
from claims.consensus.flips import Flip, flips
from claims.consensus.inputs import digest
from claims.consensus.ledger import Ledger, Line
from claims.consensus.lineage import lineage
from claims.consensus.numbers import Numbers, numbers
from claims.consensus.opinion import Opinion, opinion
from claims.consensus.policy import Policy
from claims.consensus.sentence import sentence
from claims.consensus.types import DISPUTE, SUPPORT, ClaimFact, Evidence


@dataclass(frozen=True, slots=True)
class FlipOrigin:
    """An origin that flips a status, by itself or with another."""

    actor: str
    actor_name: str
    side: str
    weight: int


@dataclass(frozen=True, slots=True)
class StatusFlip:
    """Whose weight would have to go, and the base status without it."""

    origins: tuple[FlipOrigin, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Superseder:
    """A corroborated claim that supersedes the one decided."""

    claim: str
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class PolicyName:
    """By which policy a claim was decided."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the sources recorded so far make of one claim, and why. Weights are in centidecibans."""

    LATER: ClassVar = ("numbers",)

    claim: str
    claim_revision: int
    status: str
    base_status: str
    reason: str
    support: int  # ungraded included, up to their cap
    dispute: int
    graded_support: int
    graded_dispute: int
    support_origins: int
    dispute_origins: int
    opinion: Opinion
    ledger: tuple[Line, ...]
    flips: tuple[StatusFlip, ...]
    superseded_by: tuple[Superseder, ...]
    sentence: str
    policy: PolicyName
    inputs_sha256: str
    numbers: Numbers | None = None  # of a claim about a quantity

    def body(self) -> str:
        """Write the decision as canonical JSON: equal evidence and policy give equal bytes."""
        return canonical.text(self)

    def document(self) -> dict[str, Any]:
        """List everything in plain dicts and lists, as the body has it."""
        document: dict[str, Any] = json.loads(self.body())
        return document


@dataclass(frozen=True, slots=True)
class Glance:
    """Where a decision leaves a claim, without what explains it."""

    status: str
    reason: str
    sentence: str
    opinion: Opinion


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Decide what the evidence makes of its claim under a policy.

    Raises:
        EvidenceError: the evidence contradicts itself, or names what the rules do not know.
    """
    reading = _Reading(evidence, policy)
    found, case = _Found(evidence.claim, reading), reading.case
    finding = found.finding
    support, dispute = finding.tallies[SUPPORT].whole, finding.tallies[DISPUTE].whole
    ledger = Ledger(finding, case, descents=reading.descents, lineages=reading.lineages, policy=policy)
    return Decision(
        claim=finding.claim.id,
        claim_revision=finding.claim.revision,
        status=found.status,
        base_status=finding.ruling.status,
        reason=finding.ruling.reason,
        support=finding.shown(SUPPORT, policy),
        dispute=finding.shown(DISPUTE, policy),
        graded_support=support.weight,
        graded_dispute=dispute.weight,
        support_origins=support.origins,
        dispute_origins=dispute.origins,
        opinion=found.view,
        ledger=ledger.lines(),
        flips=tuple(_named(flip, case) for flip in flips(finding.tallies, finding.ruling.status, policy)),
        superseded_by=tuple(Superseder(claim.id, claim.revision, claim.text) for claim in found.superseders),
        sentence=found.sentence,
        policy=PolicyName(policy.version, policy.sha256),
        inputs_sha256=digest(finding, ledger.listed(), found.superseders, case),
        numbers=found.numbers,
    )


def glances(evidence: Evidence, claims: Iterable[str], policy: Policy) -> dict[str, Glance]:
    """Decide some claims, on all of which the evidence is handed over, without what explains it.

    Which of them the evidence names as its claim does not matter. For one a third of the work, and less for each
    further one.

    Raises:
        EvidenceError: as `decide` does.
    """
    reading = _Reading(evidence, policy)
    found = {claim: _Found(claim, reading) for claim in claims}
    return {
        claim: Glance(one.status, one.finding.ruling.reason, one.sentence, one.view)
        for claim, one in found.items()
    }


class _Reading:
    """What is read off the evidence whichever of its claims is decided."""

    def __init__(self, evidence: Evidence, policy: Policy) -> None:
        self.policy = policy
        self.case = Case(evidence)
        self.descents = trace(self.case.stances)
        speakers = {stance.actor for stance in self.case.stances.values()}
        self.lineages = {actor: lineage(actor, self.case.actors) for actor in speakers}

    def find(self, claim: str) -> Finding:
        """Find the base status of one claim."""
        return find(claim, self.case, descents=self.descents, lineages=self.lineages, policy=self.policy)


class _Found:
    """What is found on a claim and on those that supersede it, kept for its explanation."""

    def __init__(self, claim: str, reading: _Reading) -> None:
        case, policy = reading.case, reading.policy
        self.finding = reading.find(claim)
        self.superseders = tuple(
            each for each in newer(claim, case) if reading.find(each.id).ruling.status == "corroborated"
        )
        self.status = over(self.finding, self.superseders)
        tallies = self.finding.tallies
        self.view = opinion(tallies[SUPPORT].whole.weight, tallies[DISPUTE].whole.weight, policy)
        self.numbers = numbers(self.finding, case)
        self.sentence = sentence(self.finding, self.view, self.superseders, case, policy, said=self.numbers)


def newer(claim: str, case: Case) -> list[ClaimFact]:
    """List the claims said to supersede a claim, by id."""
    named = {
        relation.from_claim
        for relation in case.relations.values()
        if relation.kind == "supersedes" and relation.to_claim == claim and relation.from_claim != claim
    }
    known = (case.claims[other] for other in sorted(named) if other in case.claims)
    return [other for other in known if not other.withdrawn]


def over(finding: Finding, superseders: tuple[ClaimFact, ...]) -> str:
    """Lay what overrides it over the base status."""
    if finding.claim.withdrawn:
        return "withdrawn"
    return "superseded" if superseders else finding.ruling.status


def _named(flip: Flip, case: Case) -> StatusFlip:
    named = (
        FlipOrigin(origin.actor, case.actors[origin.actor].name, origin.side, origin.weight)
        for origin in flip.origins
    )
    return StatusFlip(tuple(named), flip.status)
