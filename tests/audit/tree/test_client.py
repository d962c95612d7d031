"""A log asks a witness: every answer that the text names, from a real one, and whatever else may come back."""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from audit.tree import client, proofs
from audit.tree.client import ContradictedError, NotCosignedError, cosign
from audit.tree.cosigner import Cosigner
from audit.tree.notes import Signer
from audit.tree.verify import COSIGNATURE, RefusedError, open_checkpoint
from audit.tree.witness import Submission
from tests.audit.tree.loopback import (
    LOG,
    TREE,
    WITNESS,
    accepting,
    body,
    fork_of,
    note,
    remembering,
    saying,
    serving,
    taken,
)

FORK = fork_of(TREE, 5)
LINE = WITNESS.line(note(50).partition("\n\n")[0] + "\n", at=7)


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Cosigner]:
    """Return a witness that has cosigned the log at 13."""
    with remembering(tmp_path / "witness.state") as made:
        made.add(body(0, 13))
        yield made


@pytest.fixture
def address(witness: Cosigner) -> Iterator[str]:
    """Return where it is."""
    with serving(witness) as found:
        yield found


def prove(old: int, *, size: int = 50) -> Sequence[bytes]:
    return proofs.consistency(old, size, TREE.nodes)


def ask(
    at: str, *, size: int = 50, old: int = 13, signed: str = "", seconds: float = 30, **other: Any
) -> str:
    """Ask for a cosignature under the tree at a size, or under something else that was signed."""
    asked = {"by": WITNESS.key, "prove": partial(prove, size=size), **other}
    return cosign(signed or note(size), at=at, old=old, seconds=seconds, **asked)


def refusal(at: str, **asked: Any) -> NotCosignedError:
    """Return the refusal."""
    with pytest.raises(NotCosignedError) as error:
        ask(at, **asked)
    return error.value


def holds(line: str, size: int = 50) -> bool:
    """Return whether a line is the witness's cosignature."""
    return [key for key, _ in open_checkpoint(note(size) + line, [LOG.key, WITNESS.key]).witnesses] == [
        WITNESS.key
    ]


def test_a_cosignature_comes_back_as_a_line(address: str):
    assert holds(ask(address))


@pytest.mark.parametrize("old", [0, 12, 14, 50])
def test_a_witness_that_knows_another_size_is_asked_once_more_from_there(old: int, address: str):
    assert holds(ask(address, old=old))


def test_a_witness_that_knows_the_checkpoint_already_cosigns_it_again(address: str):
    assert holds(ask(address))
    assert holds(ask(address))


def test_a_new_log_begins_at_nothing(tmp_path: Path):
    with remembering(tmp_path / "new") as witness, serving(witness) as address:
        assert holds(ask(address, old=0, size=0), 0)
        assert holds(ask(address, old=0))


def test_a_cosignature_may_come_in_chunks():
    line = LINE.encode()
    with accepting(chunked(b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (line[:5], len(line) - 5, line[5:]))) as at:
        assert holds(ask(at))


def test_a_proof_that_cannot_be_made_is_the_log_s_own_fault(address: str):
    def prove(_: int) -> Sequence[bytes]:
        raise RefusedError("there is no tile/0/000")

    with pytest.raises(RefusedError, match="there is no tile"):
        ask(address, prove=prove)


def test_a_prefix_with_a_path_is_kept(witness: Cosigner):
    asked: list[bytes] = []

    def talk(caller: socket.socket) -> None:
        data = caller.recv(65536)
        asked.append(data.split(b"\r\n")[0])
        caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with accepting(talk) as at:
        refusal(f"{at}/deep/er")
    assert asked == [b"POST /deep/er/add-checkpoint HTTP/1.1"]
    assert witness


