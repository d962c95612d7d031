"""The tree as files (C2SP tlog-tiles): 256 hashes a tile, 256 entries a bundle, and the proofs read off them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from audit.tree.verify import RefusedError, leaf_hash, node_hash

WIDTH = 256
#: Reads a file of the log by its path below the log's prefix; None where there is none.
Fetch = Callable[[str], bytes | None]

_PATH = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


def path(level: int | None, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile, or of an entry bundle where there is no level."""
    groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{'entries' if level is None else level}/{place}" + (f".p/{width}" if width < WIDTH else "")


def parse_path(text: str) -> tuple[int | None, int, int]:
    """Return level (None: entries), index and width of a path.

    Raises:
        RefusedError: it is not the one path of anything.
    """
    match = _PATH.fullmatch(text)
    if match is None:
        raise RefusedError(f"{text[:80]!r} is not the path of a tile")
    level = None if match[1] == "entries" else int(match[1])
    index, width = int(re.sub("[x/]", "", match[2])), int(match[3] or WIDTH)
    if path(level, index, width) != text:
        raise RefusedError(f"{text[:80]!r} is not the path of a tile")
    return level, index, width


def width(level: int, index: int, size: int) -> int:
    """Return how wide a tile is in the log of this size; 0 where there is none."""
    return max(0, min(WIDTH, (size >> 8 * level) - index * WIDTH))


def fetch_tile(level: int | None, index: int, size: int, fetch: Fetch) -> bytes:
    """Return a tile or bundle as the log of this size needs it, cut from a later one where the partial is gone.

    Raises:
        RefusedError: it is not there, or is shorter than it must be.
    """
    wide = width(level or 0, index, size)
    data = fetch(path(level, index, wide))
    if data is None and wide < WIDTH and (whole := fetch(path(level, index))) is not None:
        data = cut(level, whole, wide)
    if data is None or wide == 0:
        raise RefusedError(f"there is no {path(level, index, wide)}")
    if len(data) != 32 * wide if level is not None else len(unpack(data)) != wide:
        raise RefusedError(f"{path(level, index, wide)} is not {wide} wide")
    return data


def cut(level: int | None, whole: bytes, wide: int) -> bytes:
    """Return the partial tile or bundle of a width that a full one has grown from.

    Raises:
        RefusedError: the full bundle is cut off.
    """
    return whole[: 32 * wide] if level is not None else pack(unpack(whole)[:wide])


def full(size: int) -> Iterator[tuple[int | None, int]]:
    """Yield level and index of each tile and bundle that the log of this size has in full; levels of 63 bits."""
    for level in (None, *range(8)):
        yield from ((level, index) for index in range((size >> 8 * (level or 0)) // WIDTH))


def split(tile: bytes) -> list[bytes]:
    """Return the hashes of a tile."""
    return [tile[at : at + 32] for at in range(0, len(tile), 32)]


def perfect(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over 2^n hashes of complete subtrees side by side."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


class TileNodes:
    """The complete subtrees of the log of one size, read from its tiles: what proofs are made from."""

    def __init__(self, size: int, fetch: Fetch, *, remember: int = 64) -> None:
        self.size = size
        self._tile = lru_cache(remember)(lambda level, index: split(fetch_tile(level, index, size, fetch)))

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree.

        Raises:
            RefusedError: a tile is missing.
        """
        tile, inside = divmod(level, 8)
        first = index << inside
        at = first % WIDTH
        return perfect(self._tile(tile, first // WIDTH)[at : at + (1 << inside)])


def grow(size: int, leaves: Iterable[bytes], fetch: Fetch) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each tile that is new or wider when these leaf hashes follow the first `size`.

    Lower levels come first, so that no tile is there before what it was hashed from.

    Raises:
        RefusedError: a tile of the log as it was is missing.
    """
    level, fresh = 0, list(leaves)
    while fresh:
        had = size >> 8 * level
        index, edge = had // WIDTH, had % WIDTH
        hashes = (split(fetch_tile(level, index, size, fetch)) if edge else []) + fresh
        fresh = []
        for start in range(0, len(hashes), WIDTH):
            tile = hashes[start : start + WIDTH]
            yield path(level, index + start // WIDTH, len(tile)), b"".join(tile)
            if len(tile) == WIDTH:
                fresh.append(perfect(tile))
        level += 1


def grow_entries(size: int, entries: Iterable[bytes], fetch: Fetch) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each entry bundle that is new or wider when these entries follow the first `size`.

    Raises:
        RefusedError: the last bundle of the log as it was is missing.
        ValueError: an entry is longer than a bundle can say.
    """
    index, edge = divmod(size, WIDTH)
    known = unpack(fetch_tile(None, index, size, fetch)) if edge else []
    every = [*known, *entries]
    for start in range(0, len(every), WIDTH):
        some = every[start : start + WIDTH]
        yield path(None, index + start // WIDTH, len(some)), pack(some)


def pack(entries: Iterable[bytes]) -> bytes:
    """Return an entry bundle: each entry after its length in two bytes.

    Raises:
        ValueError: an entry is longer than 65,535 bytes.
    """
    every = list(entries)
    if any(len(entry) > 0xFFFF for entry in every):
        raise ValueError("an entry has at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in every)


def unpack(bundle: bytes) -> list[bytes]:
    """Return the entries of an entry bundle.

    Raises:
        RefusedError: the lengths do not add up.
    """
    found, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise RefusedError("an entry bundle is cut off")
        found.append(bundle[at + 2 : end])
        at = end
    return found


def leaf_hashes(entries: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the hashes that stand in the tiles of level 0 for these entries."""
    return map(leaf_hash, entries)
