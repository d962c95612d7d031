"""How many witnesses have to have seen a checkpoint before it is published or believed, and where they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audit.tree.notes import PREFIX
from audit.tree.verify import COSIGNATURE, Key, RefusedError, Signed

_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(/[\w.~%/-]*)?", re.ASCII)


@dataclass(frozen=True)
class Quorum:
    """So many of these witnesses. None of none is a policy too: it asks for nobody."""

    least: int = 0
    witnesses: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what can never be met, or be met by one witness under several names.

        Raises:
            ValueError: it is such a policy.
        """
        if not 0 <= self.least <= len(self.witnesses):
            raise ValueError(f"{self.least} of {len(self.witnesses)} witnesses cannot be asked for")
        if any(key.algorithm != COSIGNATURE for key in self.witnesses):
            raise ValueError("a witness has a key for cosignatures")
        if len({key.public for key in self.witnesses}) < len(self.witnesses):
            raise ValueError("one witness is named twice")

    @classmethod
    def of(cls, least: int, keys: Iterable[str]) -> "Quorum":
        """Return the policy over these verifier keys.

        Raises:
            RefusedError: one is not a verifier key.
            ValueError: the policy can never be met, or names a witness twice.
        """
        return cls(least, frozenset(map(Key.parse, keys)))

    def is_met(self, signed: Signed) -> bool:
        """Return whether enough of the witnesses cosigned this checkpoint."""
        return len(self.witnesses & {key for key, _ in signed.witnesses}) >= self.least


@dataclass(frozen=True)
class Policy:
    """Whom a log asks, at which address, and how many of them have to cosign before a checkpoint is published."""

    quorum: Quorum = field(default_factory=Quorum)
    addresses: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Read `N ADDRESS=KEY ADDRESS=KEY …`; nothing at all asks nobody.

        Raises:
            ValueError: it is not that; the message names the place and shows no secret.
        """
        if PREFIX in text:
            raise ValueError("there is the private half of a key in it; a witness gives its public half")
        least, *pairs = text.split() or ["0"]
        if not re.fullmatch("[0-9]{1,3}", least):
            raise ValueError(
                f"it begins with how many of the witnesses have to cosign, and not with {least!r}"
            )
        addresses: dict[Key, str] = {}
        for place, pair in enumerate(pairs, 1):
            try:
                address, key = _witness(pair)
            except ValueError as error:
                raise ValueError(f"witness {place}: {error}") from error
            if key in addresses or address in addresses.values():
                raise ValueError(f"witness {place}: its key or its address is that of one before")
            addresses[key] = address
        if pairs and int(least) == 0:
            raise ValueError("0 of them would be nobody: leave it empty, or ask for one at least")
        return cls(Quorum(int(least), frozenset(addresses)), addresses)


def _witness(pair: str) -> tuple[str, Key]:
    """Return address and key of a witness."""
    address, equals, text = pair.rpartition("=")
    if not equals:
        raise ValueError(f"{pair[:120]!r} is not ADDRESS=KEY")
    parts = urlsplit(address)
    if not _ADDRESS.fullmatch(address) or not parts.hostname or parts.port == 0:
        raise ValueError(f"{address[:120]!r} is not a plain http:// or https:// address")
    try:
        key = Key.parse(text)
    except RefusedError as error:
        raise ValueError(f"{text[:120]!r} is not a key as `contested witness-key` prints it") from error
    if key.algorithm != COSIGNATURE:
        raise ValueError(f"{text[:120]!r} is the key of a log, and not of a witness")
    return address.rstrip("/"), key
