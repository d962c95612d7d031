"""Decide one claim: status, figures, ledger, flips and a sentence."""

import json
from dataclasses import dataclass
from typing import Any

from claims.consensus import canonical
from claims.consensus.case import Case
from claims.consensus.derivation import trace
from claims.consensus.finding import Finding, find
from claims.consensus.flips import Flip, flips
from claims.consensus.inputs import digest
from claims.consensus.ledger import Ledger, Line
from claims.consensus.lineage import lineage
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

    def body(self) -> str:
        """Write the decision as canonical JSON: equal evidence and policy give equal bytes."""
        return canonical.text(self)

    def document(self) -> dict[str, Any]:
        """List everything in plain dicts and lists, as the body has it."""
        document: dict[str, Any] = json.loads(self.body())
        return document


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Decide what the evidence makes of its claim under a policy.

    Raises:
        EvidenceError: the evidence contradicts itself, or names what the rules do not know.
    """
    case = Case(evidence)
    descents = trace(case.stances)
    speakers = {stance.actor for stance in case.stances.values()}
    lineages = {actor: lineage(actor, case.actors) for actor in speakers}

    def found(claim: str) -> Finding:
        return find(claim, case, descents=descents, lineages=lineages, policy=policy)

    finding = found(evidence.claim)
    superseders = tuple(
        claim for claim in _newer(evidence.claim, case) if found(claim.id).ruling.status == "corroborated"
    )
    support, dispute = finding.tallies[SUPPORT].whole, finding.tallies[DISPUTE].whole
    view = opinion(support.weight, dispute.weight, policy)
    ledger = Ledger(finding, case, descents=descents, lineages=lineages, policy=policy)
    return Decision(
        claim=finding.claim.id,
        claim_revision=finding.claim.revision,
        status=_over(finding, superseders),
        base_status=finding.ruling.status,
        reason=finding.ruling.reason,
        support=finding.shown(SUPPORT, policy),
        dispute=finding.shown(DISPUTE, policy),
        graded_support=support.weight,
        graded_dispute=dispute.weight,
        support_origins=support.origins,
        dispute_origins=dispute.origins,
        opinion=view,
        ledger=ledger.lines(),
        flips=tuple(_named(flip, case) for flip in flips(finding.tallies, finding.ruling.status, policy)),
        superseded_by=tuple(Superseder(claim.id, claim.revision, claim.text) for claim in superseders),
        sentence=sentence(finding, view, superseders, case, policy),
        policy=PolicyName(policy.version, policy.sha256),
        inputs_sha256=digest(finding, ledger.listed(), superseders, case),
    )


def _newer(claim: str, case: Case) -> list[ClaimFact]:
    """List the claims said to supersede a claim, by id."""
    newer = {
        relation.from_claim
        for relation in case.relations.values()
        if relation.kind == "supersedes" and relation.to_claim == claim and relation.from_claim != claim
    }
    known = (case.claims[other] for other in sorted(newer) if other in case.claims)
    return [other for other in known if not other.withdrawn]


def _over(finding: Finding, superseders: tuple[ClaimFact, ...]) -> str:
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
