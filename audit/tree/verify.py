# /// script
# requires-python = ">=3.11"
# dependencies = ["cryptography>=42"]
# ///
"""Verify a bundle of Contested without Contested: no server, no database, no network.

    python verify.py BUNDLE [--since OLD_CHECKPOINT] [--key NAME+ID+KEY]... [--quorum N]

Read it before you rely on it: it is one file, and it needs nothing but Python and `cryptography`. It says in words
what it proved and what it did not. The status is 0 when everything asked for was proved, 1 when something is not what
it claims to be, 2 when that could not be examined.

In order: bytes and hashes, proofs (RFC 9162), keys and notes (C2SP signed-note, tlog-cosignature), checkpoints (C2SP
tlog-checkpoint), the bundle, the words. docs/formats.md describes the formats.
"""

import argparse
import gc
import json
import re
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "contested-bundle/v1"
EMPTY_ROOT = sha256(b"").digest()
SIGNATURE, COSIGNATURE = 1, 4
META = frozenset({
    "account", "at", "channel", "history", "key", "kind", "object", "operation", "partner", "reason", "request",
    "revision", "schema",
})  # fmt: skip


class RefusedError(ValueError):
    """Something is not what it claims to be; `index` names the entry where one is to blame."""

    code = "proof_refused"

    def __init__(self, why: str, index: int | None = None) -> None:
        super().__init__(why)
        self.index = index


class NotExaminedError(ValueError):
    """What was asked for cannot be told from what was given."""

    code = "proof_not_examined"


# Bytes and hashes


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(document: object) -> bytes:
    """Return the one form of a JSON document: keys sorted, no space, nothing escaped that need not be."""
    return _encode(document).encode()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf of the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two."""
    return sha256(b"\x01" + left + right).digest()


#: The same, for proofs: those of neighbours share most of their nodes.
_node_hash = lru_cache(4096)(node_hash)


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
            value = _node_hash(step, value)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            value = _node_hash(value, step)
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
    if not proof:
        raise RefusedError("the consistency proof is too short")
    # The walk begins with the largest complete subtree at the edge of the old tree, 2^level leaves wide: the first hash
    # that is sent, or the whole of it.
    level = (old & -old).bit_length() - 1
    here, last = (old - 1) >> level, (size - 1) >> level
    start, *steps = proof if here else [old_root, *proof]
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


# The bundle. What is not as docs/formats.md says is refused by RefusedError.


@dataclass
class Findings:
    """What was looked at and what came of it; `bad` says of each wrong entry what is wrong with it, by index."""

    about: dict[str, Any]
    head: Signed
    pinned: frozenset[Key]
    older: Checkpoint | None
    indexes: list[int] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)
    meta: Counter[str] = field(default_factory=Counter)
    content: Counter[str] = field(default_factory=Counter)
    bad: dict[int, str] = field(default_factory=dict)


def leaf(meta: bytes, content: bytes) -> bytes:
    """Return the bytes of a leaf: the two commitments of an entry, and nothing else."""
    return f'{{"content":"{content.hex()}","meta":"{meta.hex()}","v":1}}'.encode()


def check(data: bytes, *, pinned: Iterable[Key] = (), since: str | None = None, quorum: int = 0) -> Findings:
    """Examine a bundle with the keys that its reader trusts, and a checkpoint that the reader kept from before.

    `quorum` is how many of the witnesses among these keys have to have cosigned.

    Raises:
        RefusedError: the bundle as a whole is not what it claims to be; of single entries the findings tell.
        NotExaminedError: the bundle has no proof that starts from the reader's checkpoint, or keys are lacking.
    """
    document, trusted = _read(data), frozenset(pinned)
    keys = [Key.parse(text) for text in _strings(document["keys"])]
    head = _fully_signed(document["checkpoint"], keys)
    used = {*head.log, *dict(head.witnesses)}
    older: Checkpoint | None = None
    proof: list[bytes] = []
    if trusted and not trusted & {*head.log}:
        raise RefusedError("the checkpoint is not signed by a log's key that you gave")
    _witnessed(head, trusted, quorum)
    if document["since"] is not None:
        note, steps = _members(document["since"], "checkpoint", "proof")
        past, proof = _fully_signed(note, keys), _hashes(steps)
        older, used = past.checkpoint, used | {*past.log, *dict(past.witnesses)}
        _consistent(older, head.checkpoint, proof)
    if len(keys) != len(used):
        raise RefusedError("the bundle names a key twice, or one that signed nothing in it")
    if since is not None:
        kept = open_checkpoint(since, trusted or keys).checkpoint
        _since_kept(kept, head.checkpoint, older, proof)
        older = kept
    findings = Findings(document["about"], head, trusted, older)
    _entries(document["entries"], findings)
    _about(findings.about, findings)
    return findings


def _witnessed(head: Signed, pinned: frozenset[Key], quorum: int) -> None:
    """Return if as many of the reader's witnesses cosigned; one with two names is one."""
    asked = {key.public for key in pinned if key.algorithm == COSIGNATURE}
    cosigned = asked & {key.public for key, _ in head.witnesses}
    if quorum > len(asked):
        raise NotExaminedError(f"you ask for {quorum} of the {len(asked)} witnesses whose keys you gave")
    if quorum > len(cosigned):
        given = f"{len(cosigned)} of the {len(asked)} witnesses whose keys you gave"
        raise RefusedError(f"the checkpoint is cosigned by {given}, and you ask for {quorum}")


