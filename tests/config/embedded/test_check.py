"""The check of the lock finds what it is there for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.embedded import check
from config.embedded.process import ROOT
from config.embedded.servers import base_environment


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a copy in the place of the lock."""
    (tmp_path / "written").mkdir()
    copy = tmp_path / "written" / "requirements.lock"
    shutil.copy(check.LOCK, copy)
    monkeypatch.setattr(check, "LOCK", copy)
    return copy


def test_the_lock_is_what_pyproject_compiles_to(tmp_path: Path):
    assert check.lock_is_current(tmp_path, base_environment())


def test_a_lock_without_a_dependency_is_stale(lock: Path, tmp_path: Path):
    lock.write_text(re.sub(r"^orjson==(.|\n)*?(?=^\w)", "", lock.read_text(), flags=re.MULTILINE))
    assert not check.lock_is_current(tmp_path, base_environment())


def test_a_lock_that_names_a_download_address_is_refused(lock: Path, tmp_path: Path):
    lock.write_text(lock.read_text() + "# --index-url https://example.org/simple\n")
    assert not check.lock_is_current(tmp_path, base_environment())


def test_a_check_that_does_not_exist_is_named():
    asked = subprocess.run([ROOT / "dev", "check", "typos"], capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "no check is called typos" in asked.stdout
