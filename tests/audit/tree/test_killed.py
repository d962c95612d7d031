"""A witness that is killed, between any two steps or whenever, never cosigns two histories of a log."""

import random
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from threading import Lock

import pytest

from audit.tree import proofs
from audit.tree.client import NotCosignedError, cosign
from audit.tree.notes import Signer
from audit.tree.verify import Key
from tests.audit.tree.dying import POINTS
from tests.audit.tree.loopback import LOG, TREE, contested, fork_of, listening, note
from tests.audit.tree.trees import Tree
from tests.figures import Figure

FORK = fork_of(TREE, 13)
LOGS = [Signer.generate(f"log.example/{number}") for number in range(4)]


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """Make a witness, and return the public half of its key."""
    made = contested(tmp_path, "witness-key", "witness.example/w")
    return Key.parse(made.stdout.strip())


def living(
    folder: Path, program: str = "audit.tree", *arguments: str
) -> AbstractContextManager[tuple[str, subprocess.Popen[str]]]:
    """Run the witness of a folder, for every log of these tests."""
    return listening(folder, *(f"--log={log.key}" for log in (LOG, *LOGS)), program=[program, *arguments])


def ask(at: str, key: Key, size: int, *, tree: Tree = TREE, old: int = 13, log: Signer = LOG) -> bool:
    """Return whether a witness cosigns the checkpoint of a tree; it says why not by what it knows."""
    prove = partial(lambda size, old: proofs.consistency(old, size, tree.nodes), size)
    try:
        return bool(cosign(note(size, tree, log), by=key, at=at, old=old, prove=prove, seconds=30))
    except NotCosignedError:
        return False


@pytest.mark.parametrize("point", POINTS)
def test_killed_between_two_steps_it_goes_on_from_what_is_stored(point: str, key: Key, tmp_path: Path):
    with living(tmp_path) as (at, _):
        assert ask(at, key, 13, old=0)
    with living(tmp_path, "tests.audit.tree.dying", point) as (at, process):
        is_told = ask(at, key, 50)
        assert process.wait(timeout=60) == -signal.SIGKILL
    is_stored = point not in ("judged", "written")

    with living(tmp_path) as (at, _):
        # What goes another way from 13 on is cosigned only if nothing was stored, and so nothing cosigned, there.
        assert ask(at, key, 45, tree=FORK) == (not is_stored)
        assert ask(at, key, 50) == is_stored
    assert is_told == (point == "answered")


def test_killed_whenever_all_that_it_cosigned_is_one_history(key: Key, tmp_path: Path, figure: Figure):
    chance, cosigned, lock = random.Random(9), list[tuple[str, int, bytes]](), Lock()

    def submit(tree: Tree, log: Signer, at: str, process: subprocess.Popen[str], most: int) -> None:
        """Have one history after another cosigned, until the witness is killed over it."""
        for size in range(1, 51):
            if process.poll() is not None:
                return
            if ask(at, key, size, tree=tree, log=log, old=size - 1):
                with lock:
                    cosigned.append((log.name, size, tree.roots[size]))
                    if len(cosigned) >= most:
                        process.kill()

    forks = [fork_of(TREE, 0, number=number) for number in range(3)]
    lives = 0
    for log in LOGS:
        for _ in range(3):
            most = len(cosigned) + chance.randrange(1, 12)
            with living(tmp_path) as (at, process), ThreadPoolExecutor(4) as pool:
                for tree in (TREE, *forks):
                    pool.submit(submit, tree, log, at, process, most)
            lives += 1

    other = 0
    for log in LOGS:
        heads = [(size, root) for origin, size, root in cosigned if origin == log.name]
        assert heads
        other += min(sum(tree.roots[size] != root for size, root in heads) for tree in (TREE, *forks))
    figure("P15", f"killed {lives} times", of_another_history=(other, len(cosigned)))
    assert other == 0
