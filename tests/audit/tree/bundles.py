"""A log with keys of its own, and bundles from it: revisions of three records, one in seven hidden or erased."""

import random
from hashlib import sha256
from typing import Any

from audit.tree import bundle, proofs
from audit.tree.notes import Signer, sign
from audit.tree.verify import COSIGNATURE, Checkpoint, canonical, leaf
from tests.audit.tree.trees import Tree

ORIGIN = "register.example/log"
RECORDS = [f"0199d2a0-0000-7000-8000-00000000000{number}" for number in range(3)]
COLUMNS = ["id", "note", "position", "revision"]
SCHEMA = sha256(canonical({"columns": COLUMNS, "table": "claims_stance"})).hexdigest()
WITHHELD = {3: ("hidden", "hidden"), 10: ("shown", "erased"), 17: ("hidden", "shown")}


class Log:
    """What stands in the database of a log: preimages, salts and commitments, and the tree over them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.signer = Signer.generate(ORIGIN)
        self.witness = Signer.generate("witness.example/w1", algorithm=COSIGNATURE)
        chance = random.Random(size)
        self.rows = [self._row(index, chance) for index in range(size)]
        self.reseal()

    def reseal(self) -> None:
        """Build the tree over the commitments as they now are."""
        self.tree = Tree([leaf(row["meta_hash"], row["content_hash"]) for row in self.rows])

    @staticmethod
    def _row(index: int, chance: random.Random) -> dict[str, Any]:
        record, revision = RECORDS[index % 3], str(1 + index // 3)
        content = {"id": record, "note": None if index % 2 else "Дніпро «\u2028»\n", "position": "supports",
                   "revision": revision}  # fmt: skip
        meta = {
            "account": RECORDS[0].replace("-7000-", "-7001-"), "at": f"2026-11-22 10:{index:02}:00+00",
            "channel": "api", "history": str(index + 1), "key": None, "kind": "claims_stance", "object": record,
            "operation": "+", "partner": None, "reason": "a typo", "request": "r", "revision": revision,
            "schema": SCHEMA,
        }  # fmt: skip
        row: dict[str, Any] = {"index": index, "record": record}
        for name, value in (("meta", meta), ("content", content)):
            salt = chance.randbytes(32)
            row[name] = bundle.shown(salt, value)
            row[f"{name}_hash"] = sha256(salt + canonical(value)).digest()
        for name, state in zip(("meta", "content"), WITHHELD.get(index, ()), strict=False):
            row[name] = row[name] if state == "shown" else state
        return row

    def checkpoint(self, size: int, *, is_cosigned: bool = True) -> str:
        text = str(Checkpoint(ORIGIN, size, self.tree.roots[size]))
        return sign(text, self.signer) + (self.witness.line(text, at=1763806200) if is_cosigned else "")

    def entries(self, indexes: list[int]) -> list[dict[str, Any]]:
        names = ("index", "meta", "content", "meta_hash", "content_hash")
        return [
            bundle.entry(
                **{name: self.rows[index][name] for name in names},
                proof=proofs.inclusion(index, self.size, self.tree.nodes),
            )
            for index in indexes
        ]

    def bundle(
        self, about: dict[str, Any], indexes: list[int], *, since: int | None = None, is_cosigned: bool = True
    ) -> bytes:
        older = since is not None and bundle.since(
            self.checkpoint(since), proofs.consistency(since, self.size, self.tree.nodes)
        )
        return bundle.build(
            about=about,
            checkpoint=self.checkpoint(self.size, is_cosigned=is_cosigned),
            keys=[self.signer.key, *([self.witness.key] if is_cosigned or older else [])],
            entries=self.entries(indexes),
            older=older or None,
        )
