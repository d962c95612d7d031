"""A register and a witness beside it, as processes: what is published is cosigned, and waits while that is away.

Both are killed on the way, and nothing has to be done for it.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from audit.tree import verify
from audit.tree.notes import Signer
from audit.tree.verify import Key
from config.embedded.servers import base_environment
from config.embedded.valkey import free_port
from tests.audit.tree.loopback import contested, listening
from tests.databases import Databases
from tests.partner import Partner
from tests.stack import Stack, running
from tests.waiting import until


@dataclass(frozen=True)
class Beside:
    """A stack, the key of its log, and the folder, the key and the port of its witness."""

    stack: Stack
    log: Key
    folder: Path
    key: Key
    port: int

    def listening(self) -> object:
        """Run the witness."""
        return listening(self.folder, f"--log={self.log}", f"--listen=127.0.0.1:{self.port}")


@pytest.fixture(scope="module")
def beside(
    databases: Databases, static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Beside]:
    """Run a stack that asks for the cosignature of one witness, which does not run yet."""
    folder, database, port = tmp_path_factory.mktemp("witness"), databases.clone(), free_port()
    key = Key.parse(contested(folder, "witness-key", "witness.example/w").stdout.strip())
    env = {
        **base_environment(),
        "CONTESTED_STATIC_ROOT": str(static_root),
        "CONTESTED_LOG_WITNESSES": f"1 http://127.0.0.1:{port}={key}",
    }
    with running(tmp_path_factory.mktemp("stack"), database, env) as stack:
        yield Beside(stack, Signer.parse(env["CONTESTED_LOG_KEY"]).key, folder, key, port)
    databases.drop(database)


def record(client: httpx.Client, name: str) -> int:
    """Record an actor, and return the index of its entry."""
    made = Partner(client).record("actors", name=name, kind="person")
    return int(until(lambda: client.get(f"actors/{made}/revisions/1").json()["log_index"], within=60))


def published(client: httpx.Client, index: int) -> httpx.Response:
    """Return the proof of an entry, once a published checkpoint covers it."""
    return until(lambda: (found := client.get(f"log/proof/{index}")).status_code == 200 and found, within=60)


def unpublished(stack: Stack) -> int:
    """Return how many entries wait for a witness."""
    return int(httpx.get(f"{stack.url}/readyz").json()["checks"]["unpublished_entries"]["value"])


def verified(client: httpx.Client, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Take a bundle away and verify it by the file that the register serves."""
    (folder / "verify.py").write_bytes(client.get("log/verify.py").content)
    (folder / "bundle.json").write_bytes(client.get("log/bundle?first=0&end=1").content)
    command = [sys.executable, "-I", "verify.py", "bundle.json", *arguments]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)


def test_what_is_published_is_cosigned_and_waits_while_the_witness_is_away(beside: Beside, tmp_path: Path):
    with beside.stack.client("newsroom") as client:
        first = record(client, "before the witness")
        until(lambda: unpublished(beside.stack) > first, within=60)  # all that was ever sealed
        assert client.get("log/checkpoint").status_code == 404
        assert (client.get("log/keys").text, client.get("log/witnesses").text) == (
            f"{beside.log}\n",
            f"{beside.key}\n",
        )
        with beside.listening():
            published(client, first)
            asked = ["--key", str(beside.log), "--key", str(beside.key), "--quorum", "1"]
            told = verified(client, tmp_path, *asked)
        assert (told.returncode, f"It is cosigned by {beside.key}, a key that you gave" in told.stdout) == (
            0,
            True,
        )

        kept = client.get("log/checkpoint").text
        second = record(client, "while it is away")
        until(lambda: unpublished(beside.stack), within=60)
        assert client.get(f"log/proof/{second}").json()["code"] == "not_sealed"
        assert client.get("log/checkpoint").text == kept
        beside.stack.sealing.kill()
        beside.stack.sealing.start()

        with beside.listening():
            published(client, second)
        signed = verify.open_checkpoint(client.get("log/checkpoint").text, [beside.log, beside.key])
        assert [key for key, _ in signed.witnesses] == [beside.key]
