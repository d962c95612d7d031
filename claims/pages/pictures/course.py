"""A claim through the days: what weighed for it and against it, in steps, and the status below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.safestring import SafeString

from claims.pages.pictures.svg import join, picture, shape, text

_WIDTH, _LEFT, _RIGHT = 680, 16, 664
_TOP, _AXIS, _HALF = 26, 106, 76
_BAND, _TALL = 200, 30
_HEIGHT = 250
#: Narrower stretches of a status have no room for a sign.
_SIGN = 16


@dataclass(frozen=True, slots=True)
class Point:
    """Where things stood from a day on. Weights are in centidecibans."""

    day: date
    support: int
    dispute: int
    status: str
    sign: str
    word: str


def draw(points: Sequence[Point]) -> SafeString:
    """Return the picture; there is at least one day, and they come in order."""
    lefts = _places(points)
    rights = [*lefts[1:], float(_RIGHT)]
    most = max(1, *(max(point.support, point.dispute) for point in points))
    return picture(
        "course",
        [
            text("for", x=_LEFT, y=14, kind="side"),
            text("against", x=_LEFT, y=_AXIS + _HALF + 14, kind="side"),
            _steps("support", [point.support / most for point in points], lefts, rights),
            _steps("dispute", [-point.dispute / most for point in points], lefts, rights),
            shape("line", x1=_LEFT, x2=_RIGHT, y1=_AXIS, y2=_AXIS, kind="axis"),
            *_band(points, lefts, rights),
            *_days(points, lefts),
        ],
        width=_WIDTH,
        height=_HEIGHT,
        title="What weighed for and against the claim, day by day, and its status",
        description=f"{_told(points)} The table beside it says the same, with the weights.",
    )


def _places(points: Sequence[Point]) -> list[float]:
    """Return where each day begins, in proportion to time; the last one has a sixth of the width at least."""
    first, span = points[0].day, (points[-1].day - points[0].day).days
    room = (_RIGHT - _LEFT) * (5 / 6 if span else 0)
    return [_LEFT + room * (point.day - first).days / max(1, span) for point in points]


def _steps(side: str, levels: Sequence[float], lefts: Sequence[float], rights: Sequence[float]) -> SafeString:
    """Return the area between the axis and the steps of one side."""
    path = f"M{lefts[0]:.1f} {_AXIS}"
    for level, right in zip(levels, rights, strict=True):
        path += f"V{_AXIS - level * _HALF:.1f}H{right:.1f}"
    return shape("path", d=f"{path}V{_AXIS}Z", kind=f"course-area {side}")


def _band(points: Sequence[Point], lefts: Sequence[float], rights: Sequence[float]) -> list[SafeString]:
    """Return the statuses, one stretch for as long as each held."""
    stretches: list[tuple[Point, float, float]] = []
    for point, left, right in zip(points, lefts, rights, strict=True):
        if stretches and stretches[-1][0].status == point.status:
            former, since, _ = stretches.pop()
            stretches.append((former, since, right))
        else:
            stretches.append((point, left, right))
    return [_stretch(*stretch) for stretch in stretches]


def _stretch(point: Point, left: float, right: float) -> SafeString:
    box = shape("rect", x=left, y=_BAND, width=right - left, height=_TALL, kind=f"flag {point.status}")
    if right - left < _SIGN:
        return box
    words = f"{point.sign} {point.word}" if right - left > 9 * (len(point.word) + 2) else point.sign
    y = _BAND + _TALL / 2 + 5
    return join([box, text(words, x=(left + right) / 2, y=y, kind=f"flag-sign {point.status}")])


def _days(points: Sequence[Point], lefts: Sequence[float]) -> list[SafeString]:
    first, last = points[0], points[-1]
    marks = [text(_day(first.day), x=_LEFT, y=_HEIGHT - 4, kind="small")]
    if last.day != first.day:
        marks.append(text(_day(last.day), x=lefts[-1], y=_HEIGHT - 4, kind="small"))
    return marks


def _day(day: date) -> str:
    return f"{day:%-d %b} {day.year}"


def _told(points: Sequence[Point]) -> str:
    turns = [
        points[0],
        *(now for before, now in pairwise(points) if now.status != before.status),
    ]
    return " ".join(
        f"{'From' if number == 0 else 'Then from'} {_day(turn.day)} on {turn.word.lower()}."
        for number, turn in enumerate(turns)
    )
