"""What the log's tree costs: leaves a second, a proof and its verification, a signature, a bundle.

`./dev bench tree` needs no server. Seconds are of CPU, of one process; the last line holds the verifier against a bare
loop that does no more than read and write the same entries as JSON and hash them.
"""

import argparse
import gc
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from uuid import UUID

from audit.tree import bundle, proofs, tiles
from audit.tree.compact import CompactRange
from audit.tree.notes import Signer, sign
from audit.tree.verify import Checkpoint, canonical, check, leaf, leaf_hash, open_checkpoint, verify_inclusion
from tests import figures

COLUMNS = sorted(
    ["actor_id", "basis", "claim_id", "credibility", "excerpt", "id", "position", "revision", "said_at"]
)
KIND = "claims_stance"
SCHEMA = sha256(canonical({"columns": COLUMNS, "table": KIND})).hexdigest()


def cost(work: Callable[[], object], times: int = 1) -> float:
    """Return the seconds of CPU of one of so many runs."""
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


def parts(index: int) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return meta and content of a revision, as long as those of a stance are."""
    record = str(UUID(int=index))
    content = dict.fromkeys(COLUMNS, "") | {"id": record, "excerpt": "the village was not taken " * 6}
    meta = {
        "account": record, "at": "2026-11-22 10:00:00.123456+00", "channel": "api", "history": str(index),
        "key": record, "kind": KIND, "object": record, "operation": "+", "partner": record,
        "reason": "as it was published", "request": record, "revision": "1", "schema": SCHEMA,
    }  # fmt: skip
    return meta, content


def grown(size: int) -> tuple[dict[str, bytes], CompactRange]:
    """Grow a log of random commitments in batches, print what it cost, and return its tiles and its edge."""
    commitments = [(os.urandom(32), os.urandom(32)) for _ in range(size)]
    hashes: list[bytes] = []
    store: dict[str, bytes] = {}
    edge = CompactRange()
    seconds = cost(lambda: hashes.extend(leaf_hash(leaf(*each)) for each in commitments))
    print(f"leaves made and hashed       {size / seconds:12,.0f} /s")
    seconds = cost(lambda: edge.extend(hashes))
    print(f"leaves appended to the edge  {size / seconds:12,.0f} /s")

    def tile() -> None:
        for start in range(0, size, 1000):
            store.update(tiles.grow(start, hashes[start : start + 1000], store.get))

    seconds = cost(tile)
    print(f"leaves written to tiles      {size / seconds:12,.0f} /s, 1,000 to a checkpoint")
    return store, edge


def measure_proofs(size: int, store: dict[str, bytes], root: bytes) -> None:
    """Print what a proof from tiles costs, with nothing remembered, and its verification."""
    chance = random.Random(1)
    making, checking, lengths = [], [], []
    for _ in range(1000):
        index = chance.randrange(size)
        nodes = tiles.TileNodes(size, store.get)
        making.append(cost(partial(proofs.inclusion, index, size, nodes)))
        proof = proofs.inclusion(index, size, nodes)
        hashed = tiles.split(tiles.fetch_tile(0, index // 256, size, store.get))[index % 256]
        work = partial(verify_inclusion, leaf=hashed, index=index, size=size, root=root, proof=proof)
        checking.append(cost(work))
        lengths.append(len(proof))
    print(f"a proof from tiles           {statistics.median(making) * 1e3:12.2f} ms, {max(lengths)} hashes")
    print(f"a proof verified             {statistics.median(checking) * 1e6:12.0f} µs")
    old = size * 9 // 10
    seconds = cost(lambda: proofs.consistency(old, size, tiles.TileNodes(size, store.get)), 100)
    print(f"a consistency proof          {seconds * 1e3:12.2f} ms")


def measure_signatures(head: Checkpoint) -> None:
    """Print what signing and opening a checkpoint costs."""
    signer = Signer.generate(head.origin)
    note = sign(str(head), signer)
    print(f"a checkpoint signed          {cost(lambda: sign(str(head), signer), 1000) * 1e6:12.0f} µs")
    seconds = cost(lambda: open_checkpoint(note, [signer.key]), 1000)
    print(f"a checkpoint opened          {seconds * 1e6:12.0f} µs")


def measure_bundle(count: int, size: int) -> None:
    """Print what a bundle costs to verify, and what a bare loop over the same entries does."""
    rows, hashes = [], []
    for index in range(size):
        salts, shown = (os.urandom(32), os.urandom(32)), parts(index)
        sealed = [sha256(salt + canonical(value)).digest() for salt, value in zip(salts, shown, strict=True)]
        hashes.append(leaf_hash(leaf(*sealed)))
        rows.append((salts, shown, sealed))
    store = dict(tiles.grow(0, hashes, {}.get))
    nodes = tiles.TileNodes(size, store.get, remember=4096)
    signer = Signer.generate("register.example/log")
    entries = [
        bundle.entry(
            index=index,
            meta_hash=sealed[0],
            content_hash=sealed[1],
            meta=bundle.shown(salts[0], shown[0]),
            content=bundle.shown(salts[1], shown[1]),
            proof=proofs.inclusion(index, size, nodes),
        )
        for index, (salts, shown, sealed) in enumerate(rows[:count])
    ]
    data = bundle.build(
        about=bundle.about_range(0, count),
        checkpoint=sign(str(Checkpoint(signer.name, size, proofs.root(size, nodes))), signer),
        keys=[signer.key],
        entries=entries,
    )
    lines = [canonical(entry) for entry in entries]

    def bare() -> None:
        for line in lines:
            sha256(json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode()).digest()

    gc.disable()  # as the command does
    ratios = []
    for _ in range(11):
        verifying = cost(lambda: check(data, pinned=[signer.key]))
        ratios.append(cost(bare) / verifying)
    print(f"entries verified in a bundle {count / verifying:12,.0f} /s, {len(data) / count:,.0f} bytes each")
    print(f"of a bare json and sha256 loop {statistics.median(ratios):10.2f}")
    figures.measured("P12", by="bench tree", of_a_bare_loop=statistics.median(ratios))


def main() -> int:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(prog="dev bench tree", description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000, help="size of the log (default: 1,000,000)")
    parser.add_argument("--entries", type=int, default=5_000, help="in the bundle (default: 5,000)")
    asked = parser.parse_args()
    store, edge = grown(asked.leaves)
    measure_proofs(asked.leaves, store, edge.root())
    measure_signatures(Checkpoint("register.example/log", edge.size, edge.root()))
    measure_bundle(asked.entries, max(asked.entries, asked.leaves // 10))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
