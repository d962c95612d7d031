"""Signed notes: making keys, and signing with them (C2SP signed-note and tlog-cosignature)."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.tree.verify import COSIGNATURE, SIGNATURE, Key, Note, RefusedError, check_name, cosigned, unbase64

PREFIX = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Signer:
    """A private key with its name: of a log (0x01) or of a witness (0x04). Its text never shows the private half."""

    name: str
    algorithm: int
    private: Ed25519PrivateKey

    @classmethod
    def generate(cls, name: str, *, algorithm: int = SIGNATURE) -> Self:
        """Make a new key.

        Raises:
            RefusedError: a key cannot have this name.
        """
        return cls(check_name(name), algorithm, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `secret` wrote: `PRIVATE+KEY+NAME+ID+BASE64`.

        Raises:
            RefusedError: it is not a key; the message shows nothing of it.
        """
        try:
            name, key_id, data = text.strip().removeprefix(PREFIX).split("+", 2)
            algorithm, *seed = unbase64(data, 33)
            signer = cls(check_name(name), algorithm, Ed25519PrivateKey.from_private_bytes(bytes(seed)))
        except ValueError:
            raise RefusedError("this is not a signing key") from None
        is_known = text.startswith(PREFIX) and algorithm in (SIGNATURE, COSIGNATURE)
        if not is_known or signer.key.id.hex() != key_id:
            raise RefusedError("this is not a signing key")
        return signer

    @property
    def secret(self) -> str:
        """Return the key as text, to be kept."""
        data = b64encode(bytes([self.algorithm]) + self.private.private_bytes_raw()).decode()
        return f"{PREFIX}{self.name}+{self.key.id.hex()}+{data}"

    @property
    def key(self) -> Key:
        """Return the public half."""
        return Key(self.name, self.algorithm, self.private.public_key().public_bytes_raw())

    def line(self, text: str, *, at: int | None = None) -> str:
        """Return the signature line over the text of a note; a witness says when, in seconds since 1970.

        Raises:
            ValueError: a witness gives no time, or a log gives one.
        """
        if (at is not None) != (self.algorithm == COSIGNATURE):
            raise ValueError("a cosignature has a time, and a signature has none")
        message = text if at is None else cosigned(text, at)
        stamp = b"" if at is None else at.to_bytes(8, "big")
        return signature(self.name, self.key.id, stamp + self.private.sign(message.encode()))


def sign(text: str, *signers: Signer) -> str:
    """Return the text as a note signed by keys of the log.

    Raises:
        ValueError: the text does not end in a newline, or nobody signs.
    """
    if not text.endswith("\n") or not signers:
        raise ValueError("a note is a text that ends in a newline, with a signature")
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def signature(name: str, key_id: bytes, blob: bytes) -> str:
    """Return a signature as the line that it is in a note."""
    return f"— {name} {b64encode(key_id + blob).decode()}\n"


def signed_only_by(note: str, keys: Iterable[Key]) -> tuple[str, set[Key]]:
    """Return a note with the signatures of these keys alone, and those of the keys that signed it.

    Raises:
        RefusedError: a line names one of the keys, and its signature does not hold.
    """
    parsed = Note.parse(note)
    signed = {*parsed.signed_by(keys)}
    known = {(key.name, key.id) for key in signed}
    lines = [signature(*line) for line in parsed.lines if line[:2] in known]
    return f"{parsed.text}\n{''.join(lines)}", signed
