"""The checks of `./dev check`, each named with its time."""

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from config.embedded.application import manage
from config.embedded.process import ROOT
from config.embedded.servers import throwaway

LOCK = ROOT / "requirements.lock"
CROWD_LOCK = ROOT / "requirements-crowd.lock"

_BIN = Path(sys.executable).parent
_COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url")
_PACKAGES = ("config", "audit", "actors", "claims")
_BANDIT = (str(_BIN / "bandit"), "--quiet", "--configfile", "pyproject.toml", "--recursive")
#: The commands of each check. `dev` has no suffix to be found by; tests are linted, and not typed.
_COMMANDS: dict[str, list[str]] = {
    "ruff": [str(_BIN / "ruff"), "check", ".", "dev"],
    "format": [str(_BIN / "ruff"), "format", "--check", ".", "dev"],
    "mypy": [str(_BIN / "mypy"), "dev", "manage.py", *_PACKAGES],
    "imports": [str(_BIN / "lint-imports"), "--no-logo"],
    "migrations": manage("makemigrations", "--check", "--dry-run"),
    "deploy": manage("check", "--deploy", "--fail-level", "WARNING"),
}
#: What a check has in its environment beside the rest: a register that others reach, behind a proxy that ends TLS.
_ENVIRONMENTS: dict[str, dict[str, str]] = {
    "deploy": {
        "CONTESTED_DEBUG": "0",
        "CONTESTED_SECURE_COOKIES": "1",
        "CONTESTED_ALLOWED_HOSTS": "contested.example",
        "CONTESTED_TRUSTED_ORIGINS": "https://contested.example",
    }
}
NAMES = (*_COMMANDS, "bandit", "lock")


def run(names: list[str]) -> int:
    """Run the named checks, or all; print how each went, and return 0 if all passed."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"no check is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
        return 2
    failed = []
    with throwaway() as (_, env), TemporaryDirectory() as folder:
        for name in names or NAMES:
            started = time.monotonic()
            passed = _passed(name, Path(folder), env)
            print(f"{'ok  ' if passed else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
            failed += [] if passed else [name]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _passed(name: str, folder: Path, env: Mapping[str, str]) -> bool:
    if name == "bandit":
        return is_sound(env, "dev", "manage.py", *_PACKAGES)
    return locks_are_current(folder, env) if name == "lock" else passes(name, env)


def is_sound(env: Mapping[str, str], *places: str) -> bool:
    """Return whether bandit finds nothing in some files and folders."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [*_BANDIT, *places], env=env, cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True
    )
    for line in ran.stderr.splitlines():
        # It looks at each part of a statement that is marked, and tells of all those that need no mark.
        if "nosec encountered" not in line:
            print(line)
    return ran.returncode == 0


def passes(name: str, env: Mapping[str, str]) -> bool:
    """Run the command of a check and return whether it passed."""
    return _passes(_COMMANDS[name], {**env, **_ENVIRONMENTS.get(name, {})})


def _passes(command: list[str], env: Mapping[str, str]) -> bool:
    return subprocess.run(command, env=env, cwd=ROOT, check=False).returncode == 0  # noqa: S603 - our own commands


def locks_are_current(folder: Path, env: Mapping[str, str]) -> bool:
    """Return whether each lock is what pyproject.toml compiles to, and names no place to download from."""
    locks = {LOCK: ("--group", "dev", "pyproject.toml"), CROWD_LOCK: ("--group", "crowd")}
    current = [_is_current(lock, what, folder, env) for lock, what in locks.items()]
    return all(current)


def _is_current(lock: Path, what: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> bool:
    fresh = folder / lock.name
    shutil.copy(lock, fresh)  # a pin stands as long as pyproject.toml allows it
    if not _passes([str(_BIN / "uv"), *_COMPILE, *what, "-o", str(fresh)], env):
        return False
    if _pins(fresh) != _pins(lock):
        print(f"{lock.name} is not what pyproject.toml compiles to (CONTRIBUTING.md says how to write it)")
        return False
    if "://" in lock.read_text():
        print(f"{lock.name} names a place to download from")
        return False
    return True


def _pins(lock: Path) -> list[str]:
    """Return the lines of a lock without its comments, which name the file written to."""
    return [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
