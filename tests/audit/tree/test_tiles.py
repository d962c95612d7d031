"""The log as files: paths, widths, growth in steps of every kind, and what is missing or cut off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.tree import proofs, tiles
from audit.tree.compact import CompactRange
from audit.tree.verify import RefusedError

PATHS = {
    (0, 0, 256): "tile/0/000",
    (1, 1234067, 256): "tile/1/x001/x234/067",
    (0, 273, 112): "tile/0/273.p/112",
    (2, 999, 1): "tile/2/999.p/1",
    (63, 1000, 256): "tile/63/x001/000",
    (None, 1000000, 255): "tile/entries/x001/x000/000.p/255",
}


@pytest.mark.parametrize(("place", "path"), PATHS.items())
def test_a_path_is_read_as_it_is_written(place: tuple[int | None, int, int], path: str):
    assert tiles.path(*place) == path
    assert tiles.parse_path(path) == place


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/000.p/0",
     "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/-1/000", "tile/0/000\n",
     "tile/0/\u0660\u0660\u0660",
     "tile/data/000", "checkpoint", "tile/0/../000"],
)  # fmt: skip
def test_what_is_no_path_of_a_tile_is_refused(path: str):
    with pytest.raises(RefusedError):
        tiles.parse_path(path)


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_text_says():
    leaves = [number.to_bytes(32, "big") for number in range(70_000)]
    written = dict(tiles.grow(0, leaves, {}.get))

    partial = {path: len(tile) // 32 for path, tile in written.items() if ".p/" in path}
    assert partial == {"tile/0/273.p/112": 112, "tile/1/001.p/17": 17, "tile/2/000.p/1": 1}
    assert len(written) == 273 + 1 + len(partial)


def test_a_tree_of_256_has_a_full_tile_and_a_partial_one_over_it():
    written = dict(tiles.grow(0, [bytes(32)] * 256, {}.get))

    assert {path: len(tile) for path, tile in written.items()} == {"tile/0/000": 8192, "tile/1/000.p/1": 32}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 100, 255, 256, 257, 700, 66_000]), min_size=1, max_size=4))
def test_however_it_grew_the_tiles_have_the_root_of_all_leaves(steps: list[int]):
    store: dict[str, bytes] = {}
    edge, size = CompactRange(), 0
    for step in steps:
        leaves = [(size + number).to_bytes(32, "big") for number in range(step)]
        store |= tiles.grow(size, leaves, store.get)
        edge.extend(leaves)
        size += step
        assert proofs.root(size, tiles.TileNodes(size, store.get)) == edge.root()

    whole = dict(tiles.grow(0, [number.to_bytes(32, "big") for number in range(size)], {}.get))
    assert whole.items() <= store.items()


def test_bundles_grow_like_tiles():
    entries = [b"x" * (number % 7) for number in range(600)]
    store: dict[str, bytes] = {}
    for start, end in [(0, 1), (1, 255), (255, 257), (257, 600)]:
        store |= tiles.grow_entries(start, entries[start:end], store.get)

    found = [tiles.unpack(tiles.fetch_tile(None, index, 600, store.get)) for index in range(3)]
    assert [entry for some in found for entry in some] == entries


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one():
    leaves = [number.to_bytes(32, "big") for number in range(256)]
    store = dict(tiles.grow(0, leaves, {}.get)) | dict(tiles.grow_entries(0, leaves, {}.get))

    assert tiles.fetch_tile(0, 0, 100, store.get) == b"".join(leaves[:100])
    assert tiles.unpack(tiles.fetch_tile(None, 0, 100, store.get)) == leaves[:100]


@pytest.mark.parametrize(
    ("store", "why"),
    [
        ({}, "there is no"),
        ({"tile/0/000.p/3": bytes(64)}, "not 3 wide"),
        ({"tile/0/000.p/3": bytes(97)}, "not 3 wide"),
    ],
)
def test_a_tile_that_is_missing_or_cut_off_is_refused(store: dict[str, bytes], why: str):
    with pytest.raises(RefusedError, match=why):
        tiles.TileNodes(3, store.get)(0, 0)


@pytest.mark.parametrize("bundle", [b"\0", b"\0\2x", b"\0\1xy"])
def test_a_bundle_that_is_cut_off_is_refused(bundle: bytes):
    with pytest.raises(RefusedError, match="cut off"):
        tiles.unpack(bundle)


def test_an_entry_that_no_bundle_can_hold_is_refused():
    assert tiles.unpack(tiles.pack([bytes(65_535)])) == [bytes(65_535)]
    with pytest.raises(ValueError, match="at most 65,535 bytes"):
        tiles.pack([bytes(65_536)])
