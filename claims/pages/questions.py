"""The page of a question: its answers side by side, over the time they are about and as their statuses turned."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from claims.pages.moments import moment, period
from claims.pages.page import READER, page, reading
from claims.pictures import answers as picture
from claims.selectors import spoken, turns
from claims.selectors.marks import mark
from config.http.bidi import inline

#: So many turns of the answers' statuses are told, the latest ones.
TURNS = 100


@reading
def show(request: HttpRequest, question: UUID) -> HttpResponse:
    """Show a question with its answers."""
    row = spoken.question(question, to=READER)
    found = spoken.answers(question, to=READER)
    texts = {answer["id"]: answer["text"] for answer in found}
    turned = turns.of(list(texts), to=READER, at_most=TURNS) if texts else []
    text = inline(row["text"], at_most=120)
    context = {
        "title": text,
        "description": f"The answers on record to “{text}”, side by side: {len(found)}.",
        "question": row,
        "recorded": moment(row["recorded_at"]),
        "answers": [_told(answer, turned) for answer in found],
        "is_cut": len(found) == spoken.LISTED,
        "picture": picture.draw([_drawn(answer) for answer in found]) if found else "",
        "turns": [
            {
                "at": moment(turn["recorded_at"], with_seconds=True),
                "claim": turn["claim_id"],
                "text": texts[turn["claim_id"]],
                "former": mark(turn["former"]) if turn["former"] else None,
                "mark": mark(turn["status"]),
            }
            for turn in turned
        ],
        "json": f"/api/v1/questions/{question}",
    }
    return page(request, "room/question.html", context)


def _told(answer: dict[str, Any], turned: list[dict[str, Any]]) -> dict[str, Any]:
    since = next((turn["recorded_at"] for turn in turned if turn["claim_id"] == answer["id"]), None)
    return {
        **answer,
        "mark": mark(answer["consensus__status"]),
        "about": period(answer),
        "since": moment(since) if since else "",
    }


def _drawn(answer: dict[str, Any]) -> picture.Answer:
    shown = mark(answer["consensus__status"])
    return picture.Answer(
        answer["text"], answer["valid_from"], answer["valid_to"], shown.name, shown.sign, shown.word
    )
