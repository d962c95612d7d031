"""How well the rules find what holds, beside other ways to find it: on data sets, and under attack.

`./dev bench consensus` needs no server. Emergent and hcb ship with it; `--data DIR` names a folder of further sets, one
folder each with `evidence.csv` and `truth.csv`. Dawid-Skene is measured where `--install-crowd-kit` was once given.
Every figure is a mean over the seeds printed: of which claims are ruled on, or of the world that is attacked. Figures
are of what was not learned from.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Policy
from claims.grades import propose
from claims.grades.heldout import leans
from claims.mass import Columns
from tests.bench import attacks, crowdkit, labelled
from tests.bench.crowdkit import CrowdKit
from tests.bench.labelled import Array, Labelled
from tests.bench.peers import PEERS
from tests.bench.scores import Score, View, scored, viewed

SEEDS = range(8)
FOLDS = 10
#: Sets too small to learn from a fifth: they are cross-validated.
FEW = 500
DECLARED, LEARNED, CROWD = "declared", "learned", "Dawid-Skene"


class Cell(NamedTuple):
    """What one method makes of one row, and the seconds of CPU that it takes at most."""

    score: Score
    seconds: float


class Row(NamedTuple):
    """One set or attack, with a cell for each method that could be measured."""

    name: str
    how: str
    cells: dict[str, Cell]


class Trial(NamedTuple):
    """Labels with, part by part, the objects ruled on and those that are scored by what was learned from them."""

    labels: Labelled
    parts: list[tuple[Array, Array]]

    @property
    def scored(self) -> Array:
        return np.concatenate([held for _, held in self.parts])


def lean(columns: Columns, policy: Policy) -> View:
    """Let the rules decide all claims."""
    found = leans(columns, policy)
    return View(found.margin, found.opinion)


def declared(trial: Trial) -> View:
    """Decide by letters and by what is declared."""
    return lean(trial.labels.columns(), CPL_1)


def learned(trial: Trial) -> View:
    """Decide by grades learned from verdicts on other objects, where they were found worth adopting."""
    columns, (of, _, _) = trial.labels.columns(), trial.labels.pairs
    view = View(np.zeros(of.size), np.zeros(of.size))
    for ruled, held in trial.parts:
        found = propose(columns, CPL_1_DOCUMENT, trial.labels.verdicts(ruled), version="learned")
        policy = Policy.from_document(found.document) if found.document else CPL_1
        part, claims = lean(columns, policy), np.isin(of, held)
        view.lean[claims], view.belief[claims] = part.lean[claims], part.belief[claims]
    return view


class Way(NamedTuple):
    """A method, and the clock of the CPU that it runs on."""

    view: Callable[[Trial], View]
    clock: Callable[[], float] = time.process_time


def methods(crowd: CrowdKit | None) -> dict[str, Way]:
    """Name what is measured, in the order of the columns."""
    ways = {name: Way(_unaware(peer)) for name, peer in PEERS.items()}
    if crowd:
        ways[CROWD] = Way(_unaware(crowd.dawid_skene), crowd.clock)
    return ways | {DECLARED: Way(declared), LEARNED: Way(learned)}


def _unaware(peer: Callable[[Labelled], Array]) -> Callable[[Trial], View]:
    """Let a method see labels alone; of the same labels it makes the same."""
    seen = lru_cache(maxsize=1)(peer)
    return lambda trial: viewed(trial.labels, seen(trial.labels))


def measured(name: str, how: str, trials: list[Trial], ways: dict[str, Way]) -> Row:
    """Measure every method on the same trials."""
    cells = {}
    for title, way in ways.items():
        scores, seconds = [], 0.0
        for trial in trials:
            begun = way.clock()
            view = way.view(trial)
            seconds = max(seconds, way.clock() - begun)
            scores.append(scored(trial.labels, view, trial.scored))
        cells[title] = Cell(Score(*np.mean(scores, axis=0).tolist()), seconds)
    return Row(name, how, cells)


def on_set(labels: Labelled, ways: dict[str, Way]) -> Row:
    """Measure on a data set, of which a fifth is ruled on; of a small one nine tenths, ten times over."""
    known = labels.eligible()
    small = known.size < FEW
    trials = [Trial(labels, (_tenths if small else _fifth)(known, seed)) for seed in SEEDS]
    how = f"{known.size:,}, {'9/10' if small else '1/5'} ruled on"
    return measured(labels.name, how, trials, ways)


def under_attack(name: str, words: int, ways: dict[str, Way]) -> Row:
    """Measure on the claims attacked, of which so many outlets speak honestly; a fifth of the others is ruled on."""
    trials = []
    for seed in SEEDS:
        labels = attacks.ATTACKS[name](seed, words)
        ruled, _ = _fifth(labels.eligible(), seed)[0]
        trials.append(Trial(labels, [(ruled, np.setdiff1d(labels.counted(), ruled))]))
    return measured(name, f"{trials[0].scored.size}", trials, ways)


def _fifth(known: Array, seed: int) -> list[tuple[Array, Array]]:
    dealt = np.random.default_rng(seed).permutation(known)
    return [(dealt[: known.size // 5], dealt[known.size // 5 :])]


def _tenths(known: Array, seed: int) -> list[tuple[Array, Array]]:
    dealt = np.random.default_rng(seed).permutation(known)
    return [(np.delete(dealt, np.s_[fold::FOLDS]), dealt[fold::FOLDS]) for fold in range(FOLDS)]


class Bar(NamedTuple):
    """A figure that must not lie on the wrong side of a bar."""

    what: str
    figure: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        return (self.least is None or self.figure >= self.least) and (
            self.most is None or self.figure <= self.most
        )

    def line(self) -> str:
        bound = f">= {self.least:.3f}" if self.most is None else f"<= {self.most:.3f}"
        return f"{self.what:62} {self.figure:6.3f}  {bound}  {'holds' if self.holds else 'DOES NOT HOLD'}"


#: By attack: what the sign of S* - D* finds right under the declared letters.
UNDER_ATTACK = {"declared copies": 0.8, "ungraded accounts": 0.9, "copying": 0.9, "two lying blocs": 0.9}
#: How many sets there must be for a mean over them to say something.
ALL_SETS = 7
#: By set: what grades learned from a fifth, or cross-validated, find right.
WITH_GRADES = {"hcb": 0.7, "web": 0.86, "product": 0.93, "rte": 0.92, "emergent": 0.78}


def bars(sets: list[Row], attacked: list[Row]) -> Iterator[Bar]:
    """Hold the figures against what they must reach."""
    for row in attacked:
        if row.name in UNDER_ATTACK:
            right = row.cells[DECLARED].score.accuracy
            yield Bar(f"{row.name}: accuracy, declared", right, least=UNDER_ATTACK[row.name])
    for row in sets:
        right, heads = row.cells[LEARNED].score.accuracy, row.cells["majority"].score.accuracy
        if row.name in WITH_GRADES:
            yield Bar(f"{row.name}: accuracy, learned", right, least=WITH_GRADES[row.name])
        yield Bar(f"{row.name}: accuracy, learned, less that of majority", right - heads, least=-0.01)
    if len(sets) >= ALL_SETS:
        opinion = mean(sets).cells[LEARNED].score
        yield Bar("opinion, learned: mean Brier over the sets", opinion.brier, most=0.14)
        yield Bar("opinion, learned: mean ECE over the sets", opinion.ece, most=0.12)


def mean(rows: list[Row]) -> Row:
    """Return the mean of rows, in every cell, and the seconds of all of them."""
    cells = {
        name: Cell(
            Score(*np.mean([row.cells[name].score for row in rows], axis=0).tolist()),
            sum(row.cells[name].seconds for row in rows),
        )
        for name in rows[0].cells
    }
    return Row("mean of the sets", f"{len(rows)} sets", cells)


def table(rows: list[Row], columns: list[str]) -> Iterator[str]:
    """Write rows: in each cell accuracy, Brier, ECE and seconds."""
    yield " | ".join([f"{'':37}", *(f"{name:^23}" for name in columns)])
    yield " | ".join([f"{'of how many objects':>37}", *[f"{'acc  Brier   ECE     s':>23}"] * len(columns)])
    for row in rows:
        cells = (_written(row.cells.get(name)) for name in columns)
        yield " | ".join([f"{row.name:17} {row.how:>19}", *(f"{cell:^23}" for cell in cells)])


def _written(cell: Cell | None) -> str:
    if cell is None:
        return "not installed"
    score = cell.score
    return f"{score.accuracy:.3f} {score.brier:.3f} {score.ece:.3f} {cell.seconds:5.2f}"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, and return 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(prog="dev bench consensus", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], metavar="DIR", help="further sets")
    parser.add_argument(
        "--install-crowd-kit", action="store_true", help="install it, into an environment of its own"
    )
    parser.add_argument(
        "--words",
        type=int,
        default=attacks.WORDS,
        metavar="N",
        help=f"honest words on a claim that is attacked (default: {attacks.WORDS})",
    )
    asked = parser.parse_args(arguments)
    if asked.install_crowd_kit:
        crowdkit.install()
    folders = {name: folder for folder in (*asked.data, labelled.SHIPPED) for name in labelled.names(folder)}
    with crowdkit.started() as crowd:
        ways = methods(crowd)
        sets = [on_set(labelled.read(folder, name), ways) for name, folder in sorted(folders.items())]
        attacked = [under_attack(name, asked.words, ways) for name in attacks.ATTACKS]
    print(f"seeds {', '.join(map(str, SEEDS))}, means over them; seconds of CPU")
    print("declared: letters, in the sets all C; learned: grades learned from verdicts;", end=" ")
    print(f"attacks: {asked.words} honest words on a claim")
    print(*table([*sets, mean(sets), *attacked], [*PEERS, CROWD, DECLARED, LEARNED]), sep="\n")
    held = list(bars(sets, attacked))
    print(*(bar.line() for bar in held), sep="\n")
    return 0 if all(bar.holds for bar in held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
