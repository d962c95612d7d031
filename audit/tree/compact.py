"""A tree of which only the right edge is kept: enough to append and to know the root."""

from collections.abc import Iterable
from typing import Self

from audit.tree.proofs import Nodes, complete
from audit.tree.verify import EMPTY_ROOT, node_hash


class CompactRange:
    """The first `size` leaves of a tree, as the hashes of its complete subtrees, widest first."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count() or any(len(value) != 32 for value in self.hashes):
            raise ValueError(f"the edge of a tree of {size} has {size.bit_count()} hashes of 32 bytes")

    @classmethod
    def read(cls, size: int, nodes: Nodes) -> Self:
        """Return the edge of a tree whose subtrees can be read."""
        return cls(size, (nodes(level, index) for level, index in complete(0, size)))

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        value, size = leaf, self.size
        while size & 1:
            value = node_hash(self.hashes.pop(), value)
            size >>= 1
        self.hashes.append(value)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of leaves."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Return the root over all leaves."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, value = self.hashes
        for left in reversed(rest):
            value = node_hash(left, value)
        return value
