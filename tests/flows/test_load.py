"""Many stances on one claim, and one change that bears on many: small here, at full size with `-m soak -s`."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

import httpx
import pytest

from actors.services import actors
from actors.services.records import Draft
from claims.models import Debt, Determination, Lane, Stance
from tests.claims.services.walk import Staff
from tests.crowd import shared
from tests.flows import multitude
from tests.flows.multitude import Multitude
from tests.oracle import decided_twice, unsettled
from tests.partner import Dispute, Partner
from tests.stack import Stack
from tests.waiting import rest, until

pytestmark = pytest.mark.usefixtures("stack_db")

#: What a stance by a B weighs, in centidecibans.
B = 602
#: Of ten stances on one claim, so many dispute it.
DISPUTES = 4
#: The two kinds of load take turns, so that both meet the machine in the same moods.
ROUNDS = 4


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    with stack.client() as opened:
        yield opened


@dataclass
class Load:
    """Stances posted by many clients, and the seconds that each took."""

    client: httpx.Client
    clients: int
    many: Multitude
    took: list[float] = field(default_factory=list)

    def post(self, numbers: range, claims: list[UUID]) -> None:
        """Have actor n speak on claim n, all of them answered 201."""
        self.took += shared(partial(self._post, claims), numbers, clients=self.clients)

    def _post(self, claims: list[UUID], number: int) -> float:
        body = {
            "actor": str(self.many.actors[number]),
            "source": str(self.many.source),
            "position": "disputes" if number % 10 < DISPUTES else "supports",
            "said_at": "2025-08-26T12:00:00Z",
        }
        started = time.monotonic()
        answer = self.client.post(
            f"claims/{claims[number]}/stances", json=body, headers={"Idempotency-Key": str(uuid4())}
        )
        took = time.monotonic() - started
        assert answer.status_code == 201, answer.text
        return took

    @property
    def p99(self) -> float:
        """The seconds within which 99 of 100 were answered."""
        return statistics.quantiles(self.took, n=100)[98]

    def __str__(self) -> str:
        return f"p50 {statistics.median(self.took) * 1000:.0f} ms, p99 {self.p99 * 1000:.0f} ms"


def settle(claims: list[UUID], *, within: float = 180) -> None:
    until(lambda: not unsettled(claims), within=within, every=0.1)


def crowded(client: httpx.Client, *, stances: int, clients: int) -> tuple[Load, Load]:
    """Post so many stances on one claim, and as many on as many claims, in turns; hold what comes of them."""
    many = multitude.recorded(actors=stances, claims=stances + 1)
    settle(many.claims)
    one, *others = many.claims
    on_one, on_many = Load(client, clients, many), Load(client, clients, many)
    for turn in range(ROUNDS):
        numbers = range(turn * stances // ROUNDS, (turn + 1) * stances // ROUNDS)
        for load, claims in ((on_one, [one] * stances), (on_many, others)):
            load.post(numbers, claims)
            settle(many.claims)

    partner = Partner(client)
    disputing = stances * DISPUTES // 10
    assert Stance.objects.filter(claim=one).count() == stances
    assert partner.consensus(str(one)) == {
        "status": "disputed",
        "reason": "",
        "support": B * (stances - disputing),
        "dispute": B * disputing,
        "support_origins": stances - disputing,
        "dispute_origins": disputing,
    }
    assert Determination.objects.filter(claim=one).count() < 100
    assert Determination.objects.filter(claim__in=others).count() == 2 * stances
    assert decided_twice() == []
    return on_one, on_many


def test_no_stance_on_a_crowded_claim_is_lost(client: httpx.Client):
    crowded(client, stances=80, clients=8)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_thousand_stances_on_one_claim_cost_little_more_than_on_a_thousand(client: httpx.Client):
    on_one, on_many = crowded(client, stances=1_000, clients=16)

    determinations = Determination.objects.filter(status="disputed").count()
    print(f"\non one claim: {on_one}; on a thousand: {on_many}; ratio of p99 {on_one.p99 / on_many.p99:.2f};")
    print(f"determinations of the one claim that say disputed: {determinations}")
    assert on_one.p99 <= 1.5 * on_many.p99


def regraded(stack: Stack, *, claims: int) -> Multitude:
    """Have one actor speak on so many claims, all taken as decided, and regrade it."""
    for child in (stack.beat, stack.interactive, stack.mass):
        child.stop()
    many = multitude.recorded(actors=1, claims=claims)
    multitude.spoken_on_by_one(many)
    multitude.taken_as_read()
    stack.interactive.start()
    stack.beat.start()
    draft = Draft({"reliability": "C"})
    actors.revise(actor_id=many.actors[0], draft=draft, by=Staff(), reason="as tests will")
    return many


def test_a_regraded_actor_with_many_claims_holds_up_nobody(stack: Stack, client: httpx.Client):
    claims = 60
    beside = Dispute(Partner(client))
    claim = beside.claim()
    many = regraded(stack, claims=claims)
    until(lambda: Debt.objects.filter(claim__in=many.claims).count() == claims, within=20)
    assert set(Debt.objects.filter(claim__in=many.claims).values_list("lane", flat=True)) == {Lane.MASS}

    beside.say(claim)
    beside.say(str(many.claims[0]))

    settle([UUID(claim), many.claims[0]])
    assert Debt.objects.filter(claim__in=many.claims).count() == claims - 1
    stack.mass.start()
    settle(many.claims)
    assert Determination.objects.filter(claim__in=many.claims).count() == claims
    assert decided_twice() == []


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_ten_thousand_claims_are_decided_anew_beside_people_at_work(stack: Stack, client: httpx.Client):
    beside = Dispute(Partner(client))
    waiting = [beside.claim() for _ in range(200)]
    many = regraded(stack, claims=10_000)
    settle([UUID(claim) for claim in waiting])
    until(Debt.objects.filter(lane=Lane.MASS).exists, within=60)
    stack.mass.start()
    started = time.monotonic()
    took: list[float] = []
    while Debt.objects.filter(lane=Lane.MASS).exists() and waiting:
        claim = waiting.pop()
        said = time.monotonic()
        beside.say(claim)
        until(lambda claim=claim: not unsettled([UUID(claim)]), within=30)  # type: ignore[misc]
        took.append(time.monotonic() - said)
        rest(1)
    settle(many.claims, within=600)
    seconds = time.monotonic() - started

    print(f"\n10,000 claims in {seconds:.0f} s, {seconds / 10:.1f} ms each")
    print(
        f"beside them {len(took)} stances, from the call to settled: median {statistics.median(took):.2f} s,"
        f" longest {max(took):.2f} s"
    )
    assert Determination.objects.filter(claim__in=many.claims).count() == 10_000
    assert statistics.median(took) < 1
