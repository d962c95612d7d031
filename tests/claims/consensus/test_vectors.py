"""Hold the rules against cases whose outcome was worked out by hand."""

from typing import Any

import pytest

from claims.consensus import CPL_1, decide
from tests.claims.consensus.worlds import evidence, expected, figures, scenario, vectors

SCENARIO = scenario()
STANCES = [row["ref"] for row in SCENARIO if row["type"] == "stance"]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_vector_is_decided_as_worked_out(vector: dict[str, Any]):
    decision = decide(evidence(vector["rows"], vector["claim"]), CPL_1)

    assert figures(decision) == vector["expect"], vector["why"]


@pytest.mark.parametrize("step", range(len(STANCES)), ids=STANCES)
def test_scenario_stands_as_expected_after_each_stance(step: int):
    rows = [row for row in SCENARIO if row["type"] != "stance" or row["ref"] in STANCES[: step + 1]]
    stands: dict[str, Any] = {}
    for earlier in expected()["steps"][: step + 1]:
        stands |= earlier["changed"]

    assert expected()["steps"][step]["after"] == STANCES[step]
    assert {claim: figures(decide(evidence(rows, claim), CPL_1)) for claim in stands} == stands


def test_scenario_ends_as_expected():
    final = expected()["final"]

    assert len(final) == 15
    assert {claim: figures(decide(evidence(SCENARIO, claim), CPL_1)) for claim in final} == final
