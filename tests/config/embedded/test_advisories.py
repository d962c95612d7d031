"""What is asked about vulnerabilities of a lock, and that no answer is never taken for a good one."""

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from config.embedded import advisories
from config.embedded.process import ROOT

LOCK = f"""
amqp==5.3.1 --hash=sha256:{"0" * 64}
vine==5.1.0 --hash=sha256:{"1" * 64}
"""
NOBODY = "http://127.0.0.1:9/v1/query"


def vulnerability(name: str) -> dict[str, Any]:
    span = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}
    return {
        "id": f"PYSEC-2026-{name}",
        "modified": "2026-01-01T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "summary": "made up",
        "affected": [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [span]}],
    }


class Service(BaseHTTPRequestHandler):
    """Answers as OSV does."""

    knows: frozenset[str] = frozenset()
    status = 200
    asked: list[str]

    def do_POST(self) -> None:
        name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"].lower()
        self.asked.append(name)
        body = json.dumps({"vulns": [vulnerability(name)]} if name in self.knows else {}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[tuple[type[Service], str]]:
    """Serve; yield what it knows, to be changed, and where it is."""
    mine = type("Mine", (Service,), {"asked": [], "knows": frozenset({"django"})})
    server = ThreadingHTTPServer(("127.0.0.1", 0), mine)
    Thread(target=server.serve_forever, daemon=True).start()
    yield mine, f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Write a lock of two packages."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    return tmp_path / "requirements.lock"


def test_a_lock_that_nothing_is_known_of_is_clean(
    service: tuple[type[Service], str], lock: Path, capsys: pytest.CaptureFixture[str]
):
    assert advisories.run(url=service[1], lock=lock) == advisories.CLEAN

    assert capsys.readouterr().out == "2 packages audited, 0 with known vulnerabilities\n"
    assert service[0].asked == ["django", "amqp", "vine"]


def test_what_is_known_is_named_with_the_release_that_mends_it(
    service: tuple[type[Service], str], lock: Path, capsys: pytest.CaptureFixture[str]
):
    service[0].knows = frozenset({"django", "vine"})

    assert advisories.run(url=service[1], lock=lock) == advisories.FOUND
    assert capsys.readouterr().out == (
        "vine 5.1.0: PYSEC-2026-vine, mended in 9.9\n2 packages audited, 1 with known vulnerabilities\n"
    )


def test_nobody_there_is_no_answer(lock: Path, capsys: pytest.CaptureFixture[str]):
    assert advisories.run(url=NOBODY, lock=lock) == advisories.NOT_AUDITED
    assert capsys.readouterr().out.startswith("NOT AUDITED: the advisory service could not be asked. ")


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusal_is_no_answer(status: int, service: tuple[type[Service], str], lock: Path):
    service[0].status = status

    assert advisories.run(url=service[1], lock=lock) == advisories.NOT_AUDITED


def test_a_service_that_knows_nothing_at_all_is_not_believed(
    service: tuple[type[Service], str], lock: Path, capsys: pytest.CaptureFixture[str]
):
    service[0].knows = frozenset()

    assert advisories.run(url=service[1], lock=lock) == advisories.NOT_AUDITED
    assert "It knows of no vulnerability of django==2.0" in capsys.readouterr().out


def test_a_package_that_was_left_out_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, lock: Path, capsys: pytest.CaptureFixture[str]
):
    known = {"name": "django", "version": "2.0", "vulns": [{"id": "X", "fix_versions": []}]}
    monkeypatch.setattr(advisories, "_ask", lambda *_: [known, {"name": "vine", "skip_reason": "not found"}])

    assert advisories.run(lock=lock) == advisories.NOT_AUDITED
    assert capsys.readouterr().out == "NOT AUDITED: the advisory service was not asked about vine.\n"


def test_the_command_ends_with_the_status():
    asked = [ROOT / "dev", "audit", "--service", NOBODY]
    assert subprocess.run(asked, check=False, capture_output=True).returncode == advisories.NOT_AUDITED
