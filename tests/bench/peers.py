"""Other ways to find what holds: they see who says what of which object, and not who speaks for whom.

Each takes labels and returns how much it believes each pair of an object and a value that somebody names, in the order
of `pairs`; beliefs on an object add up to one. Written after the papers, without what those add for numbers and texts.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.bench.labelled import Array, Labelled

ROUNDS = 20


class Named(NamedTuple):
    """The pairs of objects and values that are named, and the pair of each label."""

    obj: Array
    value: Array
    of: Array


def named(labels: Labelled) -> Named:
    """List what is named."""
    keys, of = np.unique(labels.obj * labels.width + labels.value, return_inverse=True)
    return Named(keys // labels.width, keys % labels.width, of)


def majority(labels: Labelled) -> Array:
    """Count heads."""
    return _voted(labels, named(labels), np.ones(labels.obj.size))


def truthfinder(labels: Labelled) -> Array:
    """Trust sources by the mean confidence in what they say (Yin, Han and Yu 2008)."""
    pairs, dampened, inertia, rivalry = named(labels), 0.3, 1e-9, 0.25
    trust = np.full(len(labels.sources.letter), 0.9)
    for _ in range(ROUNDS):
        score = np.bincount(pairs.of, -np.log(1 - trust[labels.source] + inertia), pairs.obj.size)
        on_object = np.bincount(pairs.obj, score)[pairs.obj]
        confidence = 1 / (1 + np.exp(-dampened * (score - rivalry * (on_object - score))))
        trust = _mean(labels.source, confidence[pairs.of], trust.size)
    return _shared(pairs, confidence)


def crh(labels: Labelled) -> Array:
    """Weigh sources by the logarithm of their share in all that is wrong (Li and others 2014)."""
    pairs = named(labels)
    weight = np.ones(len(labels.sources.letter))
    for _ in range(ROUNDS):
        lost = _losses(labels, pairs, weight)
        loss = lost / np.maximum(1, np.bincount(labels.source, minlength=weight.size)) + 1e-6
        weight = -np.log(loss / loss.sum())
    return _voted(labels, pairs, weight[labels.source])


def catd(labels: Labelled) -> Array:
    """Weigh sources by what their errors bound, with little for who says little (Li and others 2014)."""
    pairs = named(labels)
    said = np.bincount(labels.source, minlength=len(labels.sources.letter))
    bound = {count: _chi_square(count, 0.025) for count in set(said.tolist())}
    upper = np.array([bound[count] for count in said.tolist()])
    weight = np.ones(said.size)
    for _ in range(ROUNDS):
        weight = upper / (_losses(labels, pairs, weight) + 1e-6)
    return _voted(labels, pairs, weight[labels.source])


def accu(labels: Labelled) -> Array:
    """Learn the accuracy of sources and the probability of values from each other (Dong and others 2009)."""
    pairs, wrong = named(labels), max(1, labels.width - 1)
    accuracy = np.full(len(labels.sources.letter), 0.8)
    for _ in range(ROUNDS):
        votes = np.log(wrong * accuracy / (1 - accuracy))
        score = np.bincount(pairs.of, votes[labels.source], pairs.obj.size)
        highest = np.full(labels.truth.size, -np.inf)
        np.maximum.at(highest, pairs.obj, score)
        belief = np.exp(score - highest[pairs.obj])
        unnamed = wrong + 1 - np.bincount(pairs.obj, minlength=labels.truth.size)
        rest = np.maximum(0, unnamed) * np.exp(-highest)
        belief /= (np.bincount(pairs.obj, belief, labels.truth.size) + rest)[pairs.obj]
        accuracy = np.clip(_mean(labels.source, belief[pairs.of], accuracy.size), 0.01, 0.99)
    return belief


PEERS: dict[str, Callable[[Labelled], Array]] = {
    "majority": majority,
    "TruthFinder": truthfinder,
    "CRH": crh,
    "CATD": catd,
    "ACCU": accu,
}


def _mean(keys: Array, values: Array, size: int) -> Array:
    return np.bincount(keys, values, size) / np.maximum(1, np.bincount(keys, minlength=size))


def _shared(pairs: Named, score: Array) -> Array:
    """Let scores on an object add up to one."""
    return score / np.bincount(pairs.obj, score)[pairs.obj]


def _voted(labels: Labelled, pairs: Named, weight: Array) -> Array:
    return _shared(pairs, np.bincount(pairs.of, np.broadcast_to(weight, labels.obj.shape), pairs.obj.size))


def _losses(labels: Labelled, pairs: Named, weight: Array) -> Array:
    """Count how often each source does not say what most weight is on; where several have it, in shares."""
    belief = _voted(labels, pairs, weight[labels.source])
    highest = np.zeros(labels.truth.size)
    np.maximum.at(highest, pairs.obj, belief)
    best = belief >= highest[pairs.obj] - 1e-12
    share = best / np.bincount(pairs.obj, best)[pairs.obj]
    return np.bincount(labels.source, 1 - share[pairs.of], weight.size)


def _chi_square(freedom: int, share: float) -> float:
    """Find below which value a share of the chi-square distribution lies."""
    low, high = 0.0, float(freedom)
    while freedom and high - low > 1e-9:
        middle = (low + high) / 2
        if _below(freedom / 2, middle / 2) < share:
            low = middle
        else:
            high = middle
    return high


def _below(shape: float, value: float) -> float:
    """Sum up the regularised lower incomplete gamma function."""
    if value <= 0:
        return 0.0
    term = math.exp(shape * math.log(value) - value - math.lgamma(shape + 1))
    total, step = term, 1
    while term > total * 1e-12:
        term *= value / (shape + step)
        total, step = total + term, step + 1
    return total
