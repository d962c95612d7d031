"""Claims as readers look for them: by words of their text, by status, question, place and party."""

import re
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from actors.selectors.records import visible
from audit.attribution import Principal
from claims.models import Claim, Place, Question

CLAIM = (
    "id", "text", "answer", "valid_from", "valid_to", "date_only", "withdrawn_at", "recorded_at", "question_id",
    "question__text", "place_id", "place__name", "favours", "consensus__status", "consensus__determined_at",
)  # fmt: skip
_WORD = re.compile(r"\w+")
#: So many words of a search are heeded.
WORDS = 12


def claims(*, to: Principal, **asked: str) -> QuerySet[Any, dict[str, Any]]:
    """Return the claims that a reader asks for as rows: of `text`, `status`, `question`, `place`, `party`."""
    found = visible(Claim, to=to)
    if text := asked.get("text"):
        found = found.annotate(words=SearchVector("text", config="simple")).filter(words=_search(text))
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


def _search(text: str) -> SearchQuery:
    """Ask for all of the words, each by its beginning; words have no sign that the query language knows."""
    words = _WORD.findall(text)[:WORDS]
    # A search without a word finds nothing, and not everything.
    return SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")


def _named(model: type[Place | Question], column: str, asked: str, *, to: Principal) -> Any:
    """Return the ids of what is asked for: by its id, or by a part of its name."""
    try:
        matches = Q(id=UUID(asked))
    except ValueError:
        matches = Q(**{f"{column}__icontains": asked})
    return visible(model, to=to).filter(matches).values("id")