def _read(data: bytes) -> dict[str, Any]:
    """Return the document of a bundle, if its bytes are the only ones that the document has."""
    try:
        document = json.loads(data.decode())
        is_canonical = canonical(document) == data
    except (ValueError, RecursionError) as error:
        raise RefusedError("the bundle is not a JSON document") from error
    if not is_canonical:
        raise RefusedError("the bundle is not in its canonical form: some byte of it was changed")
    names = ("format", "about", "checkpoint", "entries", "keys", "sha256", "since")
    if _members(document, *names)[0] != FORMAT:
        raise RefusedError(f"the bundle is not of the form {FORMAT}")
    # What the digest was made over is these bytes without the digest, which stands just before the last member.
    last = canonical({"since": document["since"]})[1:]
    without = data[: -len(last) - len('"sha256":"",') - 64] + last
    if _hash(document["sha256"]) != sha256(without).digest():
        raise RefusedError("the bundle is not what its digest was made over: some byte of it was changed")
    return dict(document)


def _members(document: Any, *names: str) -> list[Any]:
    """Return the members of a JSON object that has these and no others."""
    if not isinstance(document, dict) or document.keys() != {*names}:
        raise RefusedError(f"there should be {', '.join(sorted(names))}, and nothing else")
    return [document[name] for name in names]


