"""Proofs from a tree whose complete subtrees can be read (RFC 9162, 2.1.3.1 and 2.1.4.1)."""

from collections.abc import Callable

from audit.tree.verify import EMPTY_ROOT, node_hash

#: Reads the hash of a complete subtree: of the 2^level leaves from index * 2^level on.
Nodes = Callable[[int, int], bytes]


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return subtree(0, size, nodes) if size else EMPTY_ROOT


def subtree(start: int, end: int, nodes: Nodes) -> bytes:
    """Return the hash over the leaves from start up to end; start is where a subtree of that width can begin."""
    (level, index), *rest = reversed(complete(start, end))
    value = nodes(level, index)
    for at in rest:
        value = node_hash(nodes(*at), value)
    return value


def complete(start: int, end: int) -> list[tuple[int, int]]:
    """Return level and index of the complete subtrees that make up the leaves from start up to end, widest first."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the proof that a leaf stands at the index of the tree of this size, from the leaf upwards.

    Raises:
        ValueError: the tree has no such index.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no index {index} in a tree of {size}")
    return [subtree(*span, nodes) for span in siblings(index, size)]


def siblings(index: int, size: int) -> list[tuple[int, int]]:
    """Return what lies beside the way from a leaf up to the root, each as the first leaf and the one after the last."""
    found, start, end = [], 0, size
    while end - start > 1:
        split = middle(start, end)
        if index < split:
            found.append((split, end))
            end = split
        else:
            found.append((start, split))
            start = split
    return found[::-1]


def consistency(old: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the proof that the tree of the old size is a beginning of the other; empty from none or from the same.

    Raises:
        ValueError: the old size is the larger one.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {old} is no beginning of one of {size}")
    if old in (0, size):
        return []
    spans, start, end = [], 0, size
    while end != old:
        split = middle(start, end)
        if old <= split:
            spans.append((split, end))
            end = split
        else:
            spans.append((start, split))
            start = split
    if start:  # the old tree is more than this subtree, which its reader therefore does not know
        spans.append((start, end))
    return [subtree(*span, nodes) for span in reversed(spans)]


def middle(start: int, end: int) -> int:
    """Return where the leaves under a node divide: left of it stands the widest complete subtree."""
    return start + (1 << (end - start - 1).bit_length() - 1)
