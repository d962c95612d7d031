"""Objects, what sources say of them and what holds: as other methods see it, and as the register would."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from claims.mass import NONE, Actors, Claims, Columns, Relations, Stances, how
from claims.mass.columns import ALWAYS_FROM, ALWAYS_TO, DISPUTES, GRADES, SUPPORTS

Array = np.ndarray[Any, np.dtype[Any]]

#: What ships with the repository; other sets are read from a folder that is named.
SHIPPED = Path(__file__).parent / "data"
#: Sets in which a source takes a side of a claim. Whoever only reports it takes none.
SIDES = {"assert": 1, "deny": 0}
HELD = {"true": 1, "false": 0}
NO_TRUTH = -1


@dataclass(frozen=True, slots=True)
class Sources:
    """Who speaks: a grade for each, and whom it belongs to where that is declared."""

    letter: Sequence[str | None]
    party: Sequence[int]
    speaks_for: Sequence[int]

    @classmethod
    def alike(cls, size: int) -> "Sources":
        """Grade all of them C, each by itself."""
        return cls(["C"] * size, [NONE] * size, [NONE] * size)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Labels, one for each source and object: the last where a source gave several.

    Where `sided`, an object is one claim, which value 1 supports and 0 disputes; else each value that somebody names
    is a claim, and the claims on one object are answers to a question that has one.
    """

    name: str
    sided: bool
    obj: Array
    source: Array
    value: Array
    truth: Array  # of each object, NO_TRUTH where it is not known
    sources: Sources
    copies: Array  # the label that each repeats, or NONE
    scored: Array | None = None  # whether an object counts; None: all whose truth is known
    ruled: Array | None = None  # whether it may be ruled on; likewise

    @property
    def pairs(self) -> tuple[Array, Array, Array]:
        """Object and value of each claim, and the claim of each label."""
        if self.sided:
            objects = np.arange(self.truth.size)
            return objects, np.ones_like(objects), self.obj
        keys, claim = np.unique(self.obj * self.width + self.value, return_inverse=True)
        return keys // self.width, keys % self.width, claim

    @property
    def width(self) -> int:
        """How many values there are."""
        return int(max(self.value.max(), self.truth.max())) + 1

    def counted(self) -> Array:
        """List the objects on which a method is scored."""
        return self._known(self.scored)

    def eligible(self) -> Array:
        """List the objects that staff may have ruled on."""
        return self._known(self.ruled)

    def _known(self, among: Array | None) -> Array:
        known = self.truth != NO_TRUTH
        return np.flatnonzero(known if among is None else known & among)

    def verdicts(self, objects: Array) -> Array:
        """Rule on every claim on some objects."""
        of, value, _ = self.pairs
        given = np.zeros(self.truth.size, bool)
        given[objects] = True
        return np.where(given[of], self.truth[of] == value, -1).astype(np.int8)

    def columns(self) -> Columns:
        """Put it into a register."""
        objects, _, claim = self.pairs
        size, said = objects.size, self.obj.size
        sources, none = self.sources, np.full(size, NONE, np.int32)
        return Columns(
            actors=Actors(
                ids=[f"{row:06}" for row in range(len(sources.letter))],
                letter=np.array([GRADES.index(letter) for letter in sources.letter], np.int8),
                party=np.array(sources.party, np.int32),
                part_of=np.full(len(sources.letter), NONE, np.int32),
                speaks_for=np.array(sources.speaks_for, np.int32),
            ),
            claims=Claims(
                question=none if self.sided else objects.astype(np.int32),
                answer=none,
                valid_from=np.full(size, ALWAYS_FROM),
                valid_to=np.full(size, ALWAYS_TO),
                favours=none,
                harmed_claim=none[:0],
                harmed_party=none[:0],
                withdrawn=np.zeros(size, bool),
            ),
            relations=Relations(np.zeros(0, np.int8), none[:0], none[:0]),
            stances=Stances(
                claim=claim.astype(np.int32),
                actor=self.source.astype(np.int32),
                position=np.where(self.sided & (self.value == 0), DISPUTES, SUPPORTS).astype(np.int8),
                said_at=np.zeros(said, np.int64),
                log_index=np.arange(said, dtype=np.int64),
                how=np.full(said, how("unknown", None, hedged=False), np.uint8),
                derived_from=self.copies.astype(np.int32),
                withdrawn=np.zeros(said, bool),
            ),
        )


def names(folder: Path) -> list[str]:
    """List the sets of a folder."""
    return sorted(found.parent.name for found in folder.glob("*/evidence.csv"))


def read(folder: Path, name: str) -> Labelled:
    """Read a set: `evidence.csv` (object, source, value and perhaps parent) and `truth.csv` (object, truth)."""
    rows = _rows(folder / name / "evidence.csv")
    truths = {row["object"]: row["truth"] for row in _rows(folder / name / "truth.csv")}
    sided = any(row["value"] in SIDES for row in rows)
    if sided:
        rows = [row for row in rows if row["value"] in SIDES]
    rows = list({(row["object"], row["source"]): row for row in rows}.values())
    objects, sources = _numbered(truths), _numbered(row["source"] for row in rows)
    rows = [row for row in rows if row["object"] in objects]
    values = SIDES if sided else _numbered([*(row["value"] for row in rows), *truths.values()])
    named = {(row["object"], row["value"]) for row in rows}
    held = [_held(each, truths[each], named) for each in objects]
    return Labelled(
        name=name,
        sided=sided or _is_yes_or_no(values, truths),
        obj=np.array([objects[row["object"]] for row in rows]),
        source=np.array([sources[row["source"]] for row in rows]),
        value=np.array([values[row["value"]] for row in rows]),
        truth=np.array([HELD.get(each, NO_TRUTH) if sided else values.get(each, NO_TRUTH) for each in held]),
        sources=Sources.alike(len(sources)),
        copies=np.full(len(rows), NONE),
    )


def _held(name: str, truth: str, named: set[tuple[str, str]]) -> str:
    """Read a truth; of a path from a place outwards the first step that anybody names."""
    steps = [step for step in truth.split(",") if (name, step) in named] if "," in truth else []
    return steps[0] if steps else truth


def _is_yes_or_no(values: dict[str, int], truths: dict[str, str]) -> bool:
    return len(values) == 2 and set(values) == set(truths.values())


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as opened:
        return list(csv.DictReader(opened))


def _numbered(names: Any) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(set(names)))}