def _strings(value: Any) -> list[str]:
    """Return a list of strings."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RefusedError("there should be a list of strings")
    return value


def _hash(text: Any) -> bytes:
    """Return 32 bytes from lower-case hexadecimal."""
    return _hashes([text])[0]


def _hashes(value: Any) -> list[bytes]:
    """Return the hashes of a proof."""
    try:
        data = bytes.fromhex("".join(value))
    except (TypeError, ValueError):
        data = b""
    found = [data[at : at + 32] for at in range(0, len(data), 32)]
    if len(data) % 32 or [each.hex() for each in found] != value:
        raise RefusedError("a hash or salt is not 64 hexadecimal digits")
    return found


def _index(value: Any) -> int:
    """Return an index that stands in a bundle; `true` is none."""
    if type(value) is not int or not 0 <= value < 2**63:
        raise RefusedError("an index is a whole number, not negative and below 2^63")
    return value


def _fully_signed(note: Any, keys: Iterable[Key]) -> Signed:
    """Open a checkpoint of a bundle, each line of which is the signature of a key that the bundle names."""
    (text,) = _strings([note])
    signed = open_checkpoint(text, keys)
    if len(signed.log) + len(signed.witnesses) != len(Note.parse(text).lines):
        raise RefusedError("a signature line is not of a key that the bundle names")
    return signed


def _consistent(older: Checkpoint, newer: Checkpoint, proof: Sequence[bytes]) -> None:
    """Return if one checkpoint of a log is a beginning of another."""
    if older.origin != newer.origin:
        raise RefusedError(f"the older checkpoint is of another log, {older.origin[:120]!r}")
    verify_consistency(old=older.size, old_root=older.root, size=newer.size, root=newer.root, proof=proof)


def _since_kept(kept: Checkpoint, head: Checkpoint, older: Checkpoint | None, proof: Sequence[bytes]) -> None:
    """Hold a checkpoint that the reader kept against the head of the bundle, whose proof starts from `older`."""
    is_proved = older is not None and older.size == kept.size
    if kept.size > head.size:
        raise NotExaminedError(f"your checkpoint has {kept.size} entries, and the bundle only {head.size}")
    if kept.size not in (0, head.size) and not is_proved:
        raise NotExaminedError(f"the bundle has no proof from {kept.size} entries on; ask for one that has")
    _consistent(kept, head, proof if is_proved else [])


def _entries(given: Any, findings: Findings) -> None:
    """Examine the entries, each for itself, so that all that are wrong are found."""
    if not isinstance(given, list) or not given:
        raise RefusedError("the bundle has no entries")
    for each in given:
        index = _index(_members(each, "index", "content", "leaf", "meta", "proof")[0])
        if findings.indexes and index <= findings.indexes[-1]:
            raise RefusedError("the entries are not in the order of their indexes", index)
        findings.indexes.append(index)
        try:
            _entry(each, findings)
        except RefusedError as error:
            findings.bad[index] = str(error)


def _entry(given: dict[str, Any], findings: Findings) -> None:
    """Examine one entry: its place in the tree, and what is shown of it."""
    head = findings.head.checkpoint
    content_hash, meta_hash, version = _members(given["leaf"], "content", "meta", "v")
    if type(version) is not int or version != 1:
        raise RefusedError("the leaf is of a version that is not known")
    to_content, to_meta = _hash(content_hash), _hash(meta_hash)
    sealed, proof = leaf_hash(leaf(to_meta, to_content)), _hashes(given["proof"])
    if root_of(sealed, given["index"], head.size, proof) != head.root:
        raise RefusedError("its inclusion proof does not lead to the root of the checkpoint")
    meta = _part(given["meta"], to_meta, "who wrote it, when and why")
    content = _part(given["content"], to_content, "what was recorded")
    findings.meta[given["meta"] if meta is None else "shown"] += 1
    findings.content[given["content"] if content is None else "shown"] += 1
    if meta is not None:
        _members(meta, *META)
        findings.objects.add(str(meta["object"]))
    if meta is not None and content is not None:
        shape = _schema(meta["kind"], tuple(content))
        if (shape, content.get("id")) != (meta["schema"], meta["object"]):
            raise RefusedError("what was recorded and who wrote it are not of the same revision")


def _part(given: Any, sealed: bytes, what: str) -> dict[str, str | None] | None:
    """Return a part of an entry that is shown and is what its commitment was made over; None if it is withheld."""
    if given in ("hidden", "erased"):
        return None
    salt, value = _members(given, "salt", "value")
    if not isinstance(value, dict) or {*map(type, value.values())} - {str, type(None)}:
        raise RefusedError(f"{what} is not columns of text")
    if sha256(_hash(salt) + canonical(value)).digest() != sealed:
        raise RefusedError(f"{what} is not what the entry commits to")
    return value


@cache
def _schema(table: str | None, columns: tuple[str, ...]) -> str:
    """Return the digest by which a meta names the columns of its content."""
    return sha256(canonical({"columns": sorted(columns), "table": table})).hexdigest()


def _about(given: Any, findings: Findings) -> None:
    """Hold what the bundle says it is about against what its entries say."""
    if isinstance(given, dict) and "first" in given:
        first, end = (_index(value) for value in _members(given, "first", "end"))
        for index, found in zip(range(first, end), [*findings.indexes, None], strict=False):
            if index != found:
                raise RefusedError(f"not every entry from {first} up to {end} is there", index)
        if len(findings.indexes) != end - first:
            raise RefusedError(f"there are other entries than those from {first} up to {end}")
        return
    name = "object" if isinstance(given, dict) and "object" in given else "claim"
    (record,) = _strings(_members(given, name))
    if not re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", record):
        raise RefusedError(f"{record[:80]!r} is not the id of a record")
    is_all_shown = findings.meta["shown"] == len(findings.indexes)
    if is_all_shown and record not in findings.objects:
        raise RefusedError("no entry is of the record that the bundle says it is about")
    if name == "object" and findings.objects - {record}:
        raise RefusedError("an entry is of another record than the bundle says it is about")


# The words


def words(findings: Findings) -> str:
    """Say what was proved and what was not, or which entry is the first that is not what it claims to be."""
    head, count = findings.head.checkpoint, len(findings.indexes)
    if findings.bad:
        index, why = next(iter(findings.bad.items()))
        first = f"Refused: {len(findings.bad)} of {count} entries are not what they claim to be."
        return f"{first}\nThe first bad index is {index}: {why}."
    span = f"{findings.indexes[0]}" + (f" to {findings.indexes[-1]}" if count > 1 else "")
    lines = [
        f"Verified: {_plural(count)} of the log {head.origin}, index {span}, in its tree of {head.size}.",
        "\nProved",
        *(f"- {line}" for line in _proved(findings)),
        "\nNot proved",
        *(f"- {line}" for line in _not_proved(findings)),
    ]
    return "\n".join(lines)


def _proved(findings: Findings) -> list[str]:
    """Return what follows from the bundle, given the keys."""
    given, head, count = findings.about, findings.head, len(findings.indexes)
    found = [f"The checkpoint is signed by {_named(key, findings)}." for key in head.log]
    found += [f"It is cosigned by {_named(key, findings)}, {_instant(at)}." for key, at in head.witnesses]
    found.append(f"{_plural(count)}: each stands at its index in the tree under that checkpoint.")
    found.append(
        f"Who wrote it, when and why is shown for {findings.meta['shown']} of {count}, what was recorded for"
        f" {findings.content['shown']}; all of that is what was sealed."
    )
    if "first" in given:
        found.append(f"None of the entries from {given['first']} up to {given['end']} is left out.")
    if findings.older:
        size = findings.older.size
        found.append(f"The log only grew since its checkpoint of {size}: none of those was changed.")
    return found


def _not_proved(findings: Findings) -> list[str]:
    """Return what the reader could take for proved, and is not."""
    given, head = findings.about, findings.head
    found = []
    if not findings.pinned:
        found.append(
            "Whose log this is. The keys came with the bundle, which so far agrees only with itself: get the key"
            " some other way, and give it as --key."
        )
    if not any(key in findings.pinned for key, _ in head.witnesses):
        found.append(
            "That others are shown the same log. No witness whose key you gave cosigned it; whoever holds the"
            " log's key can sign two histories."
        )
    missing = {key for key in findings.pinned if key.algorithm == COSIGNATURE} - {*dict(head.witnesses)}
    found += [f"That {key} has seen this checkpoint." for key in sorted(missing)]
    if "first" not in given:
        found.append(
            "That no entry about this was left out. The fold over the whole log shows that, not the tree."
        )
    for name, part_of in (("who wrote it", findings.meta), ("what was recorded", findings.content)):
        found += [
            f"What is not shown: {name}, of {_plural(part_of[state])} ({state})."
            for state in ("hidden", "erased")
            if part_of[state]
        ]
    found.append(
        "Anything recorded after this checkpoint, or committed and not yet sealed when it was signed."
    )
    found.append("Who is behind an account, and the times within entries: both are the register's word.")
    found.append(
        "That what was recorded is true. An entry shows that it was recorded, and not changed since."
    )
    return found


def _named(key: Key, findings: Findings) -> str:
    """Return a key with where it came from."""
    return f"{key}, {'a key that you gave' if key in findings.pinned else 'a key that came with the bundle'}"


def _instant(seconds: int) -> str:
    """Return a time of a cosignature."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"


