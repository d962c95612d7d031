"""How a status looks wherever it is shown: by colour, by sign and by word, so that none of them is needed."""

from dataclasses import dataclass

from claims.models import Status


@dataclass(frozen=True, slots=True)
class Mark:
    """A status as it is shown; `name` is its class in the stylesheet, which has the colours."""

    name: str
    sign: str
    word: str
    means: str


MARKS = {
    mark.name: mark
    for mark in (
        Mark(Status.UNSOURCED, "·", "Unsourced", "nobody takes a side"),
        Mark(Status.UNVERIFIED, "?", "Unverified", "stances, none of which weighs enough"),
        Mark(Status.SINGLE_SOURCE, "1", "Single source", "one origin that weighs enough"),
        Mark(Status.SUPPORTED, "+", "Supported", "several origins, not enough to settle"),
        Mark(Status.CORROBORATED, "✓", "Corroborated", "strong origins independent of each other agree"),
        Mark(Status.DISPUTED, "≠", "Disputed", "credible weight on both sides"),
        Mark(Status.CONTRADICTED, "−", "Contradicted", "credible weight against it, none for it"),
        Mark(Status.REFUTED, "×", "Refuted", "strong origins independent of each other are against it"),
        Mark(Status.SUPERSEDED, "↷", "Superseded", "another claim has taken its place"),
        Mark(Status.WITHDRAWN, "∅", "Withdrawn", "taken back by whoever recorded it"),
    )
}
UNDECIDED = Mark("undecided", "…", "Not decided yet", "recorded a moment ago")


def mark(status: str | None) -> Mark:
    """Return how a status is shown; None is a claim that is not decided yet."""
    return MARKS[status] if status else UNDECIDED
