"""Which claims stand on the map on a day: at their places, with what the sources had made of them by its end."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from actors.selectors.records import visible
from audit.attribution import Principal
from claims.models import Claim, Status
from claims.selectors import said
from claims.selectors.memory import Heard
from config.http.values import Moment, written

#: So many claims are given at once, those recorded last; who wants others asks for their questions.
SHOWN = 200

#: Which of several answers at a place is shown first: the one that the sources bear out most.
_FIRST = (
    Status.CORROBORATED, Status.SUPPORTED, Status.SINGLE_SOURCE, Status.DISPUTED, Status.UNVERIFIED,
    Status.CONTRADICTED, Status.REFUTED, Status.UNSOURCED, Status.SUPERSEDED, Status.WITHDRAWN,
)  # fmt: skip
_RANK = {str(status): rank for rank, status in enumerate(_FIRST)}

_PLACE = ("id", "name", "kind", "lat", "lon", "precision")
_COLUMNS = (
    "id", "text", "answer", "valid_from", "valid_to", "date_only", "consensus__log_size",
    "question_id", "question__text", "question__exclusive", "question__withdrawn_at",
    *(f"{link}__{name}" for link in ("place", "question__place") for name in _PLACE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is about; without a position it is in the table and not in the picture."""

    id: UUID
    name: str
    kind: str
    lat: float | None
    lon: float | None
    precision: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim on the map; `question` is the exclusive one that it answers, if it answers one."""

    claim: UUID
    text: str
    answer: str
    valid_from: str | None
    valid_to: str | None
    question: UUID | None
    question_text: str
    place: Place
    heard: Heard
    is_first: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The claims of a day, by place, the first of each place and question first."""

    at: Moment
    answers: tuple[Answer, ...]
    #: More claims stand on the map than are shown.
    has_more: bool


def on(moment: Moment, *, to: Principal, questions: Collection[UUID] = (), at_most: int = SHOWN) -> Map:
    """Return the claims that are about a moment, at places, decided on what had been said by then.

    All that answer an exclusive question, and those that answer none and so stand for themselves; only those of the
    questions, where some are named; of a day, whatever holds at any time in it.
    Of more than `at_most` those recorded last.
    """
    rows = list(_rows(moment, to=to, questions=questions)[: at_most + 1])
    shown = rows[:at_most]
    heard = said.briefly({row["id"]: row["consensus__log_size"] for row in shown}, by=moment)
    return Map(moment, tuple(_answers(shown, heard)), has_more=len(rows) > at_most)


def rank(answer: Answer) -> tuple[int, int]:
    """Return how far the sources bear an answer out, the furthest first."""
    return _RANK[answer.heard.status], -answer.heard.projected


def feature(answer: Answer) -> dict[str, Any]:
    """Return an answer as a GeoJSON feature (RFC 7946), without the addresses that only a caller knows."""
    place, heard = answer.place, answer.heard
    has_position = place.lat is not None and place.lon is not None
    return {
        "type": "Feature",
        "id": answer.claim,
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]} if has_position else None,
        "properties": {
            "claim": answer.claim,
            "text": answer.text,
            "answer": answer.answer,
            "question": answer.question,
            "question_text": answer.question_text,
            "valid_from": answer.valid_from,
            "valid_to": answer.valid_to,
            "place": place.id,
            "place_name": place.name,
            "precision": place.precision,
            "status": heard.status,
            "reason": heard.reason,
            "sentence": heard.sentence,
            "is_first": answer.is_first,
        },
    }


def _rows(moment: Moment, *, to: Principal, questions: Collection[UUID]) -> Any:
    is_exclusive = Q(question__exclusive=True, question__withdrawn_at__isnull=True)
    at_a_place = Q(place__withdrawn_at__isnull=True, place__isnull=False) | (
        is_exclusive
        & Q(place__isnull=True, question__place__isnull=False, question__place__withdrawn_at__isnull=True)
    )
    time = DateTimeTZRange(moment.at, said.last(moment), "[]")
    rows = visible(Claim, to=to).filter(at_a_place, withdrawn_at__isnull=True, valid__overlap=time)
    if questions:
        rows = rows.filter(is_exclusive, question__in=questions)
    return rows.order_by("-id").values(*_COLUMNS)


def _answers(rows: Iterable[dict[str, Any]], heard: Mapping[UUID, Heard]) -> Iterator[Answer]:
    """Yield the answers place by place, the first of each question at a place ahead of its rivals."""

    def order(told: tuple[dict[str, Any], Place, UUID | None]) -> tuple[Any, ...]:
        row, place, question = told
        found = heard[row["id"]]
        return place.name, place.id, str(question or ""), _RANK[found.status], -found.projected, row["id"]

    before = None
    told = ((row, _place(row), _question(row)) for row in rows if row["id"] in heard)
    for row, place, question in sorted(told, key=order):
        spot = (place.id, question or row["id"])
        yield Answer(
            claim=row["id"],
            text=row["text"],
            answer=row["answer"],
            valid_from=written(row["valid_from"], is_date="valid_from" in row["date_only"]),
            valid_to=written(row["valid_to"], is_date="valid_to" in row["date_only"]),
            question=question,
            question_text=row["question__text"] if question else "",
            place=place,
            heard=heard[row["id"]],
            is_first=spot != before,
        )
        before = spot


def _question(row: Mapping[str, Any]) -> UUID | None:
    is_exclusive = row["question__exclusive"] and row["question__withdrawn_at"] is None
    return row["question_id"] if is_exclusive else None


def _place(row: Mapping[str, Any]) -> Place:
    link = "place" if row["place__id"] else "question__place"
    return Place(*[row[f"{link}__{name}"] for name in _PLACE])
