"""The policy document: its identity, and what it refuses."""

from copy import deepcopy
from typing import Any

import pytest

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Policy, PolicyError, Rates, decide
from tests.claims.consensus.worlds import World, evidence, figures, vectors

#: The identity of cpl-1. Whoever changes a number makes another policy, under another version.
CPL_1_SHA256 = "bca44313caaaca751a7b4a068e6b3d92769746b318e81e27001a0aaf36e467e3"

LEARNED = {"affirming": 700, "denying": 50}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Set one field of cpl-1, or remove it where the value is ..."""
    document = deepcopy(CPL_1_DOCUMENT)
    *groups, field = path.split(".")
    at: Any = document
    for group in groups:
        at = at[group]
    if value is ...:
        del at[field]
    else:
        at[field] = value
    return document


def test_cpl_1_keeps_its_identity():
    assert CPL_1.version == "cpl-1"
    assert CPL_1.sha256 == CPL_1_SHA256


def test_identity_does_not_depend_on_the_order_of_fields():
    reverse = dict(reversed(CPL_1_DOCUMENT.items()))

    assert Policy.from_document(reverse) == CPL_1


def test_every_number_is_read_from_the_document():
    policy = Policy.from_document(changed("thresholds.margin", 1234) | {"opinion_prior": 77})

    assert (policy.margin, policy.opinion_prior) == (1234, 77)
    assert policy.sha256 != CPL_1.sha256


def test_learned_grades_are_read_and_make_another_policy():
    policy = Policy.from_document(CPL_1_DOCUMENT | {"actors": {"x": LEARNED}})

    assert policy.actors == {"x": Rates(affirming=700, denying=50)}
    assert policy.sha256 != CPL_1.sha256
    assert CPL_1.actors == {}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("hedged", ..., "policy.hedged is missing"),
        ("reliability.C", ..., "policy.reliability.C is missing"),
        ("reliability.F", 87, "policy.reliability.F is not known"),
        ("theta", 100, "policy.theta is not known"),
        ("version", "", "policy.version must be a text that is not empty"),
        ("version", 1, "policy.version must be a text that is not empty"),
        ("basis", [], "policy.basis must be an object"),
        ("basis.verified", -1, "policy.basis.verified must be a whole number of at least 0"),
        ("basis.verified", True, "policy.basis.verified must be a whole number of at least 0"),
        ("basis.verified", 150.0, "policy.basis.verified must be a whole number of at least 0"),
        ("bloc_divisor", 1, "policy.bloc_divisor must be a whole number of at least 2"),
        ("thresholds.origin", 0, "policy.thresholds.origin must be a whole number of at least 1"),
        ("thresholds.strong", 0, "policy.thresholds.strong must be a whole number of at least 1"),
        ("thresholds.margin", 0, "policy.thresholds.margin must be a whole number of at least 1"),
        ("thresholds.strong", 99, "policy.thresholds.strong must not be under policy.thresholds.origin"),
        ("opinion_prior", 0, "policy.opinion_prior must be a whole number of at least 1"),
        ("concession.as", "F", "policy.concession.as must be one of A to E"),
        ("concession.as", 3, "policy.concession.as must be a text that is not empty"),
        ("concession.letters", "ABF", "policy.concession.letters must be made of the letters A to E"),
        ("concession.letters", ["A"], "policy.concession.letters must be made of the letters A to E"),
        ("actors", [], "policy.actors must be an object"),
        ("actors", {"x": 1}, "policy.actors.x must be an object"),
        ("actors", {"x": {"affirming": 1}}, "policy.actors.x.denying is missing"),
        ("actors", {"x": LEARNED | {"n": 1}}, "policy.actors.x.n is not known"),
        (
            "actors",
            {"x": LEARNED, "y": {"affirming": -1, "denying": 0}},
            "policy.actors.y.affirming must be a whole number of at least 0",
        ),
        (
            "actors",
            {"x": LEARNED, "y": {"affirming": 0, "denying": 1280}},
            "policy.actors.y must not be over policy.reliability.A",
        ),
        (
            "actors",
            {"y": {"affirming": 1280, "denying": 0}},
            "policy.actors.y must not be over policy.reliability.A",
        ),
    ],
)
def test_document_out_of_shape_is_refused(path: str, value: Any, message: str):
    with pytest.raises(PolicyError) as refused:
        Policy.from_document(changed(path, value))

    assert str(refused.value) == message


@pytest.mark.parametrize("document", [None, [], "cpl-1"])
def test_document_that_is_no_object_is_refused(document: Any):
    with pytest.raises(PolicyError) as refused:
        Policy.from_document(document)

    assert str(refused.value) == "policy must be an object"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("bloc_divisor", 2),
        ("ungraded.cap", 0),
        ("reliability.E", 0),
        ("thresholds.strong", 100),
        ("concession.letters", "ABCDE"),
        ("actors", {}),
        ("actors", {"x": {"affirming": 0, "denying": 1279}}),
    ],
)
def test_document_at_the_edge_is_read(path: str, value: Any):
    assert Policy.from_document(changed(path, value)).version == "cpl-1"


WRONG = [
    ("reliability.A", 1000),
    ("reliability.B", 500),
    ("reliability.C", 200),
    ("reliability.D", 100),
    ("ungraded.weight", 100),
    ("ungraded.cap", 500),
    ("ungraded.cap", 0),
    ("concession.letters", "ABC"),
    ("concession.as", "E"),
    ("basis.verified", 100),
    ("basis.observed", 100),
    ("credibility.1", 100),
    ("credibility.5", 100),
    ("hedged", 100),
    ("interest.own", 100),
    ("interest.conceding", 100),
    ("bloc_divisor", 2),
    ("thresholds.origin", 50),
    ("thresholds.strong", 100),
    ("thresholds.strong", 400),
    ("thresholds.margin", 900),
    ("thresholds.margin", 1100),
    ("thresholds.strong_blocs", 1),
    ("thresholds.strong_blocs", 3),
    ("thresholds.several_origins", 3),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_vectors_notice_a_wrong_number(path: str, value: Any):
    wrong = Policy.from_document(changed(path, value))

    assert any(
        figures(decide(evidence(vector["rows"], vector["claim"]), wrong)) != vector["expect"]
        for vector in vectors()
    )


def test_decision_names_its_policy():
    decision = World().decide()

    assert (decision.policy.version, decision.policy.sha256) == ("cpl-1", CPL_1_SHA256)
