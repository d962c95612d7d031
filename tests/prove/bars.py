"""Every figure of the record, and the bar that it has to come to. Nothing but this file says what is enough.

In words for whoever reads the table; by name for whoever reports. The bars of a quick look are lower in how much is
tried, and never in what may come of it.
"""

from dataclasses import dataclass
from typing import Literal

#: What no test reports itself: how many of a figure's tests passed, of how many.
TESTS = "tests"


@dataclass(frozen=True)
class Bar:
    """What a number has to come to: none or all of at least so many, or a measure at least or at most so high."""

    kind: Literal["none", "all", "least", "most"]
    height: float
    #: How high it is in a quick look.
    short: float


@dataclass(frozen=True)
class Row:
    """One thing that a figure shows, the number that shows it, and its bar."""

    shows: str
    number: str
    bar: Bar


def none_of(many: int, *, short: int | None = None) -> Bar:
    """Return the bar of what must never happen, however often it is tried, and of how often it has to be."""
    return Bar("none", many, many if short is None else short)


def all_of(many: int) -> Bar:
    """Return the bar of what must happen each time, and of how often it has to be tried."""
    return Bar("all", many, many)


def at_least(height: float, *, short: float | None = None) -> Bar:
    """Return the bar of what must not be less."""
    return Bar("least", height, height if short is None else short)


def at_most(height: float) -> Bar:
    """Return the bar of what must not be more."""
    return Bar("most", height, height)


FIGURES: dict[str, tuple[Row, ...]] = {
    "P1": (Row("ways to write 14 tables that leave a revision like the row", TESTS, all_of(322)),),
    "P2": (
        Row("commits of 16 writers after which a row is unlike its revision", "mismatches", none_of(5_000, short=500)),
        Row("rows unlike theirs with simple-history as it comes", "stock_mismatches", at_least(1)),
    ),
    "P3": (Row("unattributed writes refused", TESTS, all_of(332)),),
    "P4": (
        Row("entries and rows unlike the fold of the log", "folded", none_of(10_000, short=50)),
        Row("determinations that do not come out again, byte for byte", "replayed", none_of(10_000, short=20)),
    ),
    "P5": (Row("tampering as the application's role in vain", TESTS, all_of(100)),),
    "P6": (
        Row("tampering as a superuser found, and where: rows", "rows", all_of(4)),
        Row("… revisions", "history", all_of(10)),
        Row("… the outbox", "outbox", all_of(6)),
        Row("… entries", "entries", all_of(20)),
        Row("… schemas", "schemas", all_of(2)),
        Row("… determinations", "determinations", all_of(8)),
        Row("… checkpoints, in the database and published", "checkpoints", all_of(10)),
        Row("… tiles", "tiles", all_of(11)),
    ),
    "P7": (
        Row("genuine proofs accepted", "genuine", all_of(10_000)),
        Row("mutated proofs accepted", "mutated", none_of(10_000)),
        Row("proofs on which an independent verifier agrees", "agreed", all_of(20_000)),
        Row("wrong answers to proofs of consistency, of both verifiers", "consistency", none_of(20_000)),
        Row("changed bundles accepted, under a new digest", "changed_bundles", none_of(1_000)),
        Row("pairs of checkpoints of Tessera's test log, consistent", "public_log", all_of(120)),
    ),
    "P8": (
        Row("entries missed while everything is killed", "missed", none_of(50_000, short=1_000)),
        Row("entries doubled", "doubled", none_of(50_000, short=1_000)),
        Row("sizes of the log at which a transaction is in it by half", "torn", none_of(500, short=20)),
        Row("rows lost whose commit was answered", "lost", none_of(10_000, short=200)),
        Row("entries and rows unlike the fold of the log", "unlike_the_fold", none_of(50_000, short=1_000)),
        Row("pairs of published checkpoints, inconsistent", "inconsistent", none_of(400, short=5)),
        Row("times that a sequencer was killed, with kill -9", "sequencers_killed", at_least(50, short=2)),
        Row("times that the database was killed, with kill -9", "databases_killed", at_least(20, short=1)),
    ),
    "P9": (Row("writes a second of 16 clients, to those without the log", "throughput", at_least(0.9)),),
    "P10": (
        Row("seconds from commit to published checkpoint, half of the writes", "p50", at_most(1.5)),
        Row("… 99 of 100", "p99", at_most(3.0)),
        Row("… at so many writes a second over the API", "rate", at_least(45)),
        Row("entries drained in a second of CPU", "drained", at_least(10_000)),
    ),
    "P11": (
        Row("old answers that changed", "changed", none_of(200, short=60)),
        Row("… while so many entries were written", "entries_meanwhile", at_least(10_000, short=50)),
        Row("answers unlike the log folded in Python", "unlike_the_oracle", none_of(2_000, short=200)),
        Row("a page of fifty as of then, to that page now, in CPU", "page", at_most(2.0)),
        Row("… read from so many revisions", "revisions", at_least(1_000_000, short=50_000)),
    ),
    "P12": (
        Row("the auditor's guide ends with a verified claim, the server gone", "verified_offline", all_of(1)),
        Row("bundles with one changed byte accepted", "changed_bytes", none_of(1_000)),
        Row("entries verified a second, to a bare loop of json and sha256", "of_a_bare_loop", at_least(0.3)),
    ),
    "P13": (
        Row("pairs of checkpoints around a restore, inconsistent", "forks", none_of(5)),
        Row("indexes given out a second time", "indexes_given_again", none_of(20)),
        Row("restores in which anything was drained before the recovery", "drained_too_soon", none_of(1)),
        Row("… or signed", "signed_too_soon", none_of(1)),
    ),
    "P14": (
        Row("columns with a trace of what was erased, of those that had one", "traces", none_of(10)),
        Row("proofs taken before an erasure that hold after it", "proofs", all_of(20)),
        Row("… and bundles", "bundles", all_of(3)),
        Row("tests of erasure, and of how it is refused, passed", TESTS, all_of(40)),
    ),
    "P15": (
        Row("submissions to our witness answered as an independent one does", "answered", all_of(1_500)),
        Row("checkpoints that an independent witness cosigned for our log", "cosigned", all_of(200)),
        Row("races of sixteen histories of which one was cosigned", "races", all_of(8)),
        Row("cosignatures of another history by a witness that is killed", "of_another_history", none_of(20)),
    ),
    "P16": (
        Row("CPU of one save in a transaction, to that of a plain one", "one_by_one", at_most(2.3)),
        Row("… to that of simple-history as it comes", "one_by_one_beside_stock", at_most(1.0)),
        Row("CPU of 5,000 rows in bulk_create, to that of a plain one", "at_once", at_most(1.5)),
        Row("… to that of simple-history as it comes", "at_once_beside_stock", at_most(1.0)),
    ),
}  # fmt: skip
