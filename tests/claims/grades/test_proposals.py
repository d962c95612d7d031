"""Grades become a document only where they do better on claims that they were not learned from."""

from random import Random
from typing import Any

import numpy as np
import pytest

from claims.consensus import CPL_1_DOCUMENT, Policy, decide
from claims.grades import UNKNOWN, LearningError, propose
from claims.grades.heldout import Figures, leans
from claims.mass import columns
from tests.claims.grades.desks import Say, desk, honest_and_liar, verdicts


def test_document_is_proposed_where_it_does_better():
    said, holds = honest_and_liar(Random(3), 60)
    arrays, claims = columns(desk(said))
    ruled = {claim: held for claim, held in holds.items() if claim < "c050"}
    found = propose(arrays, CPL_1_DOCUMENT, verdicts(claims, **ruled), version="cpl-2")

    assert found.document is not None
    assert found.after.accuracy > found.before.accuracy
    assert found.after.brier < found.before.brier
    assert {**found.document, "version": "cpl-1", "actors": None} == {**CPL_1_DOCUMENT, "actors": None}
    policy = Policy.from_document(found.document)
    assert policy.version == "cpl-2"
    assert sorted(policy.actors) == sorted({actor for actor, _, _ in said})
    assert policy.actors["liar-1"].affirming < 100 < policy.actors["honest-1"].affirming


def test_document_decides_as_the_rules_do():
    said, holds = honest_and_liar(Random(3), 60)
    evidence = desk(said)
    arrays, claims = columns(evidence)
    found = propose(arrays, CPL_1_DOCUMENT, verdicts(claims, **holds), version="cpl-2")
    assert found.document is not None
    policy = Policy.from_document(found.document)
    decision = decide(evidence, policy)
    lean = leans(arrays, policy)
    row = claims.index(evidence.claim)

    assert lean.margin[row] == decision.graded_support - decision.graded_dispute
    assert round(lean.opinion[row] * 1000) == decision.opinion.projected


def test_nothing_is_proposed_where_letters_do_as_well():
    random = Random(5)
    said: list[Say] = []
    holds = {f"c{number:03}": random.random() < 0.5 for number in range(40)}
    for claim, held in holds.items():
        said += [(actor, "supports" if held else "disputes", claim) for actor in ("x", "y", "z")]
    arrays, claims = columns(desk(said))
    found = propose(arrays, CPL_1_DOCUMENT, verdicts(claims, **holds), version="cpl-2")

    assert found.document is None
    assert (found.before.accuracy, found.after.accuracy) == (1, 1)


@pytest.mark.parametrize(
    ("accuracy", "brier", "better"),
    [(0.8, 0.1, True), (0.7, 0.1, False), (0.8, 0.2, False), (0.6, 0.1, False), (0.8, 0.3, False)],
)
def test_both_figures_must_be_better(accuracy: float, brier: float, better: bool):  # noqa: FBT001
    assert Figures(accuracy, brier).betters(Figures(0.7, 0.2)) is better


def told_by_one(answers: int) -> tuple[list[Say], dict[str, Any]]:
    """Let one actor speak of twelve claims, of which all but so many hold."""
    holds = {f"c{number:02}": number >= answers for number in range(12)}
    return [("x", "supports", claim) for claim in holds], holds


def test_too_few_verdicts_are_refused():
    said, holds = told_by_one(3)
    arrays, claims = columns(desk(said))

    with pytest.raises(LearningError):  # ten of twelve are left once a fifth is held out, or nine
        propose(arrays, CPL_1_DOCUMENT, verdicts(claims, **holds), version="cpl-2")


def test_ungraded_are_never_graded():
    said, holds = honest_and_liar(Random(3), 60)
    letters = {"liar-1": None, "liar-2": "F"}
    arrays, claims = columns(desk(said, **letters))
    found = propose(arrays, CPL_1_DOCUMENT, verdicts(claims, **holds), version="cpl-2")
    learned = found.document["actors"] if found.document else {}

    assert "liar-1" not in learned
    assert "liar-2" not in learned


def test_verdict_that_is_unknown_counts_nowhere():
    said, holds = honest_and_liar(Random(3), 60)
    arrays, claims = columns(desk(said))
    some = verdicts(claims, **{claim: held for claim, held in holds.items() if claim < "c040"})
    found = propose(arrays, CPL_1_DOCUMENT, some, version="cpl-2")
    lean = leans(arrays, Policy.from_document(CPL_1_DOCUMENT))

    assert (some == UNKNOWN).sum() == 20
    assert found.before == lean.figures(some, np.flatnonzero(some != UNKNOWN))
