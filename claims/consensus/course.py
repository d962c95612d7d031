"""Follow a claim through time: what the rules made of it each time that more had been said.

The same as deciding anew on all that had been said by each moment, but whoever has said nothing since the last one is
not weighed again. What is said counts with what the record knows of it now: grades, relations and withdrawals.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from claims.consensus.case import Case
from claims.consensus.decision import newer, over
from claims.consensus.derivation import trace
from claims.consensus.finding import Finding, settle
from claims.consensus.lineage import Lineage, lineage
from claims.consensus.neighbours import links
from claims.consensus.origins import Origin, origin, rank
from claims.consensus.policy import Policy
from claims.consensus.positions import Standing, spoken, stand
from claims.consensus.types import DISPUTE, SUPPORT, Evidence


@dataclass(frozen=True, slots=True)
class Step:
    """Where the sources left a claim at one moment. Weights are in centidecibans, as a decision shows them."""

    status: str
    reason: str
    support: int
    dispute: int


def course(evidence: Evidence, heard: Sequence[Collection[str]], policy: Policy) -> list[Step]:
    """Decide a claim after each of several moments, given the ids of the stances first heard at each.

    A stance is heard no sooner than the one that it derives from.

    Raises:
        EvidenceError: the evidence contradicts itself, or names what the rules do not know.
    """
    case = Case(evidence)
    above = newer(evidence.claim, case)
    own, *others = (_Path(claim, case, policy) for claim in (evidence.claim, *(one.id for one in above)))
    return list(_steps(own, others, heard, policy))


def _steps(
    own: "_Path", others: Sequence["_Path"], heard: Sequence[Collection[str]], policy: Policy
) -> Iterator[Step]:
    for fresh in heard:
        finding = own.hear(fresh)
        overriding = [
            other.finding.claim for other in others if other.hear(fresh).ruling.status == "corroborated"
        ]
        yield Step(
            status=over(finding, tuple(overriding)),
            reason=finding.ruling.reason,
            support=finding.shown(SUPPORT, policy),
            dispute=finding.shown(DISPUTE, policy),
        )


class _Path:
    """One claim on its way: who stands where by what was heard so far."""

    def __init__(self, claim: str, case: Case, policy: Policy) -> None:
        self.case = case
        self.policy = policy
        self.claim = case.claims[claim]
        self.descents = trace(case.stances)
        self.links = links(
            self.claim,
            claims=case.claims.values(),
            questions=case.questions.values(),
            relations=case.relations.values(),
        )
        self.spoken = spoken(case, self.links, self.descents)
        self.lineages: dict[str, Lineage] = {actor: lineage(actor, case.actors) for actor in self.spoken}
        self.heard: set[str] = set()
        self.placed: dict[str, Standing] = {}
        self.origins: dict[str, Origin] = {}
        self.finding: Finding = self._settled()

    def hear(self, fresh: Collection[str]) -> Finding:
        """Take in what was said, and decide anew if any of it bears."""
        self.heard.update(fresh)
        speakers = {
            self.case.stances[one].actor for one in fresh if one in self.case.stances
        } & self.spoken.keys()
        for actor in speakers:
            self._place(actor)
        if speakers:
            self.finding = self._settled()
        return self.finding

    def _place(self, actor: str) -> None:
        said = [one for one in self.spoken[actor] if one.id in self.heard]
        standing = stand(said, self.case, self.links, self.descents)
        if standing is None:
            self.placed.pop(actor, None)
            self.origins.pop(actor, None)
            return
        self.placed[actor] = standing
        found = origin(self.claim, actor, standing, self.lineages[actor], self.policy)
        if found is None:
            self.origins.pop(actor, None)
        else:
            self.origins[actor] = found

    def _settled(self) -> Finding:
        return settle(self.claim, self.links, self.placed, rank(self.origins.values()), self.policy)
