"""Trees to be proved from: all of their leaves at hand, and every complete subtree hashed once."""

from functools import cache

from audit.tree.compact import CompactRange
from audit.tree.proofs import Nodes
from audit.tree.verify import leaf_hash, node_hash


class Tree:
    """The tree over these entries, and over the first so many of them."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.leaves = [leaf_hash(entry) for entry in entries]
        edge = CompactRange()
        self.roots = [edge.root()]
        for leaf in self.leaves:
            edge.append(leaf)
            self.roots.append(edge.root())
        self.nodes: Nodes = cache(self._node)

    def _node(self, level: int, index: int) -> bytes:
        if level == 0:
            return self.leaves[index]
        return node_hash(self.nodes(level - 1, 2 * index), self.nodes(level - 1, 2 * index + 1))


def tree_of(size: int) -> Tree:
    """Return a tree of so many different entries, of lengths from 1 to 40."""
    return Tree([b"%d" % number + bytes(number % 37) for number in range(size)])
