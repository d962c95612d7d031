"""Learn two rates for each actor: how often it is right when it affirms, and how often when it denies.

The rates are taken at their maximum a posteriori, each under a Beta prior that weighs as five words and has the mean of
the population of actors, so that who was hardly ever ruled on is taken for an ordinary member of it.

The odds that a word is right are not yet what it is worth: where most claims hold, whoever affirms is mostly right. So
the odds that anybody's word is on a claim that holds are taken off, and the odds that a claim holds are put in once for
all, shared out over as many words as a claim usually has.

Claims that were ruled on come first. Actors who spoke on none of those are judged by the others, in expectation: these
hold with the odds that the words on them give.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.consensus.errors import ConsensusError
from claims.grades.votes import Votes
from claims.mass.columns import Bytes, Flags, Whole

FALSE, TRUE, UNKNOWN = 0, 1, -1

#: So many claims must have been ruled on.
ENOUGH = 10
#: As many words the prior weighs.
PRIOR = 5.0
ROUNDS = 5
#: Ten to one, in centidecibans.
_TENFOLD = 1000
Real = NDArray[np.float64]


class LearningError(ConsensusError):
    """Too few claims were ruled on to learn from."""

    code = "too_few_verdicts"


@dataclass(frozen=True, slots=True)
class Learned:
    """What the words of each actor are worth, in centidecibans."""

    affirming: Whole
    denying: Whole


class _Counts(NamedTuple):
    """Of each actor: how often it affirmed, and rightly so; how often it denied, and rightly so."""

    affirmed: Real
    affirmed_rightly: Real
    denied: Real
    denied_rightly: Real


class _Population(NamedTuple):
    """How often actors are right in the mean, and what the odds of claims put into one word (natural logarithm)."""

    affirming: float
    denying: float
    prior: float


def learn(votes: Votes, verdicts: Bytes, *, actors: int, most: int) -> Learned:
    """Learn the grades of so many actors, none above `most`, from verdicts on claims.

    Raises:
        LearningError: fewer than ten claims with votes were ruled on.
    """
    ruled = verdicts[votes.claim] != UNKNOWN
    claims = np.unique(votes.claim[ruled])
    if claims.size < ENOUGH:
        raise LearningError(f"at least {ENOUGH} claims on which graded actors speak must have been ruled on")
    holds = np.where(verdicts == TRUE, 1.0, 0.0)
    known = _count(votes, holds, ruled, actors)
    population = _population(known, holds[claims])
    learned = _worth(known, population, most)
    beyond = ~ruled & (known.affirmed + known.denied == 0)[votes.actor]
    for _ in range(ROUNDS if beyond.any() else 0):
        guessed = _count(votes, _odds(votes, learned, holds.size), beyond, actors)
        both = _Counts._make(sum(pair) for pair in zip(known, guessed, strict=True))
        learned = _worth(both, population, most)
    return learned


def _count(votes: Votes, holds: Real, counted: Flags, actors: int) -> _Counts:
    """Count some of the votes, on claims that hold with some probability."""
    affirms, holding = votes.affirms, holds[votes.claim]
    kinds = (affirms, affirms * holding, ~affirms, ~affirms * (1 - holding))
    return _Counts._make(np.bincount(votes.actor, kind * counted, actors) for kind in kinds)


def _population(known: _Counts, holds: Real) -> _Population:
    """Take the means over actors and, over the claims ruled on, the odds that one holds."""
    words = float((known.affirmed + known.denied).sum())
    right = float((known.affirmed_rightly + known.denied - known.denied_rightly).sum())
    of_claims, of_words = _odds_of(float(holds.sum()), holds.size), _odds_of(right, words)
    return _Population(
        _mean(known.affirmed_rightly, known.affirmed),
        _mean(known.denied_rightly, known.denied),
        of_claims * holds.size / words - of_words,
    )


def _odds_of(holding: float, of: float) -> float:
    return float(np.log((holding + 1) / (of - holding + 1)))


def _mean(right: Real, of: Real) -> float:
    """Return the mean rate of the population.

    Who was ruled on often counts as one actor, who was so seldom as a part of one: its own rate says little. One word
    more, half of it right, keeps the mean from certainty.
    """
    part = 1 / (of + PRIOR)
    one = float(part.max())
    return (float((right * part).sum()) + one / 2) / (float((of * part).sum()) + one)


def _worth(counts: _Counts, population: _Population, most: int) -> Learned:
    """Turn counts into centidecibans, never negative."""
    affirming = _rate(counts.affirmed_rightly, counts.affirmed, population.affirming)
    denying = _rate(counts.denied_rightly, counts.denied, population.denying)
    return Learned(
        _whole(np.log(affirming / (1 - affirming)) + population.prior, most),
        _whole(np.log(denying / (1 - denying)) - population.prior, most),
    )


def _rate(right: Real, of: Real, mean: float) -> Real:
    return (right + PRIOR * mean) / (of + PRIOR)


def _whole(odds: Real, most: int) -> Whole:
    whole: Whole = np.clip(np.floor(odds * _TENFOLD / np.log(10)), 0, most).astype(np.int64)
    return whole


def _odds(votes: Votes, learned: Learned, claims: int) -> Real:
    """Return with what probability each claim holds, by the words on it alone."""
    words = np.where(votes.affirms, learned.affirming[votes.actor], -learned.denying[votes.actor])
    total = np.bincount(votes.claim, words, claims) * np.log(10) / _TENFOLD
    expected: Real = 1 / (1 + np.exp(-total))
    return expected
