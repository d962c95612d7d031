"""A witness over HTTP: one path, one method, bodies of a size, callers of any speed."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audit.tree import server
from audit.tree.cosigner import Cosigner
from audit.tree.verify import open_checkpoint
from tests.audit.tree.loopback import LOG, TREE, WITNESS, body, fork_of, note, remembering, serving


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Cosigner]:
    """Return a witness that has cosigned the log at 13."""
    with remembering(tmp_path / "witness.state") as made:
        made.add(body(0, 13))
        yield made


@pytest.fixture
def caller(witness: Cosigner) -> Iterator[HTTPConnection]:
    """Return a connection to it."""
    with serving(witness) as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        yield connection
        connection.close()


@pytest.fixture
def plain(caller: HTTPConnection) -> Iterator[socket.socket]:
    """Return a socket that is connected to it."""
    with socket.create_connection((caller.host, caller.port or 0), timeout=60) as connected:
        yield connected


def answered(response: HTTPResponse) -> tuple[int, str, str]:
    """Return status, type and text of an answer."""
    return response.status, response.headers["Content-Type"], response.read().decode()


TEXT = "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("submitted", "answer"),
    [
        (body(12, 50), (409, "text/x.tlog.size", "13\n")),
        (body(13, 13, fork_of(TREE, 5)), (409, "text/x.tlog.size", "13\n")),
        (body(13, 50, fork_of(TREE, 5)), (422, TEXT, "the two checkpoints are inconsistent\n")),
        (body(14, 13), (400, TEXT, "the old size is larger than the checkpoint\n")),
        (b"", (400, TEXT, "the body is not an old size, 63 hashes at most and a checkpoint\n")),
        (body(13, 50).replace(b"/a\n50\n", b"/b\n50\n"), (404, TEXT, "this log is not known here\n")),
        (
            body(13, 50).replace(b"\n50\n", b"\n49\n"),
            (403, TEXT, "the signature of 'log.example/a' does not hold\n"),
        ),
    ],
)
def test_each_refusal_has_status_type_and_text(
    submitted: bytes, answer: tuple[int, str, str], caller: HTTPConnection
):
    caller.request("POST", "/add-checkpoint", submitted)

    assert answered(caller.getresponse()) == answer


def test_checkpoints_are_cosigned_one_after_another_on_one_connection(caller: HTTPConnection):
    for old, size in ((13, 20), (20, 33), (33, 50)):
        caller.request("POST", "/add-checkpoint", body(old, size))
        status, kind, text = answered(caller.getresponse())

        assert (status, kind) == (200, TEXT)
        assert open_checkpoint(note(size) + text, [LOG.key, WITNESS.key]).witnesses[0][0] == WITNESS.key
    assert caller.sock


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_no_other_method_is_answered(method: str, caller: HTTPConnection):
    caller.request(method, "/add-checkpoint", b"x" * 100)
    response = caller.getresponse()

    assert (response.status, response.headers["Allow"], response.read()) == (405, "POST", b"POST only\n")
    assert response.headers["Connection"] == "close"  # what else was sent is no request


def test_the_head_of_a_refusal_has_no_body(plain: socket.socket):
    plain.sendall(b"HEAD /add-checkpoint HTTP/1.1\r\n\r\n")
    answer = b"".join(iter(lambda: plain.recv(1000), b""))

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "path", ["/", "/add-checkpoint/", "/add-checkpoint?x", "/ADD-CHECKPOINT", "/x", "/%0d%0a"]
)
def test_no_other_path_is_answered(path: str, caller: HTTPConnection):
    for method in ("POST", "GET"):
        caller.request(method, path, body(13, 50))

        assert answered(caller.getresponse()) == (404, TEXT, "Not Found\n")


@pytest.mark.parametrize("length", [server.LIMIT + 1, 16 * server.LIMIT])
def test_a_body_that_is_too_long_is_refused(length: int, caller: HTTPConnection):
    caller.request("POST", "/add-checkpoint", b"x" * length)

    assert caller.getresponse().status == 413


def test_each_request_on_a_connection_has_a_limit_of_its_own(caller: HTTPConnection):
    for _ in range(40):
        caller.request("POST", "/add-checkpoint", b"x" * server.LIMIT)

        assert answered(caller.getresponse())[0] == 400


def test_a_body_that_is_far_too_long_is_not_read_to_its_end(plain: socket.socket):
    plain.sendall(
        b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n" + bytes(16 * server.LIMIT)
    )

    assert plain.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_head_that_is_far_too_long_is_broken_off(plain: socket.socket):
    try:
        plain.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        for _ in range(60):
            plain.sendall(b"X: %s\r\n" % (b"y" * 60_000))
        plain.sendall(b"\r\n")
        answer = plain.recv(100)
    except ConnectionError:  # it was closed while this was still being sent
        answer = b""

    assert answer == b""


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Content-Length: x\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_a_body_of_no_length_is_refused(header: str, plain: socket.socket):
    plain.sendall(f"POST /add-checkpoint HTTP/1.1\r\n{header}\r\n".encode())

    assert plain.recv(100).startswith(b"HTTP/1.1 411 ")


def test_a_body_that_ends_before_its_length_is_not_judged(plain: socket.socket, witness: Cosigner):
    submitted = body(13, 50)
    plain.sendall(
        f"POST /add-checkpoint HTTP/1.1\r\nContent-Length: {len(submitted) + 1}\r\n\r\n".encode() + submitted
    )
    plain.shutdown(socket.SHUT_WR)

    assert plain.recv(100) == b""
    assert witness.add(body(0, 50))[:2] == (409, "13\n")


def test_what_is_no_http_is_refused(plain: socket.socket):
    plain.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")

    assert plain.recv(100).startswith(b"Bad request syntax")


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /add-checkpoint HTT", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nold"],
)
def test_a_caller_that_falls_silent_is_let_go(
    sent: bytes, witness: Cosigner, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    with serving(witness) as address, socket.create_connection(place(address), timeout=60) as silent:
        silent.sendall(sent)

        assert silent.recv(100) == b""


def test_a_caller_that_dribbles_is_let_go(witness: Cosigner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "PATIENCE", 0.5)
    with serving(witness) as address, socket.create_connection(place(address), timeout=0.05) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nX: ")
        ended = False
        while not ended:
            try:
                slow.sendall(b"x")
                ended = slow.recv(100) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True


def test_no_more_than_so_many_are_served_at_once(witness: Cosigner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "MOST", 2)
    with serving(witness) as address:
        first, second, third = (socket.create_connection(place(address), timeout=60) for _ in range(3))
        with second, third:
            with first:
                assert third.recv(100) == b""
                first.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
                assert first.recv(100).startswith(b"HTTP/1.1 404")
                while first.recv(100):
                    pass
            # The place of the first is free, as soon as its thread has ended.
            with until_served(address) as fourth:
                assert fourth.recv(100).startswith(b"HTTP/1.1 404")


def until_served(address: str) -> socket.socket:
    """Return a connection on which something was asked that will be answered."""
    while True:
        connected = socket.create_connection(place(address), timeout=60)
        connected.sendall(b"GET / HTTP/1.1\r\n\r\n")
        try:
            if connected.recv(1, socket.MSG_PEEK):
                return connected
        except ConnectionError:
            pass
        connected.close()


def place(address: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(address)
    return str(parts.hostname), int(parts.port or 0)


def test_what_could_not_be_stored_is_answered_as_a_fault(
    caller: HTTPConnection, witness: Cosigner, tmp_path: Path
):
    (tmp_path / "witness.state").unlink()
    (tmp_path / "witness.state").mkdir()
    caller.request("POST", "/add-checkpoint", body(13, 50))

    assert caller.getresponse().status == 500
    assert witness.add(body(0, 50))[:2] == (409, "13\n")


def test_what_a_caller_sends_cannot_move_the_terminal(
    plain: socket.socket,
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", "contested.witness")
    plain.sendall("GET /\x1b[2J\u202e HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    while plain.recv(100):
        pass

    assert caplog.records
    assert all(record.getMessage().isprintable() for record in caplog.records)
    assert "\u202e" not in caplog.text
