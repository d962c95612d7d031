"""Tessera's public test log, read as an auditor would: every checkpoint, root, tile and pair of checkpoints."""

from itertools import combinations
from pathlib import Path

import pytest

from audit.tree import proofs, tiles
from audit.tree.compact import CompactRange
from audit.tree.verify import Key, RefusedError, open_checkpoint, verify_consistency, verify_inclusion
from tests.audit.tree import independent
from tests.figures import Figure

LOG = Path(__file__).parent / "data" / "testlog"
VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
SIZES = range(1, 16)


def fetch(path: str) -> bytes | None:
    file = LOG / path
    return file.read_bytes() if file.exists() else None


def root_at(size: int) -> bytes:
    return open_checkpoint((LOG / f"checkpoint.{size}").read_text(), [Key.parse(VKEY)]).checkpoint.root


def test_the_public_test_log_is_what_its_checkpoints_say(figure: Figure):
    signed = [open_checkpoint((LOG / f"checkpoint.{size}").read_text(), [Key.parse(VKEY)]) for size in SIZES]
    assert [head.checkpoint[:2] for head in signed] == [("example.com/log/testdata", size) for size in SIZES]

    for size in SIZES:
        root = root_at(size)
        entries = tiles.unpack(tiles.fetch_tile(None, 0, size, fetch))
        edge = CompactRange()
        edge.extend(tiles.leaf_hashes(entries))
        assert (edge.root(), independent.mth(entries)) == (root, root)
        nodes = tiles.TileNodes(size, fetch)
        assert proofs.root(size, nodes) == root
        for index, leaf in enumerate(tiles.leaf_hashes(entries)):
            proof = proofs.inclusion(index, size, nodes)
            verify_inclusion(leaf=leaf, index=index, size=size, root=root, proof=proof)

    pairs, consistent = list(combinations(range(16), 2)), 0
    for old, size in pairs:
        proof = proofs.consistency(old, size, tiles.TileNodes(size, fetch))
        old_root = root_at(old)
        verify_consistency(old=old, old_root=old_root, size=size, root=root_at(size), proof=proof)
        consistent += independent.consistency_holds(old, size, proof, old_root, root_at(size))
    figure("P7", public_log=(consistent, len(pairs)))
    assert (len(signed), consistent) == (15, 120)


def test_growing_the_public_test_log_writes_its_very_files():
    written: dict[str, bytes] = {}
    for size in range(15):
        entries = tiles.unpack(tiles.fetch_tile(None, 0, size + 1, fetch))
        written |= tiles.grow(size, tiles.leaf_hashes(entries[size:]), written.get)
        written |= tiles.grow_entries(size, entries[size:], written.get)

    files = {
        str(file.relative_to(LOG)): file.read_bytes() for file in (LOG / "tile").rglob("*") if file.is_file()
    }
    assert written == files


def test_a_checkpoint_of_the_public_test_log_with_another_size_is_refused():
    note = (LOG / "checkpoint.9").read_text().replace("\n9\n", "\n8\n")

    with pytest.raises(RefusedError, match=r"^the signature of 'example.com/log/testdata' does not hold"):
        open_checkpoint(note, [Key.parse(VKEY)])