def _plural(count: int) -> str:
    """Return a count of entries."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell a parser what this command takes."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="the bundle, a JSON file")
    parser.add_argument(
        "--since",
        type=Path,
        metavar="OLD_CHECKPOINT",
        help="a checkpoint of this log that you kept from before",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="NAME+ID+KEY",
        help="a key of the log or of a witness that you trust; may be given several times",
    )
    parser.add_argument(
        "--quorum",
        type=int,
        default=0,
        metavar="N",
        help="how many of the witnesses whose keys you gave must have cosigned; otherwise it is refused",
    )


def run(asked: argparse.Namespace) -> int:
    """Verify as asked, print the words, and return the exit status."""
    gc.disable()  # a bundle is a large tree without cycles, in which it would look for some again and again
    try:
        pinned = [Key.parse(text) for text in asked.key]
        data, since = asked.bundle.read_bytes(), asked.since and asked.since.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"Not examined: {error}")
        return 2
    try:
        findings = check(data, pinned=pinned, since=since, quorum=asked.quorum)
    except NotExaminedError as error:
        print(f"Not examined: {error}.")
        return 2
    except RefusedError as error:
        print(
            f"Refused: {error}." + ("" if error.index is None else f"\nThe first bad index is {error.index}.")
        )
        return 1
    print(words(findings))
    return 1 if findings.bad else 0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Verify a bundle of Contested, offline.")
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
