"""A second verifier, written from RFC 9162 and the C2SP texts alone, to be held against ours.

Where ours walks up from the leaf by the bits of index and size (RFC 9162, 2.1.3.2), this one follows the recursive
definitions of MTH, PATH and SUBPROOF downwards. It takes bytes, splits lines itself and shares no code with ours but
`cryptography`. Every answer is yes or no.
"""

import base64
import hashlib
import itertools
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519


class No(Exception):  # noqa: N818 - it is an answer
    """The answer is no."""


def mth(data: list[bytes]) -> bytes:
    """Return the Merkle Tree Hash of a list of entries, by its definition."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(bytes([0]) + data[0]).digest()
    k = split_point(len(data))
    return pair(mth(data[:k]), mth(data[k:]))


def path(m: int, data: list[bytes]) -> list[bytes]:
    """Return PATH(m, D_n)."""
    if len(data) == 1:
        return []
    k = split_point(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def subproof(m: int, data: list[bytes], *, known: bool = True) -> list[bytes]:
    """Return SUBPROOF(m, D_n, b); PROOF(m, D_n) is the one with b true."""
    if m == len(data):
        return [] if known else [mth(data)]
    k = split_point(len(data))
    if m <= k:
        return [*subproof(m, data[:k], known=known), mth(data[k:])]
    return [*subproof(m - k, data[k:], known=False), mth(data[:k])]


def split_point(n: int) -> int:
    """Return the largest power of two that is smaller than n."""
    return next(k for k in map((2).__pow__, itertools.count()) if k < n <= 2 * k)


def pair(left: bytes, right: bytes) -> bytes:
    digest = hashlib.sha256(bytes([1]))
    digest.update(left)
    digest.update(right)
    return digest.digest()


def inclusion_holds(leaf: bytes, m: int, n: int, steps: list[bytes], root: bytes) -> bool:
    try:
        return 0 <= m < n and _up(leaf, m, n, steps) == root
    except No:
        return False


def _up(leaf: bytes, m: int, n: int, steps: list[bytes]) -> bytes:
    if n == 1:
        if steps:
            raise No
        return leaf
    if not steps:
        raise No
    k = split_point(n)
    if m < k:
        return pair(_up(leaf, m, k, steps[:-1]), steps[-1])
    return pair(steps[-1], _up(leaf, m - k, n - k, steps[:-1]))


def consistency_holds(m: int, n: int, steps: list[bytes], old: bytes, new: bytes) -> bool:
    if not 0 <= m <= n:
        return False
    if m == 0:
        return not steps and old == mth([]) and (n > 0 or new == old)
    try:
        return _both(m, n, steps, old if m else None) == (old, new)
    except No:
        return False


def _both(m: int, n: int, steps: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Return the hashes of the old and of the new tree over these leaves; `known` is the old root, if it is theirs."""
    if m == n:
        if known is not None and not steps:
            return known, known
        if known is None and len(steps) == 1:
            return steps[0], steps[0]
        raise No
    if not steps:
        raise No
    k, last = split_point(n), steps[-1]
    if m <= k:
        old, new = _both(m, k, steps[:-1], known)
        return old, pair(new, last)
    old, new = _both(m - k, n - k, steps[:-1], None)
    return pair(last, old), pair(last, new)


def tlog_proof_holds(text: bytes, leaf: bytes, keys: list[str]) -> bool:
    """Answer whether a tlog-proof puts the leaf with this hash into the log of these keys, all of which signed."""
    try:
        return _tlog_proof_holds(text, leaf, keys)
    except No:
        return False


def _tlog_proof_holds(text: bytes, leaf: bytes, keys: list[str]) -> bool:
    head, gap, note = text.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    if first != b"c2sp.org/tlog-proof@v1" or not gap or not lines:
        raise No
    if lines[0].startswith(b"extra "):
        _base64(lines.pop(0)[6:])
    index = re.fullmatch(rb"index (0|[1-9][0-9]*)", lines[0]) if lines else None
    if index is None:
        raise No
    steps = [_base64(line) for line in lines[1:]]
    if any(len(step) != 32 for step in steps):
        raise No
    size, root = checkpoint(note, keys)
    return inclusion_holds(leaf, int(index[1]), size, steps, root)


def checkpoint(note: bytes, keys: list[str]) -> tuple[int, bytes]:
    """Return size and root of a checkpoint that every key signed, the log's among them; otherwise the answer is no."""
    try:
        printed = note.decode("utf-8")
    except UnicodeDecodeError:
        raise No from None
    if any(ord(sign) < 0x20 and sign != "\n" for sign in printed):
        raise No
    at = note.rfind(b"\n\n")
    body, tail = note[: at + 1], note[at + 2 :]
    match = re.fullmatch(rb"([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n", body)
    if at < 0 or match is None or not tail.endswith(b"\n"):
        raise No
    lines = [_line(line) for line in tail.split(b"\n")[:-1]]
    named = {(name, blob[:4]): blob[4:] for name, blob in lines}
    if len(named) != len(lines) or len(lines) > 100:
        raise No
    for key in keys:
        owner, key_id, data = key.split("+", 2)
        if (owner, bytes.fromhex(key_id)) not in named:
            raise No
        _signature(body, named[owner, bytes.fromhex(key_id)], _base64(data.encode()))
    root = _base64(match[3])
    logs = [key.split("+")[0] for key in keys if _base64(key.split("+", 2)[2].encode())[0] == 1]
    if match[1].decode() not in logs or len(root) != 32:
        raise No
    return int(match[2]), root


def _line(line: bytes) -> tuple[str, bytes]:
    """Return name and blob of a signature line."""
    parts = re.fullmatch(rb"\xe2\x80\x94 ([^ ]+) ([A-Za-z0-9+/=]+)", line)
    if parts is None:
        raise No
    name, blob = parts[1].decode(), _base64(parts[2])
    if len(blob) < 5 or "+" in name or not name.isprintable() or re.search(r"\s", name):
        raise No
    return name, blob


def _signature(body: bytes, blob: bytes, key: bytes) -> None:
    if key[0] == 4:
        if blob[0] & 0x80:
            raise No
        body = b"cosignature/v1\ntime %d\n%s" % (int.from_bytes(blob[:8], "big"), body)
        blob = blob[8:]
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob, body)
    except InvalidSignature:
        raise No from None


def _base64(text: bytes) -> bytes:
    """Decode base64 that is written in the one way of RFC 4648, section 4."""
    if re.fullmatch(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text) is None:
        raise No
    data = base64.standard_b64decode(text)
    if base64.standard_b64encode(data) != text:
        raise No
    return data
