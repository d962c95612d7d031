"""Claims as readers look for them: by words of their text, by status, question, place and party."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from actors.selectors import search
from actors.selectors.records import visible
from audit.attribution import Principal
from claims.models import Claim, Place, Question

CLAIM = (
    "id", "text", "answer", "valid_from", "valid_to", "date_only", "withdrawn_at", "recorded_at", "question_id",
    "question__text", "place_id", "place__name", "favours", "consensus__status", "consensus__determined_at",
)  # fmt: skip


def claims(*, to: Principal, **asked: str) -> QuerySet[Any, dict[str, Any]]:
    """Return the claims that a reader asks for as rows: of `text`, `status`, `question`, `place`, `party`."""
    found = visible(Claim, to=to)
    if text := asked.get("text"):
        found = search.matching(found, text, "text")
    if status := asked.get("status"):
        found = found.filter(consensus__status=status)
    if party := asked.get("party"):
        found = found.filter(favours__iexact=party)
    if place := asked.get("place"):
        found = found.filter(place_id__in=_named(Place, "name", place, to=to))
    if question := asked.get("question"):
        found = found.filter(question_id__in=_named(Question, "text", question, to=to))
    rows: QuerySet[Any, dict[str, Any]] = found.values(*CLAIM)
    return rows


def _named(model: type[Place | Question], column: str, asked: str, *, to: Principal) -> Any:
    """Return the ids of what is asked for: by its id, or by a part of its name."""
    try:
        matches = Q(id=UUID(asked))
    except ValueError:
        matches = Q(**{f"{column}__icontains": asked})
    return visible(model, to=to).filter(matches).values("id")
