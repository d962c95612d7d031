"""`./dev up` and `./dev down` as a person uses them, and as a machine interrupts them."""

import json
import os
import signal
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.embedded import application
from config.embedded.process import ROOT, held
from config.embedded.valkey import LOOPBACK, free_port
from tests.waiting import until

DEV = ROOT / "dev"
CLAIMS = 15

#: The environment without the servers of the test run, so that `up` starts its own.
ENV = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DATABASE_URL", "REDIS_URL", *application.NOT_SERVED}
    and not name.startswith("CONTESTED_")
}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """Name a state folder, which nothing runs in when the test is over."""
    folder = tmp_path / "state"
    yield folder
    dev("down", "--state", str(folder))


def dev(*arguments: str, check: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEV, *arguments], env=ENV, cwd="/", capture_output=True, text=True, check=check, timeout=120
    )


def up(state: Path, port: int) -> dict[str, Any]:
    """Bring a stack up and return its credentials."""
    went = dev("up", "--detach", "--state", str(state), "--port", str(port))
    assert went.returncode == 0, went.stdout + went.stderr
    found: dict[str, Any] = json.loads((state / "credentials.json").read_text())
    assert all(secret in went.stdout for secret in (*found["keys"].values(), found["admin"]["password"]))
    return found


def claims(found: dict[str, Any]) -> dict[str, str]:
    """Return the status of each claim, by id, as the monitor sees it."""
    headers = {"Authorization": f"Bearer {found['keys']['monitor']}"}
    answer = httpx.get(f"{found['url']}/api/v1/claims", headers=headers).raise_for_status().json()
    return {claim["id"]: claim["consensus"]["status"] for claim in answer["results"]}


def is_quiet(state: Path) -> bool:
    """Return whether nothing of a state runs."""
    return not any(held(lock) for lock in [state / "supervisor", *(state / "run").glob("*")])


def test_a_stack_goes_up_survives_a_crash_goes_down_and_comes_back_with_its_data(state: Path):
    port = free_port()
    found = up(state, port)
    assert found["url"] == f"http://{LOOPBACK}:{port}"
    assert set(found["keys"]) == {"newsroom", "monitor", "auditor"}
    assert stat.S_IMODE((state / "credentials.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    before = claims(found)
    assert len(before) == CLAIMS

    second = dev("up", "--state", str(state), "--port", str(free_port()))
    assert (second.returncode, second.stderr.split("; ")[0]) == (1, f"dev: {state} is running already")
    counted = dev("manage", "--state", str(state), "showmigrations", "--database", "owner", "--plan")
    assert (counted.returncode, "[ ]" in counted.stdout) == (0, False)

    lock = next((state / "run").glob("*.web"))
    first = lock.read_text()
    os.killpg(int(first.split()[0]), signal.SIGKILL)
    until(lambda: lock.read_text() not in {"", first}, within=60)
    until(lambda: application.answers(f"{found['url']}/readyz"), within=60)

    assert dev("down", "--state", str(state)).stdout == "stopped\n"
    assert is_quiet(state)
    assert up(state, port) == found
    assert claims(found) == before


def test_signals_in_mid_migration_leave_nothing_that_disturbs_the_next_start(state: Path):
    for detach in ((), ("--detach",)):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            command = [DEV, "up", "--state", str(state), "--port", str(free_port()), *detach]
            with subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, text=True) as started:
                assert started.stdout
                assert "PostgreSQL and Valkey answer" in started.stdout.readline()
                threading.Event().wait(0.5)
                started.send_signal(number)
                started.communicate(timeout=60)
            assert started.returncode != 0
            until(lambda: is_quiet(state), within=90)
    migrated = dev("manage", "--state", str(state), "migrate", "--database", "owner")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    assert is_quiet(state)


def test_a_port_that_is_taken_is_named_before_anything_starts(state: Path):
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        refused = dev("up", "--state", str(state), "--port", str(port))
    assert refused.returncode == 1
    assert f"port {port} cannot be used" in refused.stderr
    assert not (state / "pgdata").exists()
