"""`./dev audit`: whether anything locked is known to be vulnerable.

It asks a service over the network, and what could not be asked is never taken for an answer: that has a status of
its own, and says so.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.embedded.check import LOCK
from config.embedded.process import ROOT
from config.embedded.servers import base_environment

#: Nothing is known of what is locked; something is; nobody could be asked.
CLEAN, FOUND, NOT_AUDITED = 0, 1, 3
#: A release with vulnerabilities that every service knows. One that has nothing against it knows nothing.
PROBE = "django==2.0\n"

_PIP_AUDIT = (
    str(Path(sys.executable).with_name("pip-audit")),
    *("--disable-pip", "--format", "json", "--progress-spinner", "off", "--vulnerability-service", "osv"),
)


class UnansweredError(Exception):
    """The service gave no answer that means anything."""


def run(*, url: str = "", lock: Path = LOCK) -> int:
    """Print what is known of the packages of a lock, and return a status; `url` is of another service of OSV's form."""
    try:
        _probe(url)
        asked = _ask(url, "--require-hashes", "--requirement", str(lock))
    except UnansweredError as error:
        print(f"NOT AUDITED: the advisory service could not be asked. {error}")
        return NOT_AUDITED
    if skipped := [each["name"] for each in asked if "skip_reason" in each]:
        print(f"NOT AUDITED: the advisory service was not asked about {', '.join(skipped)}.")
        return NOT_AUDITED
    found = _vulnerable(asked)
    for each in found:
        for known in each["vulns"]:
            mended = ", ".join(known["fix_versions"]) or "no release"
            print(f"{each['name']} {each['version']}: {known['id']}, mended in {mended}")
    print(f"{len(asked)} packages audited, {len(found)} with known vulnerabilities")
    return FOUND if found else CLEAN


def _probe(url: str) -> None:
    """Ask about what every service knows.

    Raises:
        UnansweredError: it is away, or does not know that.
    """
    with TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text(PROBE)
        if not _vulnerable(_ask(url, "--no-deps", "--requirement", str(probe))):
            raise UnansweredError(f"It knows of no vulnerability of {PROBE.strip()}, and so of none at all.")


def _ask(url: str, *what: str) -> list[dict[str, Any]]:
    """Return what is known of each package.

    Raises:
        UnansweredError: the service is away, or answers with something else.
    """
    command = [*_PIP_AUDIT, *what, *(["--osv-url", url] if url else [])]
    asked = subprocess.run(  # noqa: S603 - our own command
        command, env=base_environment(), cwd=ROOT, capture_output=True, text=True, check=False
    )
    try:
        found: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        raise UnansweredError((asked.stderr.strip().splitlines() or ["It said nothing."])[-1]) from error
    return found


def _vulnerable(packages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in packages if each.get("vulns")]
