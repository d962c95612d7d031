"""Witnesses and what passes for one, listening on loopback; and what a log sends them."""

import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from audit.tree import proofs, state
from audit.tree.cosigner import Cosigner
from audit.tree.notes import Signer, sign
from audit.tree.server import Server
from audit.tree.state import State
from audit.tree.verify import COSIGNATURE, Checkpoint, Key
from audit.tree.witness import Submission
from tests.audit.tree.trees import Tree, tree_of
from tests.waiting import until

ENV = {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
LOG = Signer.generate("log.example/a")
WITNESS = Signer.generate("witness.example/w", algorithm=COSIGNATURE)
TREE = tree_of(50)


def fork_of(tree: Tree, size: int, *, number: int = 0, end: int = 60) -> Tree:
    """Return a tree that goes on from the first entries of another in a way of its own."""
    return Tree([*tree.entries[:size], *(b"fork %d %d" % (number, index) for index in range(size, end))])


def note(size: int, tree: Tree = TREE, log: Signer = LOG) -> str:
    """Return the checkpoint of a tree at a size, signed."""
    return sign(str(Checkpoint(log.name, size, tree.roots[size])), log)


def body(old: int, size: int, tree: Tree = TREE, log: Signer = LOG) -> bytes:
    """Return a submission with the proof that belongs to it."""
    steps = proofs.consistency(old, size, tree.nodes) if old <= size else []
    return bytes(Submission(old, tuple(steps), note(size, tree, log)))


@contextmanager
def remembering(file: Path, *logs: Key, signer: Signer = WITNESS) -> Iterator[Cosigner]:
    """Be a witness with this file, new if it is not there."""
    if not file.exists():
        state.create(file, signer.key)
    kept = State(file, signer.key)
    try:
        yield Cosigner(signer, logs or [LOG.key], kept)
    finally:
        kept.close()


@contextmanager
def serving(cosigner: Cosigner, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a witness and yield its address."""
    with Server("127.0.0.1", 0, cosigner) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def accepting(talk: Callable[[socket.socket], object]) -> Iterator[str]:
    """Listen, have `talk` speak with each caller in turn, and yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            with suppress(OSError):  # the listening ends with the test, and a caller goes when it likes
                while True:
                    caller, _ = listening.accept()
                    with caller, suppress(OSError):
                        talk(caller)

        thread = Thread(target=take)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def taken(caller: socket.socket) -> bytes:
    """Return the body of the request that a caller sends."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += caller.recv(65536)
    head, _, found = data.partition(b"\r\n\r\n")
    length = next(
        int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    while len(found) < length:
        found += caller.recv(65536)
    return found


def saying(status: str, content: bytes | str, **headers: str) -> Callable[[socket.socket], object]:
    """Return what takes a request and answers it with this."""
    data = content.encode() if isinstance(content, str) else content
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def talk(caller: socket.socket) -> None:
        taken(caller)
        caller.sendall("\r\n".join([*lines, "", ""]).encode() + data)

    return talk


def contested(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `contested` in a folder to its end."""
    command = [sys.executable, "-P", "-m", "audit.tree", *arguments]
    return subprocess.run(command, cwd=folder, env=ENV, capture_output=True, text=True, check=False)


@contextmanager
def listening(
    folder: Path, *arguments: str, program: Sequence[str] = ("audit.tree",)
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the witness of a folder, and yield its address and its process, which is killed in the end."""
    command = [sys.executable, "-P", "-m", *program, "witness", "--listen=127.0.0.1:0", *arguments]
    told = folder / "told"
    with (
        told.open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=ENV, stderr=log, text=True) as process,
    ):
        try:
            found = until(lambda: re.search(r"listens at (\S+) port (\d+)", told.read_text()), within=60)
            yield f"http://{found[1]}:{found[2]}", process
        finally:
            process.kill()
