"""The verifier as an auditor runs it, one file in an empty folder or as `contested`; a witness as a partner runs it."""

import re
import shutil
import signal
import socket
import subprocess
import sys
from copy import deepcopy
from functools import partial
from pathlib import Path

import pytest

from audit.tree import bundle, proofs, state, verify
from audit.tree.client import cosign
from audit.tree.notes import Signer
from audit.tree.state import State
from audit.tree.verify import Key
from tests.audit.tree import loopback
from tests.audit.tree.bundles import RECORDS, Log
from tests.audit.tree.loopback import contested, listening

ROOT = Path(__file__).resolve().parents[3]
LOG = Log(12)
KEY = f"--key={LOG.signer.key}"
WITNESS = f"--key={LOG.witness.key}"
OTHER = f"--key={Log(1).witness.key}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the verifier, a bundle and two checkpoints from before, and nothing else."""
    shutil.copy(verify.__file__, tmp_path / "verify.py")
    whole = LOG.bundle(bundle.about_object(RECORDS[0]), [0, 3, 6, 9], since=5)
    (tmp_path / "bundle.json").write_bytes(whole)
    (tmp_path / "changed.json").write_bytes(whole.replace(b"supports", b"disputes", 1))
    (tmp_path / "kept").write_text(LOG.checkpoint(5))
    (tmp_path / "kept-6").write_text(LOG.checkpoint(6))
    return tmp_path


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the file by itself: isolated, with nothing of the register on its path."""
    command = [sys.executable, "-I", "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["bundle.json"], 0, "Verified: 4 entries"),
        (["bundle.json", KEY, "--since=kept"], 0, "The log only grew since its checkpoint of 5"),
        (["changed.json", KEY], 1, "Refused: the bundle is not what its digest was made over"),
        (["bundle.json", f"--key={Log(1).signer.key}"], 1, "Refused: the checkpoint is not signed by a log's key that"),
        (["bundle.json", KEY, "--since=kept-6"], 2, "Not examined: the bundle has no proof from 6 entries on"),
        (["nothing.json"], 2, "Not examined: "),
        (["bundle.json", "--key=x"], 2, "Not examined: "),
        (["bundle.json", KEY, WITNESS, "--quorum=1"], 0, f"It is cosigned by {LOG.witness.key}, a key that you gave"),
        (["bundle.json", KEY, "--quorum=1"], 2, "Not examined: you ask for 1 of the 0 witnesses whose keys you gave"),
        (["bundle.json", KEY, OTHER, "--quorum=1"], 1, "Refused: the checkpoint is cosigned by 0 of the 1 witnesses"),
        (["bundle.json", KEY, "--since=nothing"], 2, "Not examined: "),
    ],
)  # fmt: skip
def test_the_file_alone_says_and_exits_as_it_should(
    folder: Path, arguments: list[str], status: int, said: str
):
    ran = alone(folder, *arguments)

    assert (ran.returncode, ran.stderr) == (status, "")
    assert ran.stdout.startswith(said) if status != 0 else said in ran.stdout


def test_a_bad_entry_is_named_and_the_exit_says_so(folder: Path):
    document = deepcopy(LOG.entries([0, 6, 9]))
    document[1]["content"]["salt"] = "0" * 64
    (folder / "forged.json").write_bytes(
        bundle.build(
            about=bundle.about_object(RECORDS[0]), checkpoint=LOG.checkpoint(12, is_cosigned=False),
            keys=[LOG.signer.key], entries=document,
        )
    )  # fmt: skip
    ran = alone(folder, "forged.json", KEY)

    assert ran.returncode == 1
    assert ran.stdout == (
        "Refused: 1 of 3 entries are not what they claim to be.\n"
        "The first bad index is 6: what was recorded is not what the entry commits to.\n"
    )


def test_the_file_imports_nothing_of_the_register(folder: Path):
    script = """
import runpy, sys
sys.argv = ["verify.py", "bundle.json"]
try:
    runpy.run_path("verify.py", run_name="__main__")
except SystemExit:
    print(sorted({name.split(".")[0] for name in sys.modules} - sys.stdlib_module_names))
