# /// script
# requires-python = ">=3.11"
# dependencies = ["cryptography>=42"]
# ///
"""Verify what the log says, with nothing but Python and `cryptography`: one file, to be read before it is relied on.

In order: bytes and hashes, proofs (RFC 9162), keys and notes (C2SP signed-note, tlog-cosignature), checkpoints (C2SP
tlog-checkpoint).
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EMPTY_ROOT = sha256(b"").digest()
SIGNATURE, COSIGNATURE = 1, 4


class RefusedError(ValueError):
    """Something is not what it claims to be; `index` names the entry where one is to blame."""

    code = "proof_refused"

    def __init__(self, why: str, index: int | None = None) -> None:
        super().__init__(why)
        self.index = index


# Bytes and hashes


def canonical(document: object) -> bytes:
    """Return the one form of a JSON document: keys sorted, no space, nothing escaped that need not be."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf of the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two."""
    return sha256(b"\x01" + left + right).digest()


def number(text: str) -> int:
    """Read a size or index: decimal, below 2^63, no sign and no leading zero.

    Raises:
        RefusedError: it is not one.
    """
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text) or int(text) >= 2**63:
        raise RefusedError(f"{text[:40]!r} is not a size")
    return int(text)


def unbase64(text: str, length: int | None = None) -> bytes:
    """Read base64 of so many bytes, in the one form that these bytes have.

    Raises:
        RefusedError: it is not that.
    """
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise RefusedError(f"{text[:40]!r} is not base64") from error
    if b64encode(data).decode() != text or length not in (None, len(data)):
        raise RefusedError(f"{text[:40]!r} is not base64 of {length} bytes")
    return data


def unhex(text: object) -> bytes:
    """Read 32 bytes in lower-case hexadecimal.

    Raises:
        RefusedError: it is not that.
    """
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise RefusedError("a hash or salt is not 64 hexadecimal digits")
    return bytes.fromhex(text)


# Proofs


def root_of(leaf: bytes, index: int, size: int, proof: Iterable[bytes]) -> bytes:
    """Return the root that a leaf's hash and its inclusion proof come to (RFC 9162, 2.1.3.2).

    Raises:
        RefusedError: the proof has not the length that index and size ask for.
    """
    if not 0 <= index < size:
        raise RefusedError(f"there is no index {index} in a tree of {size}")
    here, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise RefusedError("the inclusion proof is too long")
        if here & 1 or here == last:
            value = node_hash(step, value)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            value = node_hash(value, step)
        here, last = here >> 1, last >> 1
    if last:
        raise RefusedError("the inclusion proof is too short")
    return value


def verify_inclusion(*, leaf: bytes, index: int, size: int, root: bytes, proof: Iterable[bytes]) -> None:
    """Return if the leaf with this hash stands at the index of the tree with this root.

    Raises:
        RefusedError: it does not.
    """
    if root_of(leaf, index, size, proof) != root:
        raise RefusedError("the inclusion proof does not lead to the root of the checkpoint")


