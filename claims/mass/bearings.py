"""Find the claims whose stances bear on others, one hop away (rule 4)."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.consensus.case import RELATIONS
from claims.mass.columns import NONE, Bytes, Claims, Flags, Relations, Rows, Whole
from claims.mass.groups import Index, among, index, ordered, runs

CONTRADICTS, ENTAILS, SUPERSEDES, SAME_AS = (
    RELATIONS.index(kind) for kind in ("contradicts", "entails", "supersedes", "same_as")
)
#: What relations say of the other claim, as seen from one.
_ENTAILS_THIS, _ENTAILED, _CONTRADICTS, _SAME = 1, 2, 4, 8

#: On which side of the claim decided a word counts.
SUPPORT, DISPUTE, NEITHER = 0, 1, 2


class Links(NamedTuple):
    """Which other claims bear on which, and the side on which a stance for and against the other counts."""

    claim: Rows
    other: Rows
    supports: Bytes
    disputes: Bytes
    asked: Flags  # whether a question makes the link


@dataclass(frozen=True, slots=True)
class Bearings:
    """What links claims: relations, seen from both ends, and questions that have one answer."""

    claims: Claims
    other: Rows
    says: Bytes
    pairs: Whole  # claim × others + other, in order
    related: Index
    asked: Index
    questions: int

    def links(self, low: int, high: int) -> Links:
        """Link the claims from one row up to another to those that bear on them."""
        related, rivals = self._related(low, high), self._rivals(low, high)
        return Links(
            np.concatenate([related.claim, rivals.claim]),
            np.concatenate([related.other, rivals.other]),
            np.concatenate([related.supports, rivals.supports]),
            np.concatenate([related.disputes, rivals.disputes]),
            np.concatenate([related.asked, rivals.asked]),
        )

    def _related(self, low: int, high: int) -> Links:
        among = slice(self.related.begins[low], self.related.begins[high])
        claim = (self.pairs[among] // len(self.claims)).astype(np.int32)
        other, says = self.other[among], self.says[among]
        entails = says & (_ENTAILS_THIS | _ENTAILED) != 0
        contradicts = (says & _CONTRADICTS != 0) & overlap(self.claims, claim, other)
        bears = (entails | contradicts) & ~self.claims.withdrawn[other]
        supports = np.where(says & _ENTAILS_THIS, SUPPORT, NEITHER)
        return Links(
            claim[bears],
            other[bears],
            np.where(entails, supports, DISPUTE)[bears].astype(np.int8),
            np.where(says & _ENTAILED, DISPUTE, NEITHER)[bears].astype(np.int8),
            np.zeros(np.count_nonzero(bears), np.bool_),
        )

    def _rivals(self, low: int, high: int) -> Links:
        asking = low + np.flatnonzero(self.claims.question[low:high] != NONE)
        questions = self.claims.question[asking]
        claim = np.repeat(asking, self.asked.count(questions)).astype(np.int32)
        other = self.asked.elements(questions)
        claims = self.claims
        same = (claims.answer[claim] == claims.answer[other]) & (claims.answer[claim] != NONE)
        rival = (claim != other) & ~same & ~claims.withdrawn[other] & overlap(claims, claim, other)
        claim, other = claim[rival], other[rival]
        apart = ~among(claim * np.int64(len(claims)) + other, self.pairs)
        return self._answers(claim[apart], other[apart])

    def _answers(self, claim: Rows, other: Rows) -> Links:
        """Link two answers to one question: rivals, unless both are numbers of one unit, some of them in both."""
        supports, disputes = np.full(claim.size, DISPUTE, np.int8), np.full(claim.size, NEITHER, np.int8)
        numbers = self.claims.quantities
        if numbers is None:
            return Links(claim, other, supports, disputes, np.ones(claim.size, np.bool_))
        low, high, theirs_low, theirs_high = (
            each[row] for row in (claim, other) for each in (numbers.low, numbers.high)
        )
        alike = (numbers.unit[claim] == numbers.unit[other]) & (numbers.unit[claim] != NONE)
        meet = alike & (np.maximum(low, theirs_low) <= np.minimum(high, theirs_high))
        supports[meet] = NEITHER
        supports[meet & (low <= theirs_low) & (theirs_high <= high)] = SUPPORT
        disputes[meet & (theirs_low <= low) & (high <= theirs_high)] = DISPUTE
        bears = (supports != NEITHER) | (disputes != NEITHER)
        asked = np.ones(np.count_nonzero(bears), np.bool_)
        return Links(claim[bears], other[bears], supports[bears], disputes[bears], asked)

    def spoken(self, counts: Whole) -> Whole:
        """Bound how many words bear on each claim, given how many were said on each."""
        related = self.pairs // max(1, len(self.claims))
        bound = counts + np.bincount(related, counts[self.other], len(self.claims)).astype(np.int64)
        asking = np.flatnonzero(self.claims.question != NONE)
        questions = self.claims.question[asking]
        bound[asking] += np.bincount(questions, counts[asking], self.questions).astype(np.int64)[questions]
        return bound


def bearings(claims: Claims, relations: Relations) -> Bearings:
    """Gather what links claims."""
    size = len(claims)
    bears = (relations.kind != SUPERSEDES) & (relations.from_claim != relations.to_claim)
    kind, first, second = (
        column[bears] for column in (relations.kind, relations.from_claim, relations.to_claim)
    )
    entails = kind == ENTAILS
    same = np.where(kind == SAME_AS, _SAME, _CONTRADICTS)
    keys = np.concatenate([first * np.int64(size) + second, second * np.int64(size) + first])
    says = np.concatenate([np.where(entails, _ENTAILED, same), np.where(entails, _ENTAILS_THIS, same)])
    order = ordered(keys, size**2)
    keys, says = keys[order], says[order].astype(np.int8)
    pair = runs(keys)
    pairs = keys[pair.starts]
    says = np.bitwise_or.reduceat(says, pair.starts) if pairs.size else says
    asking = np.flatnonzero(claims.question != NONE)
    questions = int(claims.question.max(initial=NONE)) + 1
    return Bearings(
        claims=claims,
        other=(pairs % max(1, size)).astype(np.int32),
        says=says,
        pairs=pairs,
        related=index((pairs // max(1, size)), size),
        asked=index(claims.question[asking], questions, asking),
        questions=questions,
    )


def overlap(claims: Claims, one: NDArray[Any], other: NDArray[Any]) -> Flags:
    """Tell of pairs of claims whether an instant lies in the half-open times of both."""
    starts = np.maximum(claims.valid_from[one], claims.valid_from[other])
    ends = np.minimum(claims.valid_to[one], claims.valid_to[other])
    overlaps: Flags = starts < ends
    return overlaps
