"""How many witnesses have to have seen a checkpoint before it is published or believed."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.tree.verify import COSIGNATURE, Key, Signed


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