def verify_consistency(*, old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Return if the old tree is a beginning of the new one (RFC 9162, 2.1.4.2).

    Raises:
        RefusedError: it is not.
    """
    if not 0 <= old <= size:
        raise RefusedError(f"the older tree has {old} entries and this one {size}")
    if old in (0, size):
        if proof or old_root != (root if old == size else EMPTY_ROOT):
            raise RefusedError("the two checkpoints are inconsistent")
        return
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    # The walk begins with the largest complete subtree at the edge of the old tree: the whole of it, or what is sent.
    start, *steps = [*([] if here else [old_root]), *proof] or [b""]
    older = newer = start
    for step in steps:
        if last == 0:
            raise RefusedError("the consistency proof is too long")
        if here & 1 or here == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        here, last = here >> 1, last >> 1
    if last or older != old_root or newer != root:
        raise RefusedError("the two checkpoints are inconsistent")


# Keys and notes


class Key(NamedTuple):
    """A verifier key: whose, for which kind of signature (0x01 of a log, 0x04 of a witness), Ed25519."""

    name: str
    algorithm: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `NAME+ID+BASE64`.

        Raises:
            RefusedError: it is no such key.
        """
        name, _, rest = text.partition("+")
        key_id, _, data = rest.partition("+")
        algorithm, *public = unbase64(data, 33)
        key = cls(check_name(name), algorithm, bytes(public))
        if key.id.hex() != key_id or algorithm not in (SIGNATURE, COSIGNATURE):
            raise RefusedError(f"{text[:120]!r} is not a key of a kind that is known")
        return key

    @property
    def id(self) -> bytes:
        """Return the four bytes by which signature lines name the key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.algorithm]) + self.public).decode()}"

    def verify(self, text: str, blob: bytes) -> int | None:
        """Return when the text was cosigned, in seconds since 1970; None for a log's signature, which has no time.

        Raises:
            RefusedError: the signature is not this key's over this text.
        """
        at, signature, message = None, blob, text
        if self.algorithm == COSIGNATURE:
            at, signature = int.from_bytes(blob[:8], "big"), blob[8:]
            message = cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message.encode())
        except (InvalidSignature, ValueError) as error:
            raise RefusedError(f"the signature of {self.name!r} does not hold") from error
        return at


def cosigned(text: str, at: int) -> str:
    """Return what a witness signs to say that it saw this checkpoint at this time.

    Raises:
        RefusedError: the time has more than 63 bits.
    """
    return f"cosignature/v1\ntime {number(str(at))}\n{text}"


def check_name(name: str) -> str:
    """Return the name if a key can have it.

    Raises:
        RefusedError: it is empty, or has a space, a plus or a character that is not shown.
    """
    if not name or "+" in name or any(sign.isspace() or not sign.isprintable() for sign in name):
        raise RefusedError(f"{name[:120]!r} cannot name a key")
    return name


class Note(NamedTuple):
    """A text that ends in a newline, and the signature lines under it: name, key id, signature."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> Self:
        """Take a signed note apart.

        Raises:
            RefusedError: it is not in the form of one.
        """
        text, blank, tail = note.rpartition("\n\n")
        if not blank or not text or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", note):
            raise RefusedError("this is not a signed note")
        found = []
        for line in tail[:-1].split("\n"):
            dash, _, rest = line.partition(" ")
            name, _, data = rest.partition(" ")
            blob = unbase64(data)
            if dash != "—" or len(blob) <= 4:
                raise RefusedError(f"{line[:120]!r} is not a signature line")
            found.append((check_name(name), blob[:4], blob[4:]))
        if len(found) > 100 or len({line[:2] for line in found}) < len(found):
            raise RefusedError("a note has one signature of a key, and 100 at most")
        return cls(text + "\n", tuple(found))

    def signed_by(self, keys: Iterable[Key]) -> dict[Key, int | None]:
        """Return which of the keys signed, with the times of cosignatures; lines of other keys are passed over.

        Raises:
            RefusedError: a line names one of the keys, and its signature does not hold.
        """
        known = {(key.name, key.id): key for key in keys}
        return {
            known[name, key_id]: known[name, key_id].verify(self.text, blob)
            for name, key_id, blob in self.lines
            if (name, key_id) in known
        }


# Checkpoints


class Checkpoint(NamedTuple):
    """The head of a log: which log, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a checkpoint: three lines and no more.

        Raises:
            RefusedError: it is not in that form.
        """
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise RefusedError("a checkpoint has three lines: origin, size, root")
        return cls(lines[0], number(lines[1]), unbase64(lines[2], 32))

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class Signed(NamedTuple):
    """A checkpoint, the keys of the log that signed it, and the witnesses that cosigned it with the time of each."""

    checkpoint: Checkpoint
    log: tuple[Key, ...]
    witnesses: tuple[tuple[Key, int], ...]


def open_checkpoint(note: str, keys: Iterable[Key]) -> Signed:
    """Return what a signed checkpoint says, once a key of the log named in it signed it.

    Raises:
        RefusedError: it is no checkpoint, none of the keys of its log signed it, or a signature does not hold.
    """
    parsed = Note.parse(note)
    checkpoint = Checkpoint.parse(parsed.text)
    signed = parsed.signed_by(keys)
    log = tuple(key for key in signed if key.algorithm == SIGNATURE and key.name == checkpoint.origin)
    if not log:
        raise RefusedError(f"no key that was given signed for the log {checkpoint.origin[:120]!r}")
    return Signed(checkpoint, log, tuple((key, at) for key, at in signed.items() if at is not None))
