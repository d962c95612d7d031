"""Both sides of a claim by origin: two stacked bars that lean away from each other, over the policy's thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from claims.pictures.svg import join, picture, shape, text

#: So many origins of a side have a piece of their own; the others share one.
PIECES = 9
SIDES = ("dispute", "support")
#: What of a policy is marked in the picture.
THRESHOLDS = ("origin", "strong", "margin")
_WIDTH, _HEIGHT, _AXIS, _HALF = 640, 132, 320, 308
_TOP, _BAR = 34, 44


@dataclass(frozen=True, slots=True)
class Piece:
    """What one origin adds to its side; `label` is its sign in the picture, None where it has too little room."""

    name: str
    share: int
    label: str
    is_ungraded: bool = False


def pieces(body: Mapping[str, Any], side: str) -> list[Piece]:
    """Return what a side's total is made of, the heaviest first; what is ungraded comes last, up to its cap."""
    graded = sorted(
        (line for line in body["ledger"] if line["side"] == side and line["counts"] and line["share"]),
        key=lambda line: (-line["share"], line["stance"]),
    )
    found = [
        Piece(line["actor_name"], line["share"], str(number))
        for number, line in enumerate(graded[:PIECES], start=1)
    ]
    if rest := graded[PIECES:]:
        words = f"{len(rest)} more {'origin' if len(rest) == 1 else 'origins'}"
        found.append(Piece(words, sum(line["share"] for line in rest), "…"))
    if ungraded := body[side] - body[f"graded_{side}"]:
        found.append(Piece("speakers without a grade, all together", ungraded, "u", is_ungraded=True))
    return found


def draw(body: Mapping[str, Any], thresholds: Mapping[str, int]) -> SafeString:
    """Return the picture."""
    lead = max(SIDES, key=lambda side: body[f"graded_{side}"])
    other = SIDES[1 - SIDES.index(lead)]
    needed = body[f"graded_{other}"] + thresholds["margin"]
    scale = _HALF / max(body["support"], body["dispute"], needed)
    marks = [_ruler(thresholds[name] * scale, str(thresholds[name])) for name in ("origin", "strong")]
    return picture(
        "balance",
        [
            text("◂ against", x=_AXIS - 10, y=22, kind="side end"),
            text("for ▸", x=_AXIS + 10, y=22, kind="side"),
            *(_bar(pieces(body, side), side, scale) for side in SIDES),
            *marks,
            _needed(needed * scale, lead, thresholds["margin"]),
            shape("line", x1=_AXIS, x2=_AXIS, y1=10, y2=_TOP + _BAR + 14, kind="axis"),
        ],
        width=_WIDTH,
        height=_HEIGHT,
        title="Weight on both sides, by origin",
        description=_told(body, needed, lead),
    )


def _bar(found: Sequence[Piece], side: str, scale: float) -> SafeString:
    parts, at = [], 0.0
    for number, piece in enumerate(found):
        length = piece.share * scale
        x = _AXIS + at if side == "support" else _AXIS - at - length
        tone = "ungraded" if piece.is_ungraded else f"tone-{number % 2}"
        parts.append(shape("rect", x=x, y=_TOP, width=length, height=_BAR, kind=f"piece {side} {tone}"))
        if length >= 18:
            parts.append(text(piece.label, x=x + length / 2, y=_TOP + _BAR / 2 + 5, kind=f"inside {tone}"))
        at += length
    return join(parts)


def _ruler(length: float, label: str) -> SafeString:
    """Mark on both sides how much one origin needs in order to count."""
    y = _TOP + _BAR
    return join(
        part
        for x in (_AXIS - length, _AXIS + length)
        for part in (
            shape("line", x1=x, x2=x, y1=y, y2=y + 10, kind="tick"),
            text(label, x=x, y=y + 24, kind="small middle ruler"),
        )
    )


def _needed(length: float, lead: str, margin: int) -> SafeString:
    """Mark how far the leading side has to reach in order to settle the claim by weight."""
    x = _AXIS + length if lead == "support" else _AXIS - length
    kind = "small end" if lead == "support" else "small"
    return join(
        [
            shape("line", x1=x, x2=x, y1=_TOP - 8, y2=_TOP + _BAR + 30, kind="needed"),
            text(f"{margin} ahead", x=x, y=_TOP + _BAR + 46, kind=kind),
        ]
    )


def _told(body: Mapping[str, Any], needed: int, lead: str) -> str:
    sides = {
        side: ", ".join(f"{piece.name} {piece.share}" for piece in pieces(body, side)) or "nobody"
        for side in SIDES
    }
    word = "for" if lead == "support" else "against"
    return (
        f"For the claim {body['support']}: {sides['support']}. Against it {body['dispute']}: {sides['dispute']}. "
        f"To be settled by weight, the side {word} it has to reach {needed}."
    )
