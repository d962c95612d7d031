"""Each contract of .importlinter is broken once, on a copy of the tree, and sees it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "audit", "actors", "claims")

#: Contract, the module that breaks it, and the line that does.
VIOLATIONS = [
    ("house", "audit/services/__init__.py", "import claims.errors"),
    ("house", "actors/services/__init__.py", "import claims.errors"),
    ("house", "config/http/errors.py", "import audit.errors"),
    ("house", "claims/apps.py", "import config.urls"),
    ("rooms", "claims/models/__init__.py", "import claims.services"),
    ("rooms", "claims/selectors/__init__.py", "import claims.dispatch"),
    ("rooms", "claims/tasks.py", "import claims.api.v1"),
    ("rooms", "actors/helpers.py", ""),
    ("wiring", "config/env.py", "import config.settings"),
    ("wiring", "config/utils.py", ""),
    ("consensus", "claims/consensus/__init__.py", "import django"),
    ("consensus", "claims/consensus/__init__.py", "import claims.errors"),
    ("mass", "claims/mass/__init__.py", "import django"),
    ("mass", "claims/mass/__init__.py", "import claims.errors"),
    ("grades", "claims/grades/__init__.py", "import scipy"),
    ("grades", "claims/grades/__init__.py", "import claims.errors"),
    ("rooms", "claims/consensus/__init__.py", "import claims.mass"),
    ("rooms", "claims/mass/__init__.py", "import claims.grades"),
    ("tree", "audit/tree/tiles.py", "import django"),
    ("tree", "audit/tree/tiles.py", "import audit.errors"),
    ("verifier", "audit/tree/verify.py", "import audit.tree.tiles"),
    ("history", "claims/models/__init__.py", "import simple_history"),
    ("history", "actors/services/__init__.py", "import pgtrigger"),
    ("http", "claims/services/__init__.py", "import rest_framework"),
    ("http", "audit/selectors/__init__.py", "import rest_framework.response"),
    ("celery", "claims/services/__init__.py", "import celery"),
    ("redis", "claims/tasks.py", "import redis"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the linter reads."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(
        [*command, "--contract", contract],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_violation_breaks_its_contract(copy: Path, contract: str, module: str, line: str):
    file = copy / module
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n{line}\n")
    checked = lint(copy, contract)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert " BROKEN" in checked.stdout


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in VIOLATIONS}))
def test_the_tree_as_it_is_keeps_its_contracts(copy: Path, contract: str):
    checked = lint(copy, contract)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert " KEPT" in checked.stdout


def test_every_contract_is_broken_once_here():
    lines = (ROOT / ".importlinter").read_text().splitlines()
    written = {line.removeprefix("[importlinter:contract:")[:-1] for line in lines if ":contract:" in line}
    assert written == {contract for contract, _, _ in VIOLATIONS}
