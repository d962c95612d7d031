"""Making bundles: plain values in, the bytes out that audit/tree/verify.py examines."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal

from audit.tree.verify import FORMAT, Key, canonical

Withheld = Literal["hidden", "erased"]
Part = dict[str, Any] | Withheld


def shown(salt: bytes, value: Mapping[str, str | None]) -> Part:
    """Return a part of an entry that the reader of the bundle may see, with what it takes to check it."""
    return {"salt": salt.hex(), "value": dict(value)}


def entry(
    *, index: int, meta_hash: bytes, content_hash: bytes, meta: Part, content: Part, proof: Sequence[bytes]
) -> dict[str, Any]:
    """Return an entry of a bundle; `meta` and `content` are `shown(…)`, "hidden" or "erased"."""
    return {
        "index": index,
        "leaf": {"v": 1, "meta": meta_hash.hex(), "content": content_hash.hex()},
        "meta": meta,
        "content": content,
        "proof": [step.hex() for step in proof],
    }


def about_object(record: str) -> dict[str, Any]:
    """Return that a bundle has revisions of one record, and of no other."""
    return {"object": record}


def about_claim(claim: str) -> dict[str, Any]:
    """Return that a bundle has the revisions of a claim and of what bears on it."""
    return {"claim": claim}


def about_range(first: int, end: int) -> dict[str, Any]:
    """Return that a bundle has every entry from the first index up to the end."""
    return {"first": first, "end": end}


def since(checkpoint: str, proof: Sequence[bytes]) -> dict[str, Any]:
    """Return an older signed checkpoint with the proof that the newer one goes on from it."""
    return {"checkpoint": checkpoint, "proof": [step.hex() for step in proof]}


def build(
    *,
    about: Mapping[str, Any],
    checkpoint: str,
    keys: Iterable[Key],
    entries: Iterable[dict[str, Any]],
    older: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the bundle.

    `keys` are those whose signatures stand under the checkpoints, each once: every line has to be of one of them,
    so signatures of others are taken off first. `older` is `since(…)`.
    """
    document = {
        "format": FORMAT,
        "about": dict(about),
        "checkpoint": checkpoint,
        "keys": sorted(map(str, keys)),
        "entries": sorted(entries, key=lambda each: int(each["index"])),
        "since": None if older is None else dict(older),
    }
    return canonical(document | {"sha256": sha256(canonical(document)).hexdigest()})
