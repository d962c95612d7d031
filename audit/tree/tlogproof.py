"""Proof of one entry as a text file (C2SP tlog-proof): index, hashes, and the signed checkpoint as it stands."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from audit.tree.verify import Key, RefusedError, Signed, number, open_checkpoint, unbase64, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class TlogProof:
    """What an auditor takes away of one entry. `extra` is proved by nothing."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the file.

        Raises:
            RefusedError: it is not in the form of one.
        """
        head, _, checkpoint = text.partition("\n\n")
        header, *lines = head.split("\n")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = unbase64(lines.pop(0).removeprefix("extra "))
        if header != HEADER or not lines or not lines[0].startswith("index ") or not checkpoint:
            raise RefusedError(f"this is not a proof of the form {HEADER}")
        index, *proof = lines
        steps = tuple(unbase64(line, 32) for line in proof)
        return cls(number(index.removeprefix("index ")), steps, checkpoint, extra)

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra).decode()}"]
        proof = [b64encode(step).decode() for step in self.proof]
        return "\n".join([HEADER, *extra, f"index {self.index}", *proof, "", self.checkpoint])

    def verify(self, leaf: bytes, keys: Iterable[Key]) -> Signed:
        """Return the checkpoint of a log, signed by one of the keys, in whose tree the leaf with this hash stands.

        Raises:
            RefusedError: it does not stand there, or none of the keys signed.
        """
        signed = open_checkpoint(self.checkpoint, keys)
        head = signed.checkpoint
        verify_inclusion(leaf=leaf, index=self.index, size=head.size, root=head.root, proof=self.proof)
        return signed