@pytest.mark.parametrize(
    ("asked", "said", "known"),
    [
        ({"size": 9, "old": 9}, "it knows 13 entries of this log, more than the 9 of this checkpoint", 13),
        (
            {"size": 13, "old": 0, "signed": note(13, FORK)},
            "it knows another root of this log at 13 entries",
            None,
        ),
        ({"size": 13, "signed": note(13, FORK)}, "it knows another root of this log at 13 entries", None),
        ({"signed": note(50, FORK)}, "what it knows of this log at 13 entries is no beginning of this", None),
        (
            {"old": 0, "signed": note(50, FORK)},
            "what it knows of this log at 13 entries is no beginning of",
            None,
        ),
    ],
)
def test_a_witness_that_knows_another_history_contradicts(
    asked: dict[str, Any], said: str, known: int | None, address: str
):
    error = refusal(address, **asked)

    assert isinstance(error, ContradictedError)
    assert said in str(error)
    assert error.known == known


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"signed": note(50, log=Signer.generate(LOG.name))}, "it knows no key that signed this checkpoint"),
        ({"signed": note(50, log=Signer.generate("log.example/b"))}, "it does not know this log"),
        ({"prove": lambda _: [bytes(32)] * 64}, "it cannot read what it was sent"),
        (
            {"by": Signer.generate(WITNESS.name, algorithm=COSIGNATURE).key},
            "its answer is no cosignature: the witness",
        ),
    ],
)
def test_a_witness_that_refuses_is_understood(asked: dict[str, Any], said: str, address: str):
    error = refusal(address, **asked)

    assert said in str(error)
    assert not isinstance(error, ContradictedError)


