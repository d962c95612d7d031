"""The verifier as an auditor runs it: one file in an empty folder, or as `contested`."""

import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from audit.tree import bundle, verify
from tests.audit.tree.bundles import RECORDS, Log

ROOT = Path(__file__).resolve().parents[3]
LOG = Log(12)
KEY = f"--key={LOG.signer.key}"


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
