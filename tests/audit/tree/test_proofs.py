"""Proofs hold where they should and nowhere else: every size up to 70, and larger ones at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.tree import proofs
from audit.tree.compact import CompactRange
from audit.tree.verify import EMPTY_ROOT, RefusedError, verify_consistency, verify_inclusion
from tests.audit.tree import independent
from tests.audit.tree.trees import Tree, tree_of

ALL = 70
SMALL, LARGE = tree_of(ALL), tree_of(3000)

#: The entries that Certificate Transparency's reference tests build their tree from, and its root at each size.
CT_ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = """
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
"""
#: Of these: index and size, and the inclusion proof.
CT_INCLUSION = {
    (0, 8): """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    (5, 8): """bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    (2, 3): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
}
#: Old and new size, and the consistency proof.
CT_CONSISTENCY = {
    (1, 8): """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    (6, 8): """0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    (2, 5): """5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b""",
}


def test_the_vectors_of_certificate_transparency_hold():
    tree = Tree([bytes.fromhex(entry) for entry in CT_ENTRIES])

    assert [root.hex() for root in tree.roots] == CT_ROOTS.split()
    for (index, size), proof in CT_INCLUSION.items():
        assert [step.hex() for step in proofs.inclusion(index, size, tree.nodes)] == proof.split()
    for (old, size), proof in CT_CONSISTENCY.items():
        assert [step.hex() for step in proofs.consistency(old, size, tree.nodes)] == proof.split()


@pytest.mark.parametrize("size", range(ALL + 1))
def test_every_proof_is_the_one_of_the_definition_and_holds(size: int):
    entries, root = SMALL.entries[:size], SMALL.roots[size]
    assert root == independent.mth(entries) == proofs.root(size, SMALL.nodes)
    assert CompactRange.read(size, SMALL.nodes).root() == root
    for index in range(size):
        proof = proofs.inclusion(index, size, SMALL.nodes)
        assert proof == independent.path(index, entries)
        verify_inclusion(leaf=SMALL.leaves[index], index=index, size=size, root=root, proof=proof)
    for old in range(size + 1):
        proof = proofs.consistency(old, size, SMALL.nodes)
        assert proof == (independent.subproof(old, entries) if old > 0 else [])
        verify_consistency(old=old, old_root=SMALL.roots[old], size=size, root=root, proof=proof)


@pytest.mark.parametrize("size", range(1, 34))
def test_a_proof_holds_for_no_other_place(size: int):
    """Neither another index, nor another size with the same root, nor one step more or less."""
    root = SMALL.roots[size]
    for index in range(size):
        proof, leaf = proofs.inclusion(index, size, SMALL.nodes), SMALL.leaves[index]
        others = [(other, size, proof) for other in range(size + 2) if other != index]
        others += [(index, size, proof[1:]), (index, size, proof[:-1])] if proof else []
        others += [(index, size, [*proof, root]), (index, size, [leaf, *proof]), (-1, size, proof)]
        for place, wide, steps in others:
            with pytest.raises(RefusedError):
                verify_inclusion(leaf=leaf, index=place, size=wide, root=root, proof=steps)


def test_a_proof_too_long_for_its_size_is_refused_though_it_leads_to_the_root():
    """The way from the second leaf of two up to their root, given out as one in a tree of a single leaf."""
    with pytest.raises(RefusedError, match="too long"):
        verify_inclusion(leaf=SMALL.leaves[1], index=0, size=1, root=SMALL.roots[2], proof=[SMALL.leaves[0]])


@pytest.mark.parametrize("size", range(1, 34))
def test_a_consistency_proof_holds_for_no_other_trees(size: int):
    root = SMALL.roots[size]
    for old in range(size + 1):
        proof, before = proofs.consistency(old, size, SMALL.nodes), SMALL.roots[old]
        others = [(other, before, proof) for other in range(size + 2) if other != old]
        others += [(old, before, proof[1:]), (old, before, proof[:-1])] if proof else []
        others += [(old, before, [*proof, root]), (old, before, [before, *proof]), (old, b"\0" * 32, proof)]
        for other, other_root, steps in others:
            with pytest.raises(RefusedError):
                verify_consistency(old=other, old_root=other_root, size=size, root=root, proof=steps)


@given(st.data())
def test_proofs_of_larger_trees_hold(data: st.DataObject):
    size = data.draw(st.integers(1, len(LARGE.entries)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root = LARGE.roots[size]

    inclusion = proofs.inclusion(index, size, LARGE.nodes)
    verify_inclusion(leaf=LARGE.leaves[index], index=index, size=size, root=root, proof=inclusion)
    consistency = proofs.consistency(old, size, LARGE.nodes)
    verify_consistency(old=old, old_root=LARGE.roots[old], size=size, root=root, proof=consistency)
    assert independent.inclusion_holds(LARGE.leaves[index], index, size, inclusion, root)
    assert independent.consistency_holds(old, size, consistency, LARGE.roots[old], root)


def test_an_empty_tree_begins_nothing_but_by_its_own_root():
    verify_consistency(old=0, old_root=EMPTY_ROOT, size=5, root=SMALL.roots[5], proof=[])
    for old_root, root, size in [(b"\1" * 32, SMALL.roots[5], 5), (EMPTY_ROOT, SMALL.roots[5], 0)]:
        with pytest.raises(RefusedError):
            verify_consistency(old=0, old_root=old_root, size=size, root=root, proof=[])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_of_what_is_not_in_the_tree(index: int, size: int):
    with pytest.raises(ValueError, match=r"^there is no index"):
        proofs.inclusion(index, size, SMALL.nodes)


@pytest.mark.parametrize(("old", "size"), [(6, 5), (-1, 5)])
def test_there_is_no_proof_from_a_larger_tree(old: int, size: int):
    with pytest.raises(ValueError, match=r"is no beginning of"):
        proofs.consistency(old, size, SMALL.nodes)


def test_an_edge_that_is_not_one_of_its_size_is_refused():
    with pytest.raises(ValueError, match=r"^the edge of a tree of 3 has 2 hashes"):
        CompactRange(3, [b"\0" * 32])
