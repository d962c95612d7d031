"""Whatever is changed, every claim it bears on is recomputed: held against recomputing all of them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from claims.consensus import decide
from claims.models import Claim, Debt, Determination, Lane
from claims.selectors import evidence, policies
from claims.services import determinations
from tests.claims.services.walk import begun
from tests.oracle import decided, decided_twice, undecided, unsettled

pytestmark = pytest.mark.usefixtures("live_db", "at_once")

STEPS = 100
#: Acts between two looks at everything.
STRIDE = 4


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a claim that was decided a moment ago decided again."""
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())
    return


def settled() -> set[UUID]:
    claims = set(Claim.objects.values_list("id", flat=True))
    return claims - unsettled(claims)


@pytest.mark.parametrize("seed", range(2))
def test_no_claim_differs_from_a_recompute_of_all_whatever_happens(seed: int):
    walk = begun(seed)
    for _ in range(STEPS // STRIDE):
        happened = [walk.step() for _ in range(STRIDE)]
        stale = undecided()
        assert set(stale) & settled() == set(), happened

        for lane in Lane:
            determinations.settle(lane=lane)

        assert undecided() == {}, happened
        assert settled() == set(decided())
        assert not Debt.objects.exists()

    assert decided_twice() == []
    for one in Determination.objects.select_related("policy"):
        again = decide(evidence.at(one.claim_id, size=one.log_size), policies.at(one.log_size).rules)
        assert again.body() == one.body
        assert again.policy.sha256 == one.policy.sha256