def chunked(content: bytes) -> Callable[[socket.socket], object]:
    """Return what answers in chunks, or in what it says are chunks."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return lambda caller: (taken(caller), caller.sendall(head + content))


LYING = Signer("witness.example/w", COSIGNATURE, Signer.generate("x").private)
SIZE = {"Content_Type": "text/x.tlog.size"}
ANSWERS: dict[str, tuple[Callable[[socket.socket], object], str]] = {
    "nothing": (saying("200 OK", ""), "its answer is no cosignature"),
    "a signature by another key": (saying("200 OK", LYING.line(f"{TREE}\n", at=7)), "its answer is no cosignature"),
    "a signature of its own under another text": (
        saying("200 OK", WITNESS.line("log.example/a\n49\n", at=7)),
        "the signature of 'witness.example/w' does not hold",
    ),
    "half a signature": (saying("200 OK", LINE[:-9]), "its answer is no cosignature"),
    "a text of its own": (saying("200 OK", f"more\n\n{LINE}"), "its answer is no cosignature"),
    "what is not text": (saying("200 OK", b"\xff\xfe"), "cannot be understood"),
    "a page": (saying("200 OK", "<!doctype html>\n"), "its answer is no cosignature"),
    "too much": (saying("200 OK", LINE * 600), "longer than 65536 bytes"),
    "too much, without an end": (
        lambda caller: (taken(caller), [caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(9999)) for _ in range(99)]),
        "longer than 65536 bytes",
    ),
    "too much in chunks of no size": (chunked(b"-1\r\n" + bytes(999_999)), "no answer: 'more than 131072 bytes'"),
    "chunks that are none": (chunked(b"zz\r\nx\r\n"), "no answer"),
    "a chunk that is cut off": (chunked(b"9\r\nx"), "no answer"),
    "too long a head": (
        lambda caller: (taken(caller), caller.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: %s\r\n" % (b"y" * 60_000) * 9)),
        "no answer: 'more than 131072 bytes'",
    ),
    "headers without an end": (
        lambda caller: (taken(caller), caller.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200)), "no answer"
    ),
    "what is no HTTP": (lambda caller: (taken(caller), caller.sendall(b"SSH-2.0-x\r\n")), "no answer"),
    "a status and an end": (
        lambda caller: (taken(caller), caller.sendall(b"HTTP/1.1 200 ")), "its answer is no cosignature"
    ),
    "a line without an end": (
        lambda caller: (taken(caller), caller.sendall(b"x" * 60_000 + b"\r\n")), f"no answer: '{'x' * 120}'"
    ),
    "an end": (lambda caller: caller.recv(1), "no answer"),
    "a redirect": (saying("307 Temporary Redirect", "", Location="http://127.0.0.1:9/x"), "it answers 307"),
    "a redirect to itself": (saying("308 Permanent Redirect", "", Location="/add-checkpoint"), "it answers 308"),
    "a fault": (saying("500 Internal Server Error", "oops"), "it answers 500"),
    "another success": (saying("202 Accepted", LINE), "it answers 202"),
    "a conflict without a size": (saying("409 Conflict", "13\n"), "asked from 13 entries on, and names None"),
    "a conflict with no number": (saying("409 Conflict", "x\n", **SIZE), "cannot be understood"),
    "a conflict with a leading zero": (saying("409 Conflict", "013\n", **SIZE), "cannot be understood"),
    "a conflict with what it was asked from": (
        saying("409 Conflict", "13\n", **SIZE), "asked from 13 entries on, and names 13"
    ),
    "a conflict again and again": (saying("409 Conflict", "14\n", **SIZE), "asked from 14 entries on, and names 14"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none_is_refused_in_words(name: str):
    talk, said = ANSWERS[name]
    with accepting(talk) as at:
        error = refusal(at)

    assert said in str(error)
    assert not isinstance(error, ContradictedError)
    assert str(error).isprintable()


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (saying("409 Conflict", "51\n", **SIZE), "it knows 51 entries of this log, more than the 50"),
        (saying("409 Conflict", f"{2**63 - 1}\n", **SIZE), "more than the 50 of this checkpoint"),
        (saying("422 Unprocessable Entity", ""), "at 13 entries is no beginning of this checkpoint"),
    ],
)
def test_a_contradiction_is_one_whoever_says_it(talk: Callable[[socket.socket], object], said: str):
    with accepting(talk) as at:
        error = refusal(at)

    assert isinstance(error, ContradictedError)
    assert said in str(error)


def test_another_root_may_be_told_without_a_size():
    with accepting(saying("409 Conflict", "the roots differ\n")) as at:
        assert isinstance(refusal(at, old=50), ContradictedError)


def test_a_proof_from_nothing_contradicts_nothing():
    with accepting(saying("422 Unprocessable Entity", "")) as at:
        assert not isinstance(refusal(at, old=0), ContradictedError)


@pytest.mark.parametrize(
    ("status", "sizes", "olds"),
    [(409, [20, 21, 22], [13, 20]), (409, [13, 13], [13]), (409, [51, 52], [13]), (403, [20, 21], [13])],
)
def test_one_that_conflicts_is_asked_twice_at_most(status: int, sizes: list[int], olds: list[int]):
    asked: list[Submission] = []
    answers = iter(sizes)

    def talk(caller: socket.socket) -> None:
        asked.append(Submission.parse(taken(caller)))
        size = f"{next(answers)}\n"
        head = f"HTTP/1.1 {status} No\r\nContent-Type: text/x.tlog.size\r\nContent-Length: {len(size)}\r\n"
        caller.sendall(f"{head}Connection: close\r\n\r\n{size}".encode())

    with accepting(talk) as at:
        refusal(at)

    assert asked == [Submission(old, tuple(prove(old)), note(50)) for old in olds]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a certificate of localhost, and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_witness_behind_tls_is_asked_if_its_certificate_holds(
    is_trusted: bool,  # noqa: FBT001 - a parameter
    certificate: Path,
    witness: Cosigner,
    monkeypatch: pytest.MonkeyPatch,
):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(witness, tls=context) as address:
        at = address.replace("http://127.0.0.1", "https://localhost")
        if is_trusted:
            assert holds(ask(at, old=0))
        else:
            assert "certificate verify failed" in str(refusal(at))


def test_where_nobody_listens_there_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as taken_for_a_moment:
        port = taken_for_a_moment.getsockname()[1]

    assert "no answer: " in str(refusal(f"http://127.0.0.1:{port}"))


def test_what_cannot_be_a_host_is_no_answer():
    assert "no answer: " in str(refusal(f"http://{'a' * 70}.invalid"))


def test_one_that_speaks_no_tls_is_no_answer(address: str):
    assert "no answer: " in str(refusal(address.replace("http:", "https:")))


def test_one_that_falls_silent_is_not_waited_for():
    gone = Event()
    with accepting(lambda caller: (taken(caller), gone.wait(60))) as at:
        assert "no answer: " in str(refusal(at, seconds=0.3))
        gone.set()


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_one_that_dribbles_is_not_waited_for(start: bytes):
    gone = Event()

    def talk(caller: socket.socket) -> None:
        taken(caller)
        caller.sendall(start)
        while not gone.wait(0.05):
            caller.sendall(b"x")

    with accepting(talk) as at:
        assert "no answer: " in str(refusal(at, seconds=0.5))
        gone.set()


def test_the_limit_leaves_room_for_a_hundred_signatures():
    lines = [
        Signer.generate(f"{'w' * 60}.example/{number}", algorithm=COSIGNATURE).line("x\n", at=2**62)
        for number in range(100)
    ]

    assert len("".join(lines).encode()) < client.LIMIT
