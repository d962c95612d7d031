"""What each page costs: milliseconds of CPU of the process that serves it, in a small register and in a large one.

`./dev bench pages` runs it on servers of its own. Beside the serving process stands what PostgreSQL used for a request,
on average. Pages are named as in the table.
"""

import argparse
import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import Client

import config.wsgi  # noqa: F401 - the process is begun as the one that serves
from actors.models import AccountKind, Scope
from actors.services import accounts, keys
from claims.selectors import courses, said
from tests.bench import cost
from tests.bench.cost import Cost
from tests.bench.filling import BY
from tests.bench.population import REVISIONS, Crowd, grow


@dataclass(frozen=True)
class Page:
    """A page to be measured: its address, with the crowd's ids in braces, and its query."""

    label: str
    path: str
    query: Callable[[int], Mapping[str, str]] = lambda _: {}
    door: str = "reader"
    status: int = 200
    #: Nothing that was read or answered before is kept.
    is_fresh: bool = False
    #: Measured as the first page of new processes.
    is_first: bool = False


def asking(**query: str) -> Callable[[int], Mapping[str, str]]:
    """Return a query that is the same each time."""
    return lambda _: query


def new_day(number: int) -> Mapping[str, str]:
    """Return a query for a day that was not asked for yet."""
    return {"day": (date(2025, 3, 1) + timedelta(days=number)).isoformat()}


DAY = {"day": "2025-08-26"}
PAGES = (
    Page("start: the list", "/"),
    Page("list, half-way down", "/", asking(before="{middle}")),
    Page("list, words that all have", "/", asking(text="controls village")),
    Page("list, words that few have", "/", asking(text="crossing")),
    Page("list, old statuses", "/", asking(status="disputed")),
    Page("list, part of many places", "/", asking(place="village 1")),
    Page("list, part of few places", "/", asking(place="village 499")),
    Page("list, part of all questions", "/", asking(question="controls")),
    Page("list, part of few questions", "/", asking(question="crossing")),
    Page("list, part of no name", "/", asking(place="nowhere", question="nothing")),
    Page("list, a party", "/", asking(party="side1")),
    Page("list, a party there is not", "/", asking(party="elsewhere")),
    Page(
        "list, all filters",
        "/",
        asking(
            text="side", status="disputed", place="village", question="controls", party="side2"
        ),
    ),
    Page("claim of 1,000 stances", "/claims/{claim}"),
    Page("claim, a later part", "/claims/{claim}", asking(ledger="9", stances="9")),
    Page("claim of 5 stances", "/claims/{usual}"),
    Page("over time, again", "/claims/{claim}/over-time"),
    Page("over time, nothing kept", "/claims/{claim}/over-time", is_fresh=True),
    Page("over time, first in a process", "/claims/{claim}/over-time", is_first=True),
    Page("over time, of 5 stances", "/claims/{usual}/over-time", is_fresh=True),
    Page("claim, one revision", "/claims/{claim}/r7"),
    Page("claim, its revisions", "/claims/{claim}/revisions"),
    Page("claim, two compared", "/claims/{claim}/compare", asking(**{"from": "2", "to": str(REVISIONS)})),
    Page("source of everything", "/sources/{source}"),
    Page("actor, said a tenth", "/actors/{voice}"),
    Page("actor, said little", "/actors/{actor}"),
    Page("question", "/questions/{question}"),
    Page("map, a day again", "/map", asking(**DAY)),
    Page("map, a new day", "/map", new_day),
    Page("map, nothing kept", "/map", asking(**DAY), is_fresh=True),
    Page("map, first in a process", "/map", asking(**DAY), is_first=True),
    Page("map, before it all", "/map", asking(day="2020-01-01")),
    Page("map of a question", "/map", asking(question="{question}", **DAY)),
    Page("map as GeoJSON", "/map.geojson", asking(**DAY)),
    Page("map as GeoJSON, new day", "/map.geojson", new_day),
    Page("map as GeoJSON, nothing kept", "/map.geojson", asking(**DAY), is_fresh=True),
    Page("no such page", "/nowhere", status=404),
    Page("staff: start page", "/admin/", door="staff"),
    Page("staff: newly disputed", "/admin/queues/disputed/", door="staff"),
    Page("staff: newly settled", "/admin/queues/settled/", door="staff"),
    Page("staff: ungraded", "/admin/queues/ungraded/", door="staff"),
    Page("staff: unplaced", "/admin/queues/unplaced/", door="staff"),
    Page("staff: duplicates", "/admin/queues/alike/", door="staff"),
    Page("staff: change log", "/admin/changes/", door="staff"),
    Page("staff: changes, a field", "/admin/changes/", asking(kind="claim", field="text", operation="update"), "staff"),
    Page("staff: changes, a reason", "/admin/changes/", asking(reason="the 7th time"), "staff"),
    Page("API: consensus by a day", "/api/v1/claims/{claim}/consensus", asking(said_by=DAY["day"]), "key"),
    Page("API: claims, words that all have", "/api/v1/claims", asking(q="controls village"), "key"),
    Page("API: claims, words that few have", "/api/v1/claims", asking(q="crossings"), "key"),
    Page("API: claims, words spelt nearly so", "/api/v1/claims", asking(q="crosing"), "key"),
    Page("API: claims, words that none has", "/api/v1/claims", asking(q="nothing whatever"), "key"),
    Page("API: claims in a box", "/api/v1/claims", asking(bbox="36,47,38,49"), "key"),
    Page("API: actors by a name", "/api/v1/actors", asking(q="speaker"), "key"),
    Page("API: changes", "/api/v1/changes", door="key"),
    Page("API: changes, a field", "/api/v1/changes", asking(field="text", operation="update"), "key"),
    Page("API: changes, a reason", "/api/v1/changes", asking(reason="the 7th time"), "key"),
)  # fmt: skip


