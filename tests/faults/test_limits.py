"""Limits under load while Redis stops, hangs and comes back."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.embedded.servers import base_environment
from tests.databases import Databases
from tests.stack import Stack, running
from tests.waiting import until

ALLOWED = 40
#: What a request may take longer than it usually does, in seconds.
DELAY = 1.0


@pytest.fixture
def limited(databases: Databases, static_root: Path, tmp_path: Path) -> Iterator[Stack]:
    """Run the whole application with a limit that a test can reach."""
    database = databases.clone()
    env = {
        **base_environment(),
        "CONTESTED_STATIC_ROOT": str(static_root),
        "CONTESTED_LIMITS": f"read={ALLOWED}/day",
    }
    with running(tmp_path, database, env) as started:
        yield started
    databases.drop(database)


def ask(stack: Stack, name: str, times: int) -> list[tuple[int, float]]:
    """Ask so many times and return each status with the seconds that it took."""
    found = []
    with stack.client(name) as client:
        for _ in range(times):
            began = time.monotonic()
            status = client.get("claims").status_code
            found.append((status, time.monotonic() - began))
    return found


def test_limits_hold_and_nothing_fails_while_redis_is_away_or_hangs(limited: Stack):
    answered = ask(limited, "newsroom", ALLOWED + 5)
    assert [status for status, _ in answered] == [200] * ALLOWED + [429] * 5
    usual = max(seconds for _, seconds in answered)

    os.kill(limited.broker.pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(4) as pool:
            hanging = [
                each for some in pool.map(lambda _: ask(limited, "monitor", 30), range(4)) for each in some
            ]
    finally:
        os.kill(limited.broker.pid, signal.SIGCONT)
    limited.broker.kill()
    with ThreadPoolExecutor(4) as pool:
        gone = [each for some in pool.map(lambda _: ask(limited, "auditor", 30), range(4)) for each in some]
    limited.broker.start()

    for some in (hanging, gone):
        assert {status for status, _ in some} == {200, 429}
        assert max(seconds for _, seconds in some) < usual + DELAY
    # What Redis had counted counts again.
    until(lambda: ask(limited, "newsroom", 1)[0][0] == 429, within=30)
