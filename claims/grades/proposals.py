"""Propose a policy with learned grades, if it does better on claims that it was not learned from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.consensus import Policy
from claims.grades.heldout import Figures, Leans, leans
from claims.grades.rates import UNKNOWN, Learned, learn
from claims.grades.votes import Votes, votes
from claims.mass import NONE, Columns
from claims.mass.columns import Bytes

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was learned: a document where it is worth adopting, and the held-out figures without it and with it."""

    document: dict[str, Any] | None
    before: Figures
    after: Figures


def propose(columns: Columns, base: Mapping[str, Any], verdicts: Bytes, *, version: str) -> Proposal:
    """Learn grades from verdicts, and put them into a document of another version.

    Claims that answer one question are held out together.

    Raises:
        LearningError: too few claims were ruled on.
        PolicyError: the document is no policy, or has numbers that do not fit into arrays.
    """
    policy = Policy.from_document(base)
    cast = votes(columns, policy)
    before, now = leans(columns, policy), []
    for held in _folds(columns, verdicts):
        rest = verdicts.copy()
        rest[held] = UNKNOWN
        now.append((held, leans(columns, Policy.from_document(write(columns, base, cast, rest, version)))))
    every = np.concatenate([held for held, _ in now])
    after = _joined(now, verdicts.size).figures(verdicts, every)
    figures = before.figures(verdicts, every)
    document = write(columns, base, cast, verdicts, version) if after.betters(figures) else None
    return Proposal(document, figures, after)


def write(
    columns: Columns, base: Mapping[str, Any], cast: Votes, verdicts: Bytes, version: str
) -> dict[str, Any]:
    """Write a document with the grades learned from verdicts of all who voted.

    Raises:
        LearningError: too few claims were ruled on.
    """
    most = base["reliability"]["A"]
    learned = learn(cast, verdicts, actors=len(columns.actors.ids), most=most)
    return {**base, "version": version, "actors": _actors(columns, cast, learned)}


def _actors(columns: Columns, cast: Votes, learned: Learned) -> dict[str, dict[str, int]]:
    return {
        columns.actors.ids[row]: {
            "affirming": int(learned.affirming[row]),
            "denying": int(learned.denying[row]),
        }
        for row in np.unique(cast.actor).tolist()
    }


def _folds(columns: Columns, verdicts: Bytes) -> Iterator[NDArray[np.int64]]:
    """Deal out the claims ruled on, a question's together."""
    question = columns.claims.question
    group = np.where(question == NONE, np.arange(question.size), question.size + question)
    ruled = np.flatnonzero(verdicts != UNKNOWN)
    groups, member = np.unique(group[ruled], return_inverse=True)
    fold = np.random.default_rng(0).permutation(groups.size) % FOLDS
    yield from (ruled[fold[member] == each] for each in range(FOLDS))


def _joined(parts: list[tuple[NDArray[np.int64], Leans]], size: int) -> Leans:
    margin, opinion = np.zeros(size, np.int64), np.zeros(size)
    for held, lean in parts:
        margin[held], opinion[held] = lean.margin[held], lean.opinion[held]
    return Leans(margin, opinion)
