"""P15: both sides of the witness protocol, over loopback, held against a second one that was written from its text."""

import base64
import random
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ed25519

from audit.tree import proofs
from audit.tree.client import NotCosignedError, cosign
from audit.tree.notes import Signer
from audit.tree.verify import COSIGNATURE, Key
from tests.audit.tree import independent_witness as second
from tests.audit.tree.loopback import (
    LOG,
    TREE,
    WITNESS,
    accepting,
    body,
    fork_of,
    note,
    remembering,
    serving,
    taken,
)
from tests.figures import Figure

OTHER, UNKNOWN, STRANGER = map(Signer.generate, ("log.example/b", "log.example/c", LOG.name))
FORKS = [fork_of(TREE, size) for size in (1, 8, 21, 40)]


def submission(chance: random.Random, known: dict[str, tuple[int, bytes]]) -> bytes:
    """Return a submission that is right, or wrong in one way or several."""
    log = chance.choices([LOG, OTHER, UNKNOWN, STRANGER], [12, 6, 1, 1])[0]
    tree = chance.choices([TREE, *FORKS], [12, 1, 1, 1, 1])[0]
    at = known.get(log.name, (0, b""))[0]
    old = at if chance.random() < 0.8 else chance.randrange(51)
    size = min(50, at + chance.randrange(4)) if chance.random() < 0.9 else chance.randrange(51)
    made = body(old, size, tree, log)
    if chance.random() < 0.25:
        made = chance.choice([lengthened, shortened, misspelt, resigned, other_bytes])(made, chance)
    return made


def lengthened(made: bytes, chance: random.Random) -> bytes:
    """Put hashes into the proof that do not belong there; some are too many."""
    line = base64.b64encode(chance.randbytes(32)) + b"\n"
    return made.replace(b"\n\n", b"\n" + line * chance.choice([1, 2, 63, 64]) + b"\n", 1)


def shortened(made: bytes, chance: random.Random) -> bytes:
    """Leave out a line."""
    lines = made.split(b"\n")
    lines.pop(chance.randrange(len(lines) - 1))
    return b"\n".join(lines)


def misspelt(made: bytes, chance: random.Random) -> bytes:
    """Write the old size as it may not be written."""
    start = chance.choice(
        [b"old 0", b"old -", b"old  ", b"Old ", b"old\t", b"old +", b" old ", b"old 9\nold "]
    )
    return made.replace(b"old ", start, 1)


def resigned(made: bytes, chance: random.Random) -> bytes:
    """Add the signature of a key that nobody knows, before or after that of the log."""
    head, text = made.rsplit(b"\n\n", 1)
    line = Signer.generate("somebody.example").line("x\n").encode()
    return head + b"\n\n" + (line + text if chance.random() < 0.5 else text + line)


def other_bytes(made: bytes, chance: random.Random) -> bytes:
    """Change a byte, into none of those that are neither shown nor forbidden."""
    at = chance.randrange(len(made))
    changed = made[at] ^ chance.randrange(1, 128)
    return made[:at] + bytes([changed if changed != 0x7F else 0x7E]) + made[at + 1 :]


def test_the_witness_answers_as_the_text_says(tmp_path: Path, figure: Figure):
    chance, counted = random.Random(15), Counter[int]()
    for number in range(30):
        oracle = second.Witness({log.name: [log.key.public] for log in (LOG, OTHER)})
        with remembering(tmp_path / f"{number}", LOG.key, OTHER.key) as witness, serving(witness) as address:
            connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
            for _ in range(50):
                counted[answered(connection, submission(chance, oracle.latest), oracle)] += 1
            connection.close()

    assert counted.keys() == {200, 400, 403, 404, 409, 422}
    told = ", ".join(f"{count} with {status}" for status, count in sorted(counted.items()))
    figure("P15", told, answered=(counted.total(), 1500))


def answered(connection: HTTPConnection, submitted: bytes, oracle: second.Witness) -> int:
    """Send a submission, hold the answer against the other witness, and return its status."""
    connection.request("POST", "/add-checkpoint", submitted)
    response = connection.getresponse()
    answer, verdict = response.read(), oracle.judge(submitted)
    assert response.status in verdict.statuses, submitted
    if response.status == 409:
        assert (response.headers["Content-Type"], answer) == (
            "text/x.tlog.size",
            b"%d\n" % (verdict.size or 0),
        )
    if response.status == 200:
        assert second.cosignature_holds(answer, oracle.accept(submitted), WITNESS.name, WITNESS.key.public)
    return response.status


def test_the_log_asks_as_the_text_says(figure: Figure):
    """What the log sends is judged by the other witness, which tells it where it is when the log has forgotten."""
    chance, key = random.Random(16), ed25519.Ed25519PrivateKey.generate()
    oracle = second.Witness({LOG.name: [LOG.key.public]})
    by = Key("witness.example/second", COSIGNATURE, key.public_key().public_bytes_raw())
    asked = size = held = 0

    def talk(caller: socket.socket) -> None:
        nonlocal asked
        asked += 1
        submitted = taken(caller)
        verdict = oracle.judge(submitted)
        assert verdict.statuses in ({200}, {409})
        status, kind, answer = b"409 Conflict", b"text/x.tlog.size", b"%d\n" % (verdict.size or 0)
        if verdict.statuses == {200}:
            status, kind = b"200 OK", b"text/plain"
            answer = second.cosigned(oracle.accept(submitted), by.name, key)
        head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        caller.sendall(head % (status, kind, len(answer)) + answer)

    with accepting(talk) as at:
        for _ in range(200):
            size = (size + chance.randrange(9)) % 51
            if size < oracle.latest.get(LOG.name, (0, b""))[0]:
                oracle.latest.clear()
            prove = partial(lambda old, to: proofs.consistency(old, to, TREE.nodes), to=size)
            line = cosign(note(size), by=by, at=at, old=chance.randrange(size + 1), prove=prove, seconds=30)
            text = note(size).rpartition("\n\n")[0] + "\n"
            held += second.cosignature_holds(line.encode(), text.encode(), by.name, by.public)
    figure("P15", f"{asked} requests for 200 cosignatures", cosigned=(held, 200))
    assert held == 200


def test_of_sixteen_logs_that_race_from_one_size_one_is_cosigned(tmp_path: Path, figure: Figure):
    """Each is another history, signed with the log's own key: a chain is all that may come of it."""
    rounds, start = 8, Barrier(16)
    trees = [fork_of(TREE, 20, number=number, end=60) for number in range(16)]

    def submit(number: int, old: int) -> bool:
        prove = partial(lambda tree, size: proofs.consistency(size, 40 + number, tree.nodes), trees[number])
        signed = note(40 + number, trees[number])
        start.wait()
        try:
            return bool(cosign(signed, by=WITNESS.key, at=address, old=old, prove=prove, seconds=30))
        except NotCosignedError:
            return False

    won = []
    for number in range(rounds):
        with (
            remembering(tmp_path / f"{number}") as witness,
            serving(witness) as address,
            ThreadPoolExecutor(16) as pool,
        ):
            witness.add(body(0, 20))
            won.append(sum(pool.map(partial(submit, old=20 if number % 2 else 0), range(16))))
    figure("P15", races=(won.count(1), rounds))
    assert won == [1] * rounds
