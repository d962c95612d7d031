"""What is said of a decision is what the rules give, field by field."""

from dataclasses import fields
from typing import Any

import pytest
from rest_framework.serializers import Serializer

from claims.api.v1 import decided
from claims.consensus import decision, ledger, opinion


@pytest.mark.parametrize(
    ("shape", "given", "beside"),
    [
        (
            decided.DeterminationOut,
            decision.Decision,
            {"id", "tier", "determined_at", "log_size", "trigger"},
        ),
        (decided.LineOut, ledger.Line, set()),
        (decided.FactorsOut, ledger.Factors, set()),
        (decided.WhyNotOut, ledger.WhyNot, set()),
        (decided.FlipOut, decision.StatusFlip, set()),
        (decided.FlipOriginOut, decision.FlipOrigin, set()),
        (decided.SupersederOut, decision.Superseder, set()),
        (decided.PolicyOut, decision.PolicyName, set()),
        (decided.OpinionOut, opinion.Opinion, set()),
    ],
)
def test_every_field_of_a_decision_is_described(shape: type[Serializer[Any]], given: type, beside: set[str]):
    assert set(shape().get_fields()) == {field.name for field in fields(given)} | beside
