"""What was said by one actor or in one source, with the status of the claims it was said on."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from actors.models import Actor
from actors.selectors.records import visible
from audit.attribution import Principal
from audit.errors import NotFoundError
from claims.models import Claim, Question, Source, Stance

#: At most so many members, publications or answers are listed.
LISTED = 50

STANCE = (
    "id", "claim_id", "claim__text", "claim__consensus__status", "actor_id", "actor__name", "source_id",
    "source__title", "position", "basis", "hedged", "said_at", "recorded_at", "date_only", "excerpt", "locator",
    "relation", "derived_from__actor_id", "derived_from__actor__name", "withdrawn_at",
)  # fmt: skip
ACTOR = (
    "id", "revision", "name", "kind", "aliases", "party", "reliability", "reliability_reason", "part_of_id",
    "part_of__name", "speaks_for_id", "speaks_for__name", "note", "recorded_at", "withdrawn_at",
)  # fmt: skip
SOURCE = (
    "id", "revision", "title", "kind", "web_url", "archive_url", "archive_sha256", "lang", "publisher_id",
    "publisher__name", "published_at", "retrieved_at", "date_only", "note", "recorded_at", "withdrawn_at",
)  # fmt: skip
QUESTION = (
    "id", "revision", "text", "exclusive", "place_id", "place__name", "note", "recorded_at", "withdrawn_at",
)  # fmt: skip
MEMBER = ("id", "name", "part_of_id", "speaks_for_id")
PUBLICATION = ("id", "title", "kind", "published_at", "date_only")
ANSWER = (
    "id", "text", "answer", "favours", "valid_from", "valid_to", "date_only", "withdrawn_at", "consensus__status",
)  # fmt: skip

Row = dict[str, Any]
Rows = QuerySet[Any, Row]


def stances(*, to: Principal, **of: UUID) -> Rows:
    """Return stances as rows, `of` an actor or a source."""
    found: Rows = visible(Stance, to=to).filter(**of).values(*STANCE)
    return found


def actor(actor_id: UUID, *, to: Principal) -> Row:
    """Return an actor, with the names of those it belongs to.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    return _one(
        visible(Actor, to=to).filter(id=actor_id).values(*ACTOR),
        f"There is no actor {actor_id}.",
    )


def members(actor_id: UUID, *, to: Principal) -> list[Row]:
    """Return the actors that are part of one or speak for it, each once."""
    found = (
        visible(Actor, to=to)
        .filter(Q(part_of=actor_id) | Q(speaks_for=actor_id), merged_into__isnull=True)
        .order_by("name", "id")
    )
    rows: Rows = found.values(*MEMBER)
    return list(rows[:LISTED])


def publications(actor_id: UUID, *, to: Principal) -> list[Row]:
    """Return the latest sources that an actor published, each once."""
    found = visible(Source, to=to).filter(publisher=actor_id, merged_into__isnull=True).order_by("-id")
    rows: Rows = found.values(*PUBLICATION)
    return list(rows[:LISTED])


def source(source_id: UUID, *, to: Principal) -> Row:
    """Return a source, with its publisher's name.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    return _one(
        visible(Source, to=to).filter(id=source_id).values(*SOURCE),
        f"There is no source {source_id}.",
    )


def question(question_id: UUID, *, to: Principal) -> Row:
    """Return a question, with its place.

    Raises:
        NotFoundError: there is none, or the principal may not see it.
    """
    return _one(
        visible(Question, to=to).filter(id=question_id).values(*QUESTION),
        f"There is no question {question_id}.",
    )


def answers(question_id: UUID, *, to: Principal) -> list[Row]:
    """Return the claims that answer a question, those about the earliest time first."""
    found = visible(Claim, to=to).filter(question=question_id).order_by("valid_from", "id")
    rows: Rows = found.values(*ANSWER)
    return list(rows[:LISTED])


def _one(rows: Rows, otherwise: str) -> Row:
    row = rows.first()
    if row is None:
        raise NotFoundError(otherwise)
    return row