def clients() -> dict[str, Client]:
    """Return whoever opens pages: a reader, staff at a desk, a program with a key."""
    desk = accounts.record(name="desk", kind=AccountKind.STAFF, password="a long way to go", by=BY)  # noqa: S106
    _, secret = keys.issue(account=desk, scopes=[Scope.READ], by=BY, reason="to measure")
    page = {"host": "localhost", "accept": "text/html"}
    found = {"reader": Client(headers=page), "staff": Client(headers=page)}
    found["staff"].force_login(desk)
    return found | {"key": Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})}


def measured(page: Page, crowd: Crowd, client: Client) -> Cost | str:
    """Measure a page."""
    ids = {name: str(value) for name, value in vars(crowd).items()}

    def asked(number: int) -> tuple[str, dict[str, str]]:
        query = {name: value.format_map(ids) for name, value in page.query(number).items()}
        return page.path.format_map(ids), query

    def request(number: int) -> object:
        if page.is_fresh:
            said.forget()
            courses.forget()
        return client.get(*asked(number))

    if page.is_first:
        path, query = asked(0)
        return cost.of_first(f"{path}?{urlencode(query)}")
    return cost.of(request, status=page.status)


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
    parser.add_argument("pages", nargs="*", metavar="NAME", help="only those with this in their names")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chosen = [page for page in PAGES if not asked.pages or any(name in page.label for name in asked.pages)]
    found: dict[str, list[Cost | str]] = {page.label: [] for page in chosen}
    opened = clients()
    grown = 0
    for size in asked.claims:
        started, worked = time.monotonic(), time.process_time()
        crowd = grow(by=size - grown, stances=asked.stances)
        grown = size
        took = f"{time.monotonic() - started:.0f} s, {time.process_time() - worked:.0f} s of CPU here"
        print(f"{size:,} claims, {asked.stances:,} stances on one: {took}", flush=True)
        cost.alone()
        gc.collect()
        gc.freeze()  # what filling has left behind is no part of a process that serves
        for page in chosen:
            found[page.label].append(measured(page, crowd, opened[page.door]))
        print(f"measured at a load of {os.getloadavg()[1]:.0f}", flush=True)
    show(found, asked.claims)
    return 0


def show(found: dict[str, list[Cost | str]], grown: list[int]) -> None:
    """Print the table that `docs/pages.md` has: the sizes beside each other, and what is told of the last of them.

    The ratio is how much more a page costs altogether at the last size than at the first.
    """
    print(
        f"\nms of CPU: median and worst of {cost.REPEATS} requests, or of {cost.BEGUN} processes; PostgreSQL's mean\n"
    )
    heads = [*(f"{size:,}: process + PostgreSQL" for size in grown), "worst", "queries", "kB", "ratio"]
    print(_line("page", heads, heads))
    print(_line("---", ["---"] * len(heads), heads))
    for label, costs in found.items():
        last = costs[-1]
        rest = [str(last)] if isinstance(last, str) else [*last.rest, _ratio(costs[0], last)]
        print(_line(label, [*map(str, costs), *rest], heads))


def _line(label: str, cells: list[str], heads: list[str]) -> str:
    aligned = (cell.rjust(len(head)) for cell, head in zip(cells, heads, strict=False))
    return f"| {' | '.join([label.ljust(29), *aligned])} |"


def _ratio(first: Cost | str, last: Cost) -> str:
    return "" if isinstance(first, str) else f"{last.total / first.total:.2f}"


if __name__ == "__main__":
    sys.exit(main())
