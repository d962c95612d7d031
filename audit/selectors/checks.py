"""What became of the checks that the clock has run."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from audit.models import Check

#: The name of what witnesses found that do not cosign because they know another history of the log.
WITNESSES = "witnesses"

#: What every check has a figure for in `/metrics`; a check that has never run has none.
FIGURES: dict[str, tuple[str, Callable[[Check], float]]] = {
    "differing": ("Things that differed when the last {} had run.", lambda check: check.differing),
    "checked": ("Things that the last {} looked at.", lambda check: check.checked),
    "seconds": ("How long the last {} took.", lambda check: check.seconds),
    "done_at_seconds": ("When the last {} was done, in Unix time.", lambda check: check.done_at.timestamp()),
}


def find_latest(name: str) -> Check | None:
    """Return the last check of a name that ran to its end."""
    return Check.objects.filter(name=name).order_by("-id").first()


def find_good(name: str, *, is_whole: bool = False) -> Check | None:
    """Return the last check of a name that found no difference; of the whole record, if so asked."""
    good = Check.objects.filter(name=name, differing=0)
    return (good.filter(since=0) if is_whole else good).order_by("-id").first()


def is_younger(check: Check | None, age: timedelta) -> bool:
    """Return whether a check was done less than so long ago."""
    return check is not None and timezone.now() - check.done_at < age


def contradicting() -> int:
    """Return how many witnesses knew another history of the log, when last that changed."""
    check = find_latest(WITNESSES)
    return 0 if check is None else check.differing


def last_of_each() -> QuerySet[Check]:
    """Return the last run of each check."""
    return Check.objects.order_by("name", "-id").distinct("name")


def latest(count: int) -> QuerySet[Check]:
    """Return the last checks, newest first."""
    return Check.objects.order_by("-id")[:count]


def gauges(name: str) -> list[tuple[str, str, Callable[[], float]]]:
    """Return the gauges of a check: name, explanation, and what reads it.

    Not a number where it has never run: neither zero differences nor any.
    """

    def reading(read: Callable[[Check], float]) -> Callable[[], float]:
        def figure() -> float:
            check = find_latest(name)
            return float("nan") if check is None else read(check)

        return figure

    return [
        (f"contested_{name}_{figure}", explanation.format(name), reading(read))
        for figure, (explanation, read) in FIGURES.items()
    ]
