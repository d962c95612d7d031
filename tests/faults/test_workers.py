"""Workers that die, alone or all together, and the clock."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import redis

from claims.models import Determination
from config.embedded.process import Child
from tests.faults import held
from tests.faults.writer import Writer
from tests.stack import Stack
from tests.waiting import until


def pool(worker: Child) -> set[int]:
    """Return the pids of a worker's pool."""
    return {int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()}


def kill_pool(worker: Child) -> None:
    """Kill every child of a worker's pool at once, and wait until others have taken their place."""
    killed = pool(worker)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(pool(worker) - killed) >= len(killed), within=20)


def kill_worker(worker: Child) -> None:
    """Kill a worker with its pool, and start another."""
    worker.kill()
    worker.start()


def recorded(claim: str) -> int:
    """Return how many determinations of a claim say that it has a source."""
    return Determination.objects.filter(claim=claim, status="single_source").count()


def is_held_before_its_commit(stack: Stack, writer: Writer, faults: ExitStack) -> str:
    """Have a claim decided and not written when the fault comes."""
    faults.enter_context(held.before_its_commit(stack.database))
    claim = writer.say()
    held.is_waited_for(stack.database)
    assert recorded(claim) == 0
    return claim


def is_held_after_its_commit(stack: Stack, writer: Writer, faults: ExitStack) -> str:
    """Have a claim decided and written, and its worker not told, when the fault comes."""
    with ExitStack() as first:
        claim = is_held_before_its_commit(stack, writer, first)
        faults.enter_context(held.after_its_commit(stack.database))
    until(lambda: recorded(claim), within=20)
    held.is_waited_for(stack.database)
    return claim


def test_a_pool_killed_before_the_commit_leaves_the_claim_owed(stack: Stack, writer: Writer):
    with ExitStack() as faults:
        claim = is_held_before_its_commit(stack, writer, faults)
        kill_pool(stack.interactive)

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_a_pool_killed_after_the_commit_decides_nothing_twice(stack: Stack, writer: Writer):
    with ExitStack() as faults:
        claim = is_held_after_its_commit(stack, writer, faults)
        kill_pool(stack.interactive)

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_a_worker_killed_before_the_commit_leaves_the_claim_owed(stack: Stack, writer: Writer):
    with ExitStack() as faults:
        claim = is_held_before_its_commit(stack, writer, faults)
        kill_worker(stack.interactive)

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_a_worker_killed_after_the_commit_decides_nothing_twice(stack: Stack, writer: Writer):
    with ExitStack() as faults:
        claim = is_held_after_its_commit(stack, writer, faults)
        kill_worker(stack.interactive)

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_a_mass_recompute_goes_on_after_its_worker_was_killed(stack: Stack, writer: Writer):
    dispute = writer.dispute
    speaker = dispute.speaker()
    claims = [dispute.claim() for _ in range(60)]
    for claim in claims:
        dispute.say(claim, actor=speaker)
    dispute.partner.settle(claims)

    with held.before_its_commit(stack.database):
        dispute.partner.change(f"actors/{speaker}", reliability="C")
        held.is_waited_for(stack.database)
        kill_worker(stack.mass)

    dispute.partner.settle(claims, within=60)
    assert {dispute.partner.consensus(claim)["support"] for claim in claims} == {269}
    writer.say()
    writer.all_is_settled()


def test_what_is_written_while_no_worker_runs_waits_for_one(stack: Stack, writer: Writer):
    for worker in (stack.interactive, stack.mass):
        worker.kill()
    for _ in range(5):
        writer.say()
    for worker in (stack.interactive, stack.mass):
        worker.start()

    writer.all_is_settled()


def test_a_claim_is_decided_once_when_its_message_is_lost(stack: Stack, writer: Writer):
    stack.interactive.stop()
    claim = writer.say()
    with redis.Redis.from_url(stack.env["REDIS_URL"]) as broker:
        until(lambda: broker.llen("interactive"), within=10)
        broker.flushall()
    stack.interactive.start()

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_a_claim_is_decided_once_when_its_message_arrives_many_times(stack: Stack, writer: Writer):
    stack.interactive.stop()
    claim = writer.say()
    with redis.Redis.from_url(stack.env["REDIS_URL"]) as broker:
        until(lambda: broker.llen("interactive"), within=10)
        message = broker.lindex("interactive", 0)
        broker.lpush("interactive", *[message] * 20)
    stack.interactive.start()

    writer.all_is_settled()
    assert recorded(claim) == 1


def test_claims_at_rest_are_settled_without_the_clock(stack: Stack, writer: Writer):
    stack.beat.kill()
    try:
        for _ in range(3):
            writer.say()
        writer.all_is_settled()
    finally:
        stack.beat.start()


def test_what_the_clock_missed_is_settled_once_it_is_back(stack: Stack, writer: Writer):
    stack.beat.kill()
    claim = writer.say()
    for _ in range(4):  # decided a moment ago, so no wake has it decided again
        writer.say(claim, actor=writer.dispute.speaker())
    stack.beat.start()

    writer.all_is_settled()
