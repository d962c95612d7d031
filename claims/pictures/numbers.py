"""The numbers said of a claim, a bar for each origin that weighs something, over the range that is claimed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from claims.consensus.words import SIDES, told_quantity
from claims.pictures.standalone import words
from claims.pictures.svg import join, picture, shape, text

#: So many origins have a bar of their own, the heaviest.
BARS = 12
_WIDTH, _LEFT, _RIGHT = 640, 16, 624
_TOP, _LANE, _BAR = 44, 58, 12
#: A number has a width too, to be seen.
_LEAST = 6

Line = Mapping[str, Any]


def draw(body: Mapping[str, Any]) -> SafeString:
    """Return the picture of a decision; where the claim is about no quantity, a sentence."""
    if not body.get("numbers"):
        return words("The claim is about no number.")
    claimed = body["numbers"]["claimed"]
    bars = _bars(body)
    scale = _Scale([claimed, *(line["quantity"] for line in bars)])
    height = _TOP + _LANE * max(1, len(bars)) + 28
    left, right = scale.ends(claimed)
    return picture(
        "numbers",
        [
            shape("rect", x=left, y=_TOP - 8, width=right - left, height=height - _TOP - 14, kind="claimed"),
            text(f"claimed: {told_quantity(claimed)}", x=_LEFT, y=24, kind="side"),
            *(_lane(line, number, scale) for number, line in enumerate(bars)),
            *_ruler(scale, height - 8),
        ],
        width=_WIDTH,
        height=height,
        title="The numbers that are said",
        description=_told(body, bars),
    )


def _bars(body: Mapping[str, Any]) -> list[Line]:
    unit = body["numbers"]["claimed"]["unit"]
    said = [
        line
        for line in body["ledger"]
        if line["counts"] and line["weight"] and line.get("quantity") and line["quantity"]["unit"] == unit
    ]
    return sorted(said, key=lambda line: (-line["share"], -line["weight"], line["stance"]))[:BARS]


class _Scale:
    """Where numbers lie from left to right; an end that is open lies at the edge."""

    def __init__(self, quantities: Sequence[Mapping[str, Any]]) -> None:
        given: list[float] = [
            each[end] for each in quantities for end in ("low", "high") if each[end] is not None
        ]
        self.low, self.high = min(given), max(given)
        # Room beyond the outermost numbers, so that what is open there can be seen to go on.
        self.room = (self.high - self.low) / 8 or 1

    def at(self, number: float) -> float:
        reach: float = self.high - self.low + 2 * self.room
        return float(_LEFT) + (number - self.low + self.room) / reach * (_RIGHT - _LEFT)

    def ends(self, quantity: Mapping[str, Any]) -> tuple[float, float]:
        low, high = quantity["low"], quantity["high"]
        left = float(_LEFT) if low is None else self.at(low)
        right = float(_RIGHT) if high is None else self.at(high)
        middle = (left + right) / 2
        return min(left, middle - _LEAST / 2), max(right, middle + _LEAST / 2)


def _lane(line: Line, number: int, scale: _Scale) -> SafeString:
    y, (left, right) = _TOP + number * _LANE, scale.ends(line["quantity"])
    return join(
        [
            text(f"{line['actor_name']}: {told_quantity(line['quantity'])}", x=_LEFT, y=y + 20, kind="said"),
            shape(
                "rect", x=left, y=y + 30, width=right - left, height=_BAR, kind=f"piece {line['side']} tone-0"
            ),
        ]
    )


def _ruler(scale: _Scale, y: float) -> list[SafeString]:
    """Name the lowest and the highest number."""
    ends = (
        [(scale.low, "small")]
        if scale.low == scale.high
        else [(scale.low, "small"), (scale.high, "small end")]
    )
    return [text(_grouped(number), x=scale.at(number), y=y, kind=kind) for number, kind in ends]


def _grouped(number: float) -> str:
    """Return a number in digits, by threes before the point."""
    whole, _, decimals = f"{number:,.6f}".replace(",", " ").partition(".")
    return f"{whole}.{decimals}".rstrip("0").rstrip(".")


def _told(body: Mapping[str, Any], bars: Sequence[Line]) -> str:
    claimed = f"Claimed: {told_quantity(body['numbers']['claimed'])}."
    said = "; ".join(
        f"{line['actor_name']}, {SIDES[line['side']]}: {told_quantity(line['quantity'])}" for line in bars
    )
    return f"{claimed} {said}." if said else f"{claimed} Nobody whose word counts says a number."
