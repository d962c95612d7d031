"""Children are found by their locks, and end with their parent however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.process import ROOT, Children, ProcessError, clear, end, held, hold
from tests.waiting import until

SLEEP = ("sleep", "600")
#: A shell with a child of its own, both deaf to SIGTERM.
DEAF = ("/bin/sh", "-c", "trap '' TERM; sleep 600 & wait; wait")

OWNER = """
import sys, time
from pathlib import Path
from config.embedded.process import Children
run = Path(sys.argv[1])
with Children(run / "run", run / "log") as children:
    for name in ("first", "second"):
        children.start(name, ["sleep", "600"], env={})
    print(children._guard.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    with Children(tmp_path / "run", tmp_path / "log") as started:
        yield started


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start another process that owns two children in tmp_path/run."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()
    clear(tmp_path / "run", grace=0)


def test_a_child_holds_its_lock_until_it_ends(children: Children, tmp_path: Path):
    child = children.start("one", SLEEP, env={})
    lock = tmp_path / "run" / "00.one"
    until(lambda: lock.read_text().startswith(f"{child.pid} "), within=20)
    assert held(lock)
    child.kill()
    assert not held(lock)


def test_children_end_in_reverse_order(tmp_path: Path):
    said = tmp_path / "said"
    with Children(tmp_path / "run", tmp_path / "log") as started:
        for name in ("first", "second", "third"):
            script = f"trap 'echo {name} >>{said}; exit' TERM; echo up; while :; do sleep 0.05; done"
            child = started.start(name, ["/bin/sh", "-c", script], env={})
            child.wait_until(lambda child=child: "up" in child.tail(), timeout=10)
    assert said.read_text().split() == ["third", "second", "first"]


def test_a_deaf_child_is_killed_with_its_group(children: Children, tmp_path: Path):
    child = children.start("deaf", DEAF, env={})
    until(lambda: len(group(child.pid)) == 2, within=20)
    child.stop(grace=0.2)
    until(lambda: group(child.pid) == [], within=20)
    assert not held(tmp_path / "run" / "00.deaf")


def test_what_a_killed_leader_leaves_is_ended_before_it_starts_again(children: Children):
    child = children.start("deaf", DEAF, env={})
    first = child.pid
    until(lambda: len(group(first)) == 2, within=20)
    os.kill(first, signal.SIGKILL)
    child.wait(timeout=10)
    assert len(group(first)) == 1
    child.start()
    assert group(first) == []
    assert child.returncode() is None
    child.kill()


def test_children_end_when_their_owner_is_killed(owner: subprocess.Popen[str], tmp_path: Path):
    assert owner.stdout
    owner.stdout.readline()
    locks = sorted((tmp_path / "run").iterdir())
    assert [held(lock) for lock in locks] == [True, True]
    owner.kill()
    until(lambda: not any(held(lock) for lock in locks), within=20)


def test_the_next_owner_ends_them_when_the_guard_was_killed_too(owner: subprocess.Popen[str], tmp_path: Path):
    assert owner.stdout
    guard = int(owner.stdout.readline())
    os.kill(guard, signal.SIGKILL)
    owner.kill()
    locks = sorted((tmp_path / "run").iterdir())
    assert [held(lock) for lock in locks] == [True, True]
    with Children(tmp_path / "run", tmp_path / "log"):
        assert [held(lock) for lock in locks] == [False, False]


def test_a_pid_without_its_lock_is_left_alone(tmp_path: Path):
    with subprocess.Popen(SLEEP) as stranger:
        stale = tmp_path / "00.postgres"
        stale.write_text(f"{stranger.pid} 15\n")
        clear(tmp_path)
        assert stranger.poll() is None
        stranger.kill()


def test_two_processes_cannot_hold_one_lock(tmp_path: Path):
    descriptor = hold(tmp_path / "lock")
    with pytest.raises(BlockingIOError):
        hold(tmp_path / "lock")
    os.close(descriptor)
    end(tmp_path / "lock")


def test_a_program_that_fails_is_reported_with_its_last_words(children: Children):
    with pytest.raises(ProcessError, match=r"(?s)broken ended with status 3:\n +last words"):
        children.run("broken", ["/bin/sh", "-c", "echo last words; exit 3"], env={"PATH": os.environ["PATH"]})


def test_a_program_that_does_not_become_ready_is_reported(children: Children):
    child = children.start("slow", SLEEP, env={})
    with pytest.raises(ProcessError, match="slow was not ready after 0 s"):
        child.wait_until(lambda: False, timeout=0.1)


def group(leader: int) -> list[int]:
    """List the living processes of a group."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,pid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split() for line in listed.splitlines())
    return [int(pid) for pgid, pid, state in rows if int(pgid) == leader and not state.startswith("Z")]
