"""The auditor's five minutes, word for word, in an empty folder; then one byte of the bundle is changed."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import application
from config.embedded.seed import Newsroom, seed
from tests.figures import Figure
from tests.stack import Stack
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "auditors.md").read_text()
TYPED = re.findall(r"^```bash\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
#: The first line makes an environment with one package, which this one has.
INSTALL = re.compile(r"^python3 -m venv .*$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not shutil.which("curl"), reason="the guide speaks with curl, which is not here"
)


@pytest.fixture
def folder(stack: Stack, tmp_path: Path) -> Path:
    """Return an empty folder beside a register with the example case, settled and sealed."""
    seed(Newsroom(stack.url, stack.keys["newsroom"]), lambda _: None)
    with stack.client("auditor") as auditor:
        claim = auditor.get("claims?limit=1").json()["results"][0]["id"]
        until(lambda: auditor.get(f"claims/{claim}/bundle").status_code == 200, within=30)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "credentials.json").write_text(json.dumps({"url": stack.url, "keys": dict(stack.keys)}))
    return tmp_path


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run lines of the guide as an auditor would."""
    python = Path(sys.executable).parent
    env = {
        "PATH": f"{python}:{os.environ['PATH']}",
        "CREDENTIALS": "credentials.json",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages")),
    }
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_five_minutes_end_with_a_verified_claim_once_the_server_is_gone(
    folder: Path, stack: Stack, figure: Figure
):
    assert INSTALL.search(TYPED[0])
    fetched = run(folder, INSTALL.sub("", "".join(TYPED[:-1])))
    assert fetched.returncode == 0, fetched.stderr
    stack.web.stop()
    assert not application.answers(f"{stack.url}/healthz")

    done = run(folder, TYPED[-1])

    stack.web.start()
    until(lambda: application.answers(f"{stack.url}/readyz"), within=60)
    is_verified = done.returncode == 0 and "Verified: " in done.stdout
    figure("P12", verified_offline=(is_verified, 1))
    assert is_verified, done.stderr
    assert "a key that you gave" in done.stdout


def test_a_bundle_with_one_byte_changed_is_refused(folder: Path, figure: Figure):
    run(folder, INSTALL.sub("", "".join(TYPED)))
    bundle = folder / "bundle.json"
    data, chance = bundle.read_bytes(), random.Random(16)
    answers = []
    for _ in range(10):
        at = chance.randrange(len(data))
        bundle.write_bytes(data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :])

        answers.append(run(folder, TYPED[-1]).returncode)

    figure("P12", changed_bytes=(answers.count(0), len(answers)))
    assert answers == [1] * 10
