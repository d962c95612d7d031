"""The check of the lock finds what it is there for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.embedded import check
from config.embedded.process import ROOT
from config.embedded.servers import base_environment


@pytest.fixture(params=["LOCK", "CROWD_LOCK"])
def lock(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a copy in the place of a lock."""
    (tmp_path / "written").mkdir()
    original: Path = getattr(check, request.param)
    copy = tmp_path / "written" / original.name
    shutil.copy(original, copy)
    monkeypatch.setattr(check, request.param, copy)
    return copy


def test_the_locks_are_what_pyproject_compiles_to(tmp_path: Path):
    assert check.locks_are_current(tmp_path, base_environment())


def test_a_lock_without_a_dependency_is_stale(lock: Path, tmp_path: Path):
    lock.write_text(re.sub(r"^(orjson|regex)==(.|\n)*?(?=^\w)", "", lock.read_text(), flags=re.MULTILINE))
    assert not check.locks_are_current(tmp_path, base_environment())


def test_a_lock_that_names_a_download_address_is_refused(lock: Path, tmp_path: Path):
    lock.write_text(lock.read_text() + "# --index-url https://example.org/simple\n")
    assert not check.locks_are_current(tmp_path, base_environment())


def test_a_check_that_does_not_exist_is_named():
    asked = subprocess.run([ROOT / "dev", "check", "typos"], capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "no check is called typos" in asked.stdout


def test_a_register_that_shows_its_debug_pages_is_not_fit_to_be_deployed(monkeypatch: pytest.MonkeyPatch):
    assert check.passes("deploy", base_environment())

    monkeypatch.setitem(check._ENVIRONMENTS["deploy"], "CONTESTED_DEBUG", "1")  # noqa: SLF001 - as a mistake would
    assert not check.passes("deploy", base_environment())


@pytest.mark.parametrize(
    "line",
    [
        "import pickle; pickle.loads(given)",
        "from django.utils.safestring import SafeString; SafeString(f'<b>{given}</b>')",
        "import subprocess; subprocess.run(given, shell=True)",
        "import hashlib; hashlib.md5(given)",
        "eval(given)",
    ],
)
def test_code_that_trusts_what_it_is_given_is_found(line: str, tmp_path: Path):
    code = tmp_path / "code.py"
    code.write_text(f"def do(connection, given):\n    {line}\n")
    assert not check.is_sound(base_environment(), str(code))

    code.write_text("def do(connection, given):\n    connection.execute('SELECT %s', [given])\n")
    assert check.is_sound(base_environment(), str(code))
