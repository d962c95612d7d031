"""When each stance was said and when it was recorded, in two lanes, and where the status turned.

The lanes have scales of their own: what was said over months may have been entered in a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from claims.pictures.days import words
from claims.pictures.svg import join, picture, shape, text

_WIDTH, _HEIGHT = 680, 182
_LEFT, _RIGHT = 104, 660
_SAID, _RECORDED, _TURNED = 34, 104, 162
_REACH = 7
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Said:
    """A stance, by both of its times."""

    said_at: datetime
    recorded_at: datetime
    position: str
    sign: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of the status."""

    at: datetime
    status: str
    sign: str


class Lane:
    """A stretch of time, laid over the width of the picture."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self.first, self.last = min(moments), max(moments)
        self.span = (self.last - self.first).total_seconds()

    def x(self, at: datetime) -> float:
        """Return where a moment lies; where all are one, in the middle."""
        if not self.span:
            return (_LEFT + _RIGHT) / 2
        return _LEFT + (_RIGHT - _LEFT) * (at - self.first).total_seconds() / self.span


def draw(said: Sequence[Said], turns: Sequence[Turn]) -> SafeString:
    """Return the picture; there is at least one stance."""
    upper = Lane([one.said_at for one in said])
    lower = Lane([*(one.recorded_at for one in said), *(turn.at for turn in turns)])
    return picture(
        "timeline",
        [
            *(_thread(upper.x(one.said_at), lower.x(one.recorded_at)) for one in said),
            *_lane("Said", upper, _SAID),
            *_lane("Recorded", lower, _RECORDED),
            *(_dot(one, upper.x(one.said_at), _SAID) for one in said),
            *(_dot(one, lower.x(one.recorded_at), _RECORDED) for one in said),
            text("Status", x=0, y=_TURNED + 5, kind="lane"),
            *(_flag(turn, lower.x(turn.at)) for turn in turns),
        ],
        width=_WIDTH,
        height=_HEIGHT,
        title="When it was said, when it was recorded, and when the status turned",
        description=(
            f"{len(said)} stances, said from {words(upper.first)} to {words(upper.last)} and recorded from "
            f"{words(lower.first)} to {words(lower.last)}; {len(turns)} turns of the status. The tables beside it "
            "list each of them."
        ),
    )


def _lane(name: str, lane: Lane, y: int) -> list[SafeString]:
    is_short = lane.span < _HOUR
    first, last = (words(at, with_seconds=is_short) for at in (lane.first, lane.last))
    ends = [text(first, x=_LEFT - 12, y=y - 16, kind="small")] if lane.span else []
    return [
        text(name, x=0, y=y + 5, kind="lane"),
        shape("line", x1=_LEFT - 12, x2=_RIGHT + 12, y1=y, y2=y, kind="lane-line"),
        *ends,
        text(last, x=_RIGHT + 12, y=y - 16, kind="small end"),
    ]


def _thread(above: float, below: float) -> SafeString:
    return shape("line", x1=above, x2=below, y1=_SAID + _REACH, y2=_RECORDED - _REACH, kind="thread")


def _dot(one: Said, x: float, y: int) -> SafeString:
    return join(
        [
            shape("circle", cx=x, cy=y, r=_REACH, kind=f"dot {one.position}"),
            text(one.sign, x=x, y=y + 4, kind="inside dot-sign"),
        ]
    )


def _flag(turn: Turn, x: float) -> SafeString:
    return join(
        [
            shape("line", x1=x, x2=x, y1=_RECORDED + _REACH, y2=_TURNED - 11, kind="staff"),
            shape("circle", cx=x, cy=_TURNED, r=11, kind=f"flag {turn.status}"),
            text(turn.sign, x=x, y=_TURNED + 5, kind=f"flag-sign {turn.status}"),
        ]
    )
