"""List every stance that was considered: what it weighs, what it adds, or why it does not count (rule 8)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from claims.consensus.case import Case
from claims.consensus.derivation import Descent
from claims.consensus.finding import Finding
from claims.consensus.lineage import Lineage
from claims.consensus.numbers import stated
from claims.consensus.origins import shares
from claims.consensus.policy import Policy
from claims.consensus.quantities import Quantity
from claims.consensus.types import Interest, Side, StanceFact
from claims.consensus.weights import interest_in, reliability, weigh


@dataclass(frozen=True, slots=True)
class Factors:
    """What a weight is made of: λ in centidecibans and whence its letter, the other factors in percent."""

    letter: str | None  # or "learned": of the policy's grades for this actor
    letter_from: str  # actor id
    reliability: int
    basis: str
    basis_percent: int
    credibility: int | None
    credibility_percent: int
    hedged: bool
    hedge_percent: int
    interest: Interest
    party: str | None
    party_from: str  # actor id
    interest_percent: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a stance does not count: a code for machines, words for readers, the other stance it is due to."""

    code: str
    words: str
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One stance in the ledger of a decision."""

    LATER: ClassVar = ("quantity",)

    stance: str
    stance_revision: int
    claim: str
    link: str  # itself, entails, contradicts, question, range
    actor: str
    actor_revision: int
    actor_name: str
    position: str
    side: Side | None  # on the claim decided
    own_word: bool
    origin: str | None  # the actor with whom the chain ends; None when unseen or in a ring
    bloc: str | None
    factors: Factors | None
    weight: int
    share: int  # of the weight, what it adds to its side
    counts: bool
    why_not: WhyNot | None
    quantity: Quantity | None = None  # the number it says


_REPEATS: dict[str | None, str] = {
    "quotes": "Quotes",
    "cites": "Cites",
    "speaks_for": "Speaks for",
    "derives_from": "Derives from",
}
_WITHDRAWN = {
    "source": "The source it was found in was withdrawn.",
    "actor": "Its speaker was withdrawn.",
    "claim": "The claim it was taken on was withdrawn.",
}


class Ledger:
    """Write the lines for one finding."""

    def __init__(
        self,
        finding: Finding,
        case: Case,
        *,
        descents: Mapping[str, Descent],
        lineages: Mapping[str, Lineage],
        policy: Policy,
    ) -> None:
        self.finding, self.case, self.policy = finding, case, policy
        self.descents, self.lineages = descents, lineages
        self.origins = {origin.actor: origin for origin in finding.origins}
        self.shares = shares(finding.origins, policy.bloc_divisor)
        self.latest: dict[tuple[str, str], str] = {}
        for claim in finding.links:
            for stance in case.on_claim.get(claim, ()):
                if descents[stance.id].fallen is None and stance.position in ("supports", "disputes"):
                    self.latest[stance.actor, claim] = stance.id

    def listed(self) -> list[StanceFact]:
        """List the stances considered, in the order in which they were said.

        Those on the claim itself, and on each neighbour those of every speaker who ever took a side there
        that bears on the claim.
        """
        taken: list[StanceFact] = []
        for claim, link in self.finding.links.items():
            by_actor: dict[str, list[StanceFact]] = defaultdict(list)
            for stance in self.case.on_claim.get(claim, ()):
                by_actor[stance.actor].append(stance)
            for stances in by_actor.values():
                if link.kind == "itself" or any(map(link.side_of, stances)):
                    taken += stances
        return sorted(taken, key=lambda stance: self.case.moments[stance.id])

    def lines(self) -> tuple[Line, ...]:
        """Write a line for each stance considered."""
        return tuple(self._line(stance) for stance in self.listed())

    def _line(self, stance: StanceFact) -> Line:
        link = self.finding.links[stance.claim]
        actor = self.case.actors[stance.actor]
        descent = self.descents[stance.id]
        side = link.side_of(stance)
        why_not = self._why_not(stance, side, descent)
        root = self.case.stances[descent.root].actor if descent.root else None
        weight, factors = self._weight(stance, side) if side and descent.own else (0, None)
        origin = self.origins.get(stance.actor)
        adds = origin is not None and origin.word == stance.id
        return Line(
            stance=stance.id,
            stance_revision=stance.revision,
            claim=stance.claim,
            link=link.kind,
            actor=actor.id,
            actor_revision=actor.revision,
            actor_name=actor.name,
            position=stance.position,
            side=side,
            own_word=descent.own,
            origin=root,
            bloc=self.lineages[stance.actor].bloc if descent.own else None,
            factors=factors,
            weight=weight,
            share=self.shares[stance.actor] if adds else 0,
            counts=why_not is None,
            why_not=why_not,
            quantity=stated(stance, self.case),
        )

    def _weight(self, stance: StanceFact, side: Side) -> tuple[int, Factors]:
        speaker, policy = self.lineages[stance.actor], self.policy
        learned = stance.actor in policy.actors
        interest = interest_in(self.finding.claim, speaker.party, side)
        return weigh(stance, speaker, side, interest, policy), Factors(
            letter="learned" if learned else speaker.letter,
            letter_from=stance.actor if learned else speaker.letter_from,
            reliability=reliability(stance.actor, speaker, side, interest, policy),
            basis=stance.basis,
            basis_percent=policy.basis[stance.basis],
            credibility=stance.credibility,
            credibility_percent=policy.credibility[stance.credibility],
            hedged=stance.hedged,
            hedge_percent=policy.hedged if stance.hedged else 100,
            interest=interest,
            party=speaker.party,
            party_from=speaker.party_from,
            interest_percent=policy.interest[interest],
        )

    def _why_not(self, stance: StanceFact, side: Side | None, descent: Descent) -> WhyNot | None:
        if descent.fallen == stance.id:
            return WhyNot("withdrawn", _WITHDRAWN.get(stance.withdrawn_because, "It was withdrawn."))
        if descent.fallen:
            return WhyNot("root_withdrawn", "It derives from a stance that was withdrawn.", descent.fallen)
        if stance.position in ("neutral", "no_comment"):
            return WhyNot(stance.position, "It takes no side.")
        if side is None:
            return WhyNot("no_bearing", "It takes no side that bears on this claim.")
        return self._outweighed(stance) if descent.own else self._repeats(stance, descent)

    def _repeats(self, stance: StanceFact, descent: Descent) -> WhyNot:
        if descent.ring:
            return WhyNot(
                "ring", "It derives from itself in a ring: nobody said it first.", stance.derived_from
            )
        cited = self.case.cited(stance)
        if cited is None:
            return WhyNot("derived", "Repeats a stance that is not shown here; adds no origin.")
        verb, name = _REPEATS.get(stance.relation, "Repeats"), self.case.actors[cited.actor].name
        return WhyNot("derived", f"{verb} {name}; adds no origin.", cited.id)

    def _outweighed(self, stance: StanceFact) -> WhyNot | None:
        """Say why an own word that takes a side does not count, where it does not."""
        standing = self.finding.standings.get(stance.actor)
        words = {word.claim: word.id for word in standing.words} if standing else {}
        if stance.id not in words.values():
            later = words.get(stance.claim) or self.latest[stance.actor, stance.claim]
            if later == stance.id and standing:
                later = standing.by.id
            return WhyNot("superseded", "Its speaker has taken a later stance.", later)
        origin = self.origins[stance.actor]
        if origin.word != stance.id:
            return WhyNot("lighter", "Another word of its speaker weighs as much or more.", origin.word)
        if not origin.graded:
            return WhyNot(
                "ungraded", "Its speaker has no grade: shown in the total, but no part of the status."
            )
        return None
