"""How a status looks in the admin: a sign and a word, so that no colour is needed."""

from typing import NamedTuple

from claims.models import Status

SIGNS = {
    Status.UNSOURCED: "·",
    Status.UNVERIFIED: "?",
    Status.SINGLE_SOURCE: "1",
    Status.SUPPORTED: "+",
    Status.CORROBORATED: "✓",
    Status.DISPUTED: "≠",
    Status.CONTRADICTED: "−",
    Status.REFUTED: "×",
    Status.SUPERSEDED: "↷",
    Status.WITHDRAWN: "∅",
}


class Mark(NamedTuple):
    """A status as it is shown; `name` is its class in the stylesheet."""

    name: str
    sign: str
    word: str


def mark(status: str | None) -> Mark:
    """Return how a status is shown; None is a claim that is not decided yet."""
    if status is None:
        return Mark("undecided", "…", "Not decided yet")
    return Mark(status, SIGNS[Status(status)], str(Status(status).label).capitalize())
