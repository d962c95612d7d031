"""What each page costs: milliseconds of CPU of the process that serves it, in a small register and in a large one.

`./dev bench pages` runs it on servers of its own. Pages are named as in the URLs; one that is not there is passed over
with a word.
"""
# ruff: noqa: E402 - Django is set up before what needs it is imported

import argparse
import logging
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.bench.population import Crowd, grow

REPEATS, WARM = 20, 3


@dataclass(frozen=True)
class Page:
    """A page to be measured: its name in the URLs, which of the crowd it is of, and its query."""

    label: str
    name: str
    of: str = ""
    query: Callable[[int], dict[str, str]] = lambda _: {}


@dataclass(frozen=True)
class Cost:
    """What a page cost: the median and the worst in milliseconds of CPU, its queries and its bytes."""

    median: float
    worst: float
    queries: int
    size: int

    def __str__(self) -> str:
        return f"{self.median:7.1f} {self.worst:7.1f} {self.queries:4} {self.size / 1000:8.1f}"


def day(number: int) -> dict[str, str]:
    """Return a query for a day that was not asked for yet."""
    return {"day": (date(2025, 3, 1) + timedelta(days=number)).isoformat()}


PAGES = (
    Page("claims", "room:claims"),
    Page("claims, searched", "room:claims", query=lambda _: {"text": "controls place"}),
    Page("claims, disputed", "room:claims", query=lambda _: {"status": "disputed"}),
    Page("claim", "room:claim", of="claim"),
    Page("claim: its revisions", "room:revisions", of="claim"),
    Page("source", "room:source", of="source"),
    Page("actor", "room:actor", of="actor"),
    Page("question", "room:question", of="question"),
    Page("map, a day again", "room:map", query=lambda _: {"day": "2025-08-26"}),
    Page("map, a new day", "room:map", query=day),
    Page("map as GeoJSON", "room:map-data", query=lambda _: {"day": "2025-08-26"}),
    Page("change log", "room:changes"),
)


def measured(page: Page, crowd: Crowd) -> Cost | str:
    """Measure a page, or say why not."""
    try:
        url = reverse(page.name, args=[getattr(crowd, page.of)] if page.of else [])
    except NoReverseMatch:
        return "not there"
    client = Client(headers={"host": "localhost", "accept": "text/html"})
    took: list[float] = []
    for number in range(WARM + REPEATS):
        started = time.process_time()
        answer = client.get(url, page.query(number))
        spent = (time.process_time() - started) * 1000
        if answer.status_code != 200:
            return f"answered {answer.status_code}"
        took += [spent] if number >= WARM else []
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(url, page.query(WARM + REPEATS)).content)
    return Cost(statistics.median(took), max(took), len(queries), size)


def sizes(written: str) -> list[int]:
    """Read sizes with commas between them."""
    return sorted(int(size) for size in written.split(","))


def main() -> int:
    """Grow a register to each size and print what the pages cost at each, beside each other."""
    parser = argparse.ArgumentParser(prog="dev bench pages", description=__doc__)
    parser.add_argument(
        "--claims", type=sizes, default=[1_000, 200_000], metavar="N,N", help="sizes of the register"
    )
    parser.add_argument("--stances", type=int, default=1_000, help="on the one claim on which many speak")
    parser.add_argument("pages", nargs="*", metavar="NAME", help="only these, such as room:claim")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chosen = [page for page in PAGES if not asked.pages or page.name in asked.pages]
    found: dict[str, list[Cost | str]] = {page.label: [] for page in chosen}
    grown = 0
    for size in asked.claims:
        started = time.monotonic()
        crowd = grow(by=size - grown, stances=asked.stances)
        grown = size
        print(
            f"{size:,} claims, {asked.stances:,} stances on one: {time.monotonic() - started:.0f} s",
            flush=True,
        )
        for page in chosen:
            found[page.label].append(measured(page, crowd))
    show(found, asked.claims)
    return 0


def show(found: dict[str, list[Cost | str]], grown: list[int]) -> None:
    """Print one table, the sizes beside each other."""
    width = 30
    print("\nmilliseconds of CPU, the median and the worst of", REPEATS, "requests; queries; kilobytes")
    print(" " * 24 + "".join(f"{f'{size:,} claims':>{width}}" for size in grown))
    print(f"{'page':24}" + f"{'median':>8}{'worst':>8}{'q':>5}{'kB':>9}" * len(grown))
    for label, costs in found.items():
        print(f"{label:24}" + "".join(f"{cost!s:>{width}}" for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
