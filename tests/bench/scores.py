"""Score what a method makes of claims: whether it picks what holds, and whether it is as sure as it may be."""

from typing import NamedTuple

import numpy as np

from tests.bench.labelled import NO_TRUTH, Array, Labelled
from tests.bench.peers import named

BINS = 10


class View(NamedTuple):
    """What a method makes of each claim: where it leans, from 0 on towards it where claims are sided, and belief."""

    lean: Array
    belief: Array


class Score(NamedTuple):
    """Share of objects found right, a tie in shares; mean square error and calibration error of belief in claims."""

    accuracy: float
    brier: float
    ece: float


def viewed(labels: Labelled, belief: Array) -> View:
    """Turn beliefs in the pairs that are named into a view of the claims."""
    if not labels.sided:
        return View(belief, belief)
    pairs, yes = named(labels), np.full(labels.truth.size, 0.5)
    yes[pairs.obj] = 0
    of_yes = pairs.value == 1
    yes[pairs.obj[of_yes]] = belief[of_yes]
    return View(yes - 0.5, yes)


def scored(labels: Labelled, view: View, objects: Array) -> Score:
    """Score a view on some objects, whose truth is known."""
    of, value, _ = labels.pairs
    chosen = np.zeros(labels.truth.size, bool)
    chosen[objects] = True
    claims = np.flatnonzero(chosen[of] & (labels.truth[of] != NO_TRUTH))
    holds = labels.truth[of[claims]] == value[claims]
    belief = view.belief[claims]
    return Score(
        _accuracy(labels, view, objects), float(np.square(belief - holds).mean()), _calibration(belief, holds)
    )


def _accuracy(labels: Labelled, view: View, objects: Array) -> float:
    of, value, _ = labels.pairs
    if labels.sided:
        right = np.where(labels.truth[objects] == 1, 1, -1) * np.sign(np.round(view.lean[objects], 9))
        return float(((right + 1) / 2).mean())
    lean = np.round(view.lean, 9)
    highest = np.full(labels.truth.size, -np.inf)
    np.maximum.at(highest, of, lean)
    best = lean == highest[of]
    share = best / np.bincount(of, best, labels.truth.size)[of]
    right = np.bincount(of, share * (labels.truth[of] == value), labels.truth.size)
    return float(right[objects].mean())


def _calibration(belief: Array, holds: Array) -> float:
    """Weigh up, over ten bins, by how much belief and what holds lie apart (expected calibration error)."""
    bins = np.minimum((belief * BINS).astype(int), BINS - 1)
    apart = np.bincount(bins, belief, BINS) - np.bincount(bins, holds, BINS)
    return float(np.abs(apart).sum() / belief.size)
