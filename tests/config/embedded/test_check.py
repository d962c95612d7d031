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
