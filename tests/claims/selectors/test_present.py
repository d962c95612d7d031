"""The evidence as it now stands is that of the newest log size, for many claims at once, in few queries."""

from typing import Any

import pytest

from audit.services import log
from claims.consensus import Evidence, decide
from claims.models import Claim
from claims.selectors import evidence, policies, present
from tests.claims.services.walk import begun

pytestmark = pytest.mark.usefixtures("live_db")


def facts(found: Evidence) -> dict[str, set[object]]:
    """Return the facts of the kinds that no more than is needed is handed over of."""
    return {kind: set(getattr(found, kind)) for kind in ("stances", "relations", "questions")}


@pytest.mark.parametrize("seed", range(3))
def test_every_claim_is_decided_as_from_the_log_whatever_happened(
    seed: int, django_assert_max_num_queries: Any
):
    walk = begun(seed)
    for _ in range(120):
        walk.step()
    size = log.drain()
    claims = list(Claim.objects.values_list("id", flat=True))

    with django_assert_max_num_queries(4):
        found = present.evidence(claims)

    rules = policies.at(size).rules
    assert policies.now() == policies.at(size)
    assert {claim: decide(found[claim], rules).body() for claim in claims} == {
        claim: decide(evidence.at(claim, size=size), rules).body() for claim in claims
    }
    for claim in claims:
        assert facts(found[claim]) == facts(evidence.at(claim, size=size))


def test_claim_that_there_is_not_has_no_evidence():
    walk = begun(0)
    assert present.evidence([walk.ids["actor"][0]]) == {}