"""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )

    loaded = ran.stdout.splitlines()[-1]
    assert "cryptography" in loaded
    assert not any(name in loaded for name in ("django", "audit", "psycopg", "config"))


def test_contested_verifies_like_the_file(folder: Path):
    command = [sys.executable, "-P", "-m", "audit.tree", "verify", "bundle.json", KEY]
    ran = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (0, alone(folder, "bundle.json", KEY).stdout)


def test_the_example_of_the_document_is_a_signed_checkpoint():
    text = (ROOT / "docs" / "formats.md").read_text()
    note, key = re.search(
        r"```text\n(register\.example/log\n.*?)```\n\nThat is signed by `(\S+)`", text, re.DOTALL
    ).groups()

    assert verify.open_checkpoint(note, [verify.Key.parse(key)]).checkpoint.size == 3


def test_what_a_hostile_bundle_says_cannot_move_the_terminal(folder: Path):
    """Names of keys have no such characters, and what is refused is quoted with its escapes."""
    hostile = "x\u009b31m\u202e.example"
    with pytest.raises(verify.RefusedError):
        verify.check_name(hostile)
    log = Log(1)
    note = LOG.checkpoint(12).replace("register.example/log", hostile, 1)
    (folder / "hostile.json").write_bytes(
        bundle.build(about={}, checkpoint=note, keys=[log.signer.key], entries=[])
    )
    ran = alone(folder, "hostile.json")

    assert ran.returncode == 1
    assert "\u009b" not in ran.stdout
    assert "\u202e" not in ran.stdout


def test_a_witness_is_made_with_a_key_that_only_its_user_can_read(tmp_path: Path):
    made = contested(tmp_path, "witness-key", "witness.example/w")

    key = Key.parse(made.stdout.strip())
    assert (made.returncode, made.stderr, key.name, key.algorithm) == (0, "", "witness.example/w", 4)
    assert Signer.parse((tmp_path / "witness.key").read_text()).key == key
    assert (tmp_path / "witness.key").stat().st_mode & 0o777 == 0o600
    State(tmp_path / "witness.state", key).close()


def test_files_may_be_elsewhere_and_are_never_written_over(tmp_path: Path):
    files = ["--key=a", "--state=b"]
    assert contested(tmp_path, "witness-key", "witness.example/w", *files).returncode == 0
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    again = contested(tmp_path, "witness-key", "witness.example/w", *files)
    other_state = contested(tmp_path, "witness-key", "witness.example/w", "--key=a", "--state=c")

    assert (again.returncode, again.stdout) == (other_state.returncode, other_state.stdout) == (2, "")
    assert "File exists: 'b'" in again.stderr
    assert "File exists: 'a'" in other_state.stderr
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert before.keys() == {"a", "b"}


def test_a_witness_serves_until_it_is_asked_to_end(tmp_path: Path):
    key = Key.parse(contested(tmp_path, "witness-key", "witness.example/w").stdout.strip())
    for ending, old in ((signal.SIGTERM, 0), (signal.SIGINT, 13)):
        with listening(tmp_path, f"--log={loopback.LOG.key}") as (at, process):
            size = old + 13
            prove = partial(lambda size, old: proofs.consistency(old, size, loopback.TREE.nodes), size)
            assert cosign(loopback.note(size), by=key, at=at, old=old, prove=prove, seconds=60)
            process.send_signal(ending)

            assert process.wait(timeout=60) == 0


def test_a_second_process_cannot_be_the_same_witness(tmp_path: Path):
    contested(tmp_path, "witness-key", "witness.example/w")
    with listening(tmp_path, f"--log={loopback.LOG.key}"):
        second = contested(tmp_path, "witness", f"--log={loopback.LOG.key}")

    assert second.returncode == 2
    assert "another process has it" in second.stderr


LOG_KEY = f"--log={loopback.LOG.key}"
CANNOT_BEGIN = {
    "without a log": ([], "the following arguments are required: --log"),
    "with no key of a log": (["--log=x"], "'x' is not a key of a log"),
    "with a witness's key for a log": (
        [f"--log={loopback.WITNESS.key}"],
        "the key of a witness, and not of a log",
    ),
    "without its key": ([LOG_KEY, "--key=nothing"], "No such file or directory: 'nothing'"),
    "with what is no key": ([LOG_KEY, "--key=witness.state"], "this is not a signing key"),
    "with a log's key for its own": (
        [LOG_KEY, "--key=log.key", "--state=log.state"],
        "the key of a log, and not of a",
    ),
    "with another's key": (
        [LOG_KEY, "--key=other.key"],
        "this is the state of the witness witness.example/w",
    ),
    "without its state": ([LOG_KEY, "--state=nothing"], "must not go on under its key"),
    "with a damaged state": ([LOG_KEY, "--state=damaged"], "cannot be read as the state of a witness"),
    "without a port": ([LOG_KEY, "--listen=127.0.0.1"], "'127.0.0.1' is not HOST:PORT"),
    "at a place that is taken": ([LOG_KEY, "--listen=127.0.0.1:TAKEN"], "Address already in use"),
    "at a place that is not there": ([LOG_KEY, "--listen=nowhere.invalid:1"], "contested: "),
}


@pytest.mark.parametrize("name", CANNOT_BEGIN)
def test_a_witness_that_cannot_begin_says_why(name: str, tmp_path: Path):
    arguments, said = CANNOT_BEGIN[name]
    contested(tmp_path, "witness-key", "witness.example/w")
    contested(tmp_path, "witness-key", "witness.example/w", "--key=other.key", "--state=other.state")
    (tmp_path / "log.key").write_text(loopback.LOG.secret)
    state.create(tmp_path / "log.state", loopback.LOG.key)
    (tmp_path / "damaged").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f":{taken.getsockname()[1]}"
        ran = contested(tmp_path, "witness", *(each.replace(":TAKEN", place) for each in arguments))

    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
