"""A second witness, written from the text of C2SP tlog-witness alone, to be held against both sides of ours.

It judges bytes, keeps what it cosigned in a dictionary, and shares nothing with ours but what `independent.py` does. Of
a submission it says which statuses the text allows: where several things are wrong the text leaves the order open.
"""

import base64
import hashlib
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.audit.tree.independent import No, consistency_holds, mth

_OLD = re.compile(rb"old (0|[1-9][0-9]*)\Z")
_CHECKPOINT = re.compile(rb"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n\Z")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})\Z")


@dataclass(frozen=True)
class Verdict:
    """The statuses of which one has to come, and the size that a 409 has to name."""

    statuses: frozenset[int]
    size: int | None = None


@dataclass
class Witness:
    """The logs that it knows by origin, each with its raw Ed25519 keys, and size and root that it cosigned last."""

    logs: Mapping[str, list[bytes]]
    latest: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def judge(self, body: bytes) -> Verdict:
        """Say what has to be answered; nothing is remembered before `accept`."""
        try:
            old, proof, text, lines = taken_apart(body)
            origin, size, root = checkpoint(text)
        except No:
            return Verdict(frozenset({400}))
        if origin not in self.logs:
            return Verdict(frozenset({404} | ({400} if old > size else set())))
        known, known_root = self.latest.get(origin, (0, mth([])))
        wrong = set()
        if not signed(text, lines, origin, self.logs[origin]):
            wrong.add(403)
        if old > size:
            wrong.add(400)
        if old != known or (old == size and root != known_root):
            wrong.add(409)
        elif not consistency_holds(old, size, proof, known_root, root):
            wrong.add(422)
        return Verdict(frozenset(wrong or {200}), known)

    def accept(self, body: bytes) -> bytes:
        """Remember a checkpoint as cosigned, and return its text."""
        text = taken_apart(body)[2]
        origin, size, root = checkpoint(text)
        self.latest[origin] = size, root
        return text


def taken_apart(body: bytes) -> tuple[int, list[bytes], bytes, list[tuple[str, bytes]]]:
    """Return old size, proof, the text of the checkpoint and its signatures."""
    head, gap, note = body.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    old = _OLD.match(first)
    at = note.rfind(b"\n\n")
    is_plain = all(byte >= 0x20 or byte == 0x0A for byte in note)
    if not gap or old is None or len(rest) > 63 or at < 0 or not note.endswith(b"\n") or not is_plain:
        raise No
    hashes = [_decoded(line.decode("latin-1")) for line in rest]
    try:
        tail = note[at + 2 : -1].decode()
        note[: at + 1].decode()
    except UnicodeDecodeError:
        raise No from None
    found = [_SIGNATURE.match(line) for line in tail.split("\n")]
    if any(len(each) != 32 for each in hashes) or not all(found):
        raise No
    return int(old[1]), hashes, note[: at + 1], [(each[1], _decoded(each[2])) for each in found if each]


def checkpoint(text: bytes) -> tuple[str, int, bytes]:
    """Return origin, size and root; extension lines, which the text advises against, our logs have none of."""
    match = _CHECKPOINT.match(text)
    if match is None:
        raise No
    return match[1].decode(), int(match[2]), _decoded(match[3].decode())


def signed(text: bytes, lines: list[tuple[str, bytes]], origin: str, keys: list[bytes]) -> bool:
    """Say whether a trusted key signed, and none that is named did so wrongly."""
    named = [
        (key, blob[4:])
        for key in keys
        for name, blob in lines
        if (name, blob[:4]) == (origin, key_id(origin, 1, key))
    ]
    return bool(named) and all(holds(key, blob, text) for key, blob in named)


def holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a signature is this key's over a message."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """Return the four bytes that name a key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def cosignature_holds(answer: bytes, text: bytes, name: str, key: bytes) -> bool:
    """Say whether an answer is signature lines, one of them the cosignature of a witness over a checkpoint's text."""
    if not answer.endswith(b"\n"):
        return False
    found = [_SIGNATURE.match(line) for line in answer[:-1].decode().split("\n")]
    blobs = [_decoded(each[2]) for each in found if each and each[1] == name]
    return all(found) and any(
        len(blob) == 76
        and blob[:4] == key_id(name, 4, key)
        and 0 < struct.unpack(">Q", blob[4:12])[0] < 2**63
        and holds(key, blob[12:], b"cosignature/v1\ntime %d\n%s" % (struct.unpack(">Q", blob[4:12])[0], text))
        for blob in blobs
    )


def cosigned(text: bytes, name: str, key: ed25519.Ed25519PrivateKey) -> bytes:
    """Return the line by which this witness cosigns a checkpoint."""
    at = int(time.time())
    signature = key.sign(b"cosignature/v1\ntime %d\n%s" % (at, text))
    blob = key_id(name, 4, key.public_key().public_bytes_raw()) + struct.pack(">Q", at) + signature
    return f"— {name} {base64.b64encode(blob).decode()}\n".encode()


def _decoded(text: str) -> bytes:
    """Decode base64 that is written in the one way."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise No from None
    if base64.b64encode(data).decode() != text:
        raise No
    return data
