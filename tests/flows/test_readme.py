"""The README's five minutes, word for word: what a newcomer types, and what they are told to expect."""

import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from config.embedded.seed import Newsroom, seed
from tests.partner import Partner
from tests.stack import Stack

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "claims" / "consensus" / "data" / "expected.json"
SECTION = re.search(
    r"^## Five minutes with curl$(.*?)^## ", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE
)
#: Seconds from the 201 of a conflicting source to the new status, at rest.
SOON = 1.0


def blocks(language: str) -> list[str]:
    """Return the section's blocks of a language."""
    assert SECTION
    return re.findall(rf"^```{language}\n(.*?)^```$", SECTION[1], re.DOTALL | re.MULTILINE)


def script() -> str:
    """Return all that is to be typed; the register is up already."""
    lines = "".join(blocks("bash")).splitlines()
    return "\n".join(line for line in lines if line != "./dev up --detach")


@pytest.fixture
def newcomer(stack: Stack, tmp_path: Path) -> Path:
    """Return a folder as `./dev up` leaves it: the example case recorded and settled, credentials in their place."""
    seed(Newsroom(stack.url, stack.keys["newsroom"]), lambda _: None)
    credentials = tmp_path / ".local" / "credentials.json"
    credentials.parent.mkdir()
    credentials.write_text(json.dumps({"url": stack.url, "admin": stack.admin, "keys": stack.keys}))
    return tmp_path


@pytest.mark.skipif(
    not shutil.which("curl"), reason="the README speaks to the register with curl, which is not here"
)
def test_five_minutes_run_as_they_are_written(
    newcomer: Path, stack: Stack, capsys: pytest.CaptureFixture[str]
):
    typed = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script()],
        cwd=newcomer,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert typed.returncode == 0, typed.stdout + typed.stderr
    told = typed.stdout.splitlines()
    assert [line for block in blocks("text") for line in block.splitlines() if line not in told] == []
    with stack.client() as client:
        partner = Partner(client)
        (source,) = partner.pages("sources?external_id=river-post-dispatch")
        (claim,) = partner.pages("claims?external_id=dobropillia-push")
        (stance,) = partner.pages(f"stances?source={source['id']}&claim={claim['id']}")
        (recorded,) = partner.pages("stances?external_id=s13")
        back, disputed, *_ = partner.get(f"claims/{claim['id']}/determinations")["results"]
        partner.settle([found["id"] for found in partner.pages("claims")])
        final = {found["external_id"]: partner.consensus(found["id"]) for found in partner.pages("claims")}
    assert f"disputes, conflicts with ['{recorded['id']}']" in told
    assert disputed["trigger"]["conflicts_with"] == [recorded["id"]]
    assert stance["id"] in {entry["id"] for entry in disputed["trigger"]["entries"]}
    assert [back["status"], disputed["status"]] == ["single_source", "disputed"]
    assert final == json.loads(EXPECTED.read_text())["final"]

    (minutes, seconds) = re.findall(r"^real\s+(\d+)m([\d.]+)s$", typed.stderr, re.MULTILINE)[0]
    seen = 60 * int(minutes) + float(seconds)
    decided = at(disputed["determined_at"]) - at(source["recorded_at"])
    figure = f"new status seen {seen:.3f} s after the 201, decided {decided.total_seconds():.3f} s after the recording"
    with capsys.disabled():
        print(f"\nthe README's conflicting source: {figure}")
    assert max(seen, decided.total_seconds()) < SOON


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
