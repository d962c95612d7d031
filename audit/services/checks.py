"""Keep what becomes of the checks that the clock runs."""

from time import perf_counter

from audit.models import Check
from audit.selectors import fold as folding


def fold() -> Check:
    """Fold the whole log, compare it with the tables, and keep what was found."""
    started = perf_counter()
    folded = folding.run()
    return keep(
        "fold",
        since=0,
        size=folded.size,
        checked=folded.checked,
        differing=folded.differing,
        first=folded.told,
        seconds=perf_counter() - started,
    )


def keep(
    name: str, *, since: int, size: int, checked: int, differing: int, first: str, seconds: float
) -> Check:
    """Keep what became of a check; one that ends before its end leaves nothing."""
    return Check.objects.create(
        name=name,
        since=since,
        size=size,
        checked=checked,
        differing=differing,
        first=first,
        seconds=round(seconds, 3),
    )
