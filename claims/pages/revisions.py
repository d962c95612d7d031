"""What a claim said, revision by revision: each under a link of its own, and any two side by side."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from audit.errors import NotFoundError
from audit.selectors.differences import Piece, pieces
from claims.models import Place, Question
from claims.pages.moments import moment, period
from claims.pages.page import READER, page, reading
from claims.pages.paging import LENGTH
from claims.pages.words import CHANNELS
from claims.selectors import revised
from claims.selectors.marks import mark
from claims.selectors.revised import FIELDS
from config.http.bidi import inline

NOTHING = "—"
EMPTY: tuple[Any, ...] = (None, "", [])
OPERATIONS = {"create": "recorded", "update": "changed", "withdraw": "withdrawn", "delete": "deleted"}
#: How a revision's fields are called on a page.
LABELS = {
    "text": "Text",
    "answer": "Answer",
    "quantity": "How much",
    "valid_from": "About the time from",
    "valid_to": "Until before",
    "favours": "Serves",
    "against": "Harms",
    "question_id": "Question",
    "place_id": "Place",
    "note": "Note",
    "external_id": "The partner's own name",
    "withdrawn_at": "Withdrawn",
}


@reading
def index(request: HttpRequest, claim: UUID) -> HttpResponse:
    """List the revisions of a claim, latest first, each with what it changed."""
    before = request.GET.get("before", "")
    rows = revised.of(claim, to=READER, below=int(before) if _is_number(before) else None, at_most=LENGTH + 1)
    if not rows:
        raise NotFoundError(f"There is no claim {claim}, or no such revision of it.")
    shown, names = rows[:LENGTH], _names(rows)
    former = {row["revision"]: row for row in rows}
    context = {
        "title": f"Revisions: {inline(rows[0]['text'], at_most=100)}",
        "description": "What this claim said at each time, and who changed it when and why.",
        "claim": claim,
        "text": shown[0]["text"],
        "revisions": [
            {
                **_about(row, former.get(row["revision"] - 1)),
                "changes": _changes(former.get(row["revision"] - 1), row, names),
            }
            for row in shown
        ],
        "numbers": [row["revision"] for row in shown],
        "next": shown[-1]["revision"] if len(rows) > LENGTH else None,
        "is_first": not _is_number(before),
    }
    return page(request, "room/revisions.html", context)


@reading
def show(request: HttpRequest, claim: UUID, number: int) -> HttpResponse:
    """Show a claim as one revision has it, under a link that stays."""
    found = revised.numbered(claim, number, to=READER)
    row, names = found.row, _names([found.row])
    context = {
        "title": f"{inline(row['text'], at_most=100)} (revision {number})",
        "description": f"What this claim said at revision {number} of {found.latest}.",
        "claim": claim,
        "row": row,
        "about": period(row),
        "number": number,
        "latest": found.latest,
        "is_latest": number == found.latest,
        "revision": _about(row, found.former),
        "until": moment(found.until) if found.until else "",
        "fields": [
            (LABELS[name], _written(row, name, names))
            for name in FIELDS
            if name != "text" and row[name] not in EMPTY
        ],
        "mark": mark(found.status),
        "decided": moment(found.decided_at) if found.decided_at else "",
    }
    return page(request, "room/revision.html", context)


@reading
def compare(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Compare two revisions of a claim, field by field."""
    first, second = request.GET.get("from", ""), request.GET.get("to", "")
    if not (_is_number(first) and _is_number(second)):
        raise Http404
    rows = revised.pair(claim, int(first), int(second), to=READER)
    if not {int(first), int(second)} <= set(rows):
        raise Http404
    old, new = rows[int(first)], rows[int(second)]
    context = {
        "title": f"Revisions {first} and {second}: {inline(new['text'], at_most=100)}",
        "description": f"What changed in this claim from revision {first} to revision {second}.",
        "claim": claim,
        "text": new["text"],
        "old": _about(old, None),
        "new": _about(new, old),
        "changes": _changes(old, new, _names([old, new])),
    }
    return page(request, "room/compare.html", context)


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 10


def _names(rows: Iterable[Mapping[str, Any]]) -> dict[Any, str]:
    """Return the names of what revisions refer to, each kind in one query."""
    rows = list(rows)
    return {
        **revised.named(Question, "text", {row["question_id"] for row in rows}, to=READER),
        **revised.named(Place, "name", {row["place_id"] for row in rows}, to=READER),
    }


def _about(row: dict[str, Any], former: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "n": row["revision"],
        "at": moment(row["history_date"]),
        "how": CHANNELS.get(row["history_channel"], ""),
        "reason": row["history_change_reason"] or "",
        "operation": OPERATIONS[revised.operation(row, former)],
        "partner": row["partner_name"],
    }


def _changes(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], names: Mapping[Any, str]
) -> list[tuple[str, list[Piece], list[Piece]]]:
    """Return the fields that differ, with both texts in pieces; of a first revision, whatever it says."""
    found = []
    for name in FIELDS:
        before = NOTHING if old is None else _written(old, name, names)
        after = _written(new, name, names)
        if before != after:
            found.append((LABELS[name], *pieces(str(before), str(after))))
    return found


def _written(row: Mapping[str, Any], name: str, names: Mapping[Any, str]) -> str | SafeString:
    """Return the value of a field as text."""
    value = row[name]
    if value in EMPTY:
        return NOTHING
    if name.endswith("_id") and name != "external_id":
        return names.get(value, str(value))
    if name in ("valid_from", "valid_to", "withdrawn_at"):
        return f"{value:%Y-%m-%d}" if name in row["date_only"] else f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return ", ".join(value) if isinstance(value, list) else str(value)
