"""Find the claims whose stances bear on a claim, one hop away (rule 4).

Readings. `same_as` makes two claims one answer, as does the same `answer` to the question: neither is a
rival of the other. A claim that `supersedes` another stays its rival where both answer an exclusive
question. Entailment both ways carries support and disputes alike, and needs no overlap in time; a withdrawn
claim is nobody's neighbour. Of numbers that answer one question those apart are rivals; a narrower range entails
a wider one that it lies in; ranges that only overlap do not bear on each other. Whoever gives a number of their
own is not held to what the number of the claim they spoke on would mean.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from claims.consensus.quantities import Quantity, are_apart, is_within
from claims.consensus.types import DISPUTE, SUPPORT, ClaimFact, QuestionFact, RelationFact, Side, StanceFact


@dataclass(frozen=True, slots=True)
class Link:
    """How what is said on one claim counts on another.

    `supports` and `disputes` name the side on which such a stance counts, None where it counts on neither.
    """

    kind: str  # itself, entails, contradicts, question, range
    supports: Side | None
    disputes: Side | None
    via: tuple[str, ...] = ()  # the relations, or the question, that make the link
    quantity: Quantity | None = None  # of the claim decided, where it is the question that makes the link

    def side_of(self, stance: StanceFact) -> Side | None:
        """Name the side on which a stance counts.

        A number of the speaker's own has to be on that side too, where a question makes the link.
        """
        side, own = self.side(stance.position), stance.quantity
        if side is None or own is None or self.quantity is None or own.unit != self.quantity.unit:
            return side
        return side if side == (DISPUTE if are_apart(own, self.quantity) else SUPPORT) else None

    def side(self, position: str) -> Side | None:
        """Name the side on which a position counts."""
        if position == "supports":
            return self.supports
        return self.disputes if position == "disputes" else None


ITSELF = Link(kind="itself", supports=SUPPORT, disputes=DISPUTE)


def links(
    claim: ClaimFact,
    *,
    claims: Iterable[ClaimFact],
    questions: Iterable[QuestionFact],
    relations: Iterable[RelationFact],
) -> dict[str, Link]:
    """Link a claim to those whose stances bear on it, and to itself.

    Between two claims one relation counts: `entails`, else `contradicts`, else the question.
    """
    between: dict[str, list[RelationFact]] = defaultdict(list)
    for relation in relations:
        ends = {relation.from_claim, relation.to_claim}
        if claim.id in ends and len(ends) == 2:
            between[(ends - {claim.id}).pop()].append(relation)
    exclusive = {question.id for question in questions if question.exclusive}
    found = {claim.id: ITSELF}
    for other in claims:
        if other.id != claim.id and not other.withdrawn:
            link = _link(claim, other, between.get(other.id, []), exclusive)
            if link is not None:
                found[other.id] = link
    return found


def _link(
    claim: ClaimFact, other: ClaimFact, relations: list[RelationFact], exclusive: set[str]
) -> Link | None:
    kinds: dict[str, list[RelationFact]] = defaultdict(list)
    for relation in relations:
        kinds[relation.kind].append(relation)
    if entails := kinds["entails"]:
        return Link(
            kind="entails",
            supports=SUPPORT if any(relation.from_claim == other.id for relation in entails) else None,
            disputes=DISPUTE if any(relation.to_claim == other.id for relation in entails) else None,
            via=tuple(sorted(relation.id for relation in entails)),
        )
    if not overlap(claim, other):
        return None
    if contradicts := kinds["contradicts"]:
        via = tuple(sorted(relation.id for relation in contradicts))
        return Link(kind="contradicts", supports=DISPUTE, disputes=None, via=via)
    if claim.question in exclusive and _rivals(claim, other) and not kinds["same_as"]:
        return _answers(claim, other)
    return None


def _answers(claim: ClaimFact, other: ClaimFact) -> Link | None:
    """Link two answers to one question: rivals, unless both are numbers of one unit, some of them in both."""
    via, own, theirs = (str(claim.question),), claim.quantity, other.quantity
    if own is None or theirs is None or own.unit != theirs.unit or are_apart(own, theirs):
        return Link(kind="question", supports=DISPUTE, disputes=None, via=via, quantity=own)
    supports = SUPPORT if is_within(theirs, own) else None
    disputes = DISPUTE if is_within(own, theirs) else None
    if supports is None and disputes is None:
        return None
    return Link(kind="range", supports=supports, disputes=disputes, via=via, quantity=own)


def _rivals(claim: ClaimFact, other: ClaimFact) -> bool:
    same_answer = claim.answer is not None and claim.answer == other.answer
    return claim.question == other.question and not same_answer


def overlap(claim: ClaimFact, other: ClaimFact) -> bool:
    """Tell whether an instant lies in the half-open times of both; no bound means always."""
    starts = [moment.astimezone(UTC) for moment in (claim.valid_from, other.valid_from) if moment is not None]
    ends = [moment.astimezone(UTC) for moment in (claim.valid_to, other.valid_to) if moment is not None]
    return not starts or not ends or max(starts) < min(ends)
