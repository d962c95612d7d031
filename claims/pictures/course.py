"""A claim through the days: what weighed for it and against it, in steps, and the status below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.safestring import SafeString

from claims.pictures.svg import join, picture, shape, text

_WIDTH, _LEFT, _RIGHT = 680, 16, 664
_TOP, _BOTTOM = 34, 180
_BAND, _TALL = 218, 32
_HEIGHT = 280
#: Narrower stretches of a status have no room for a sign; what a letter of its word takes in the narrowest window.
_SIGN, _LETTER = 20, 19


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
    up, down = max(point.support for point in points), max(point.dispute for point in points)
    scale = (_BOTTOM - _TOP) / max(1, up + down)
    axis = _TOP + up * scale if up + down else (_TOP + _BOTTOM) / 2
    return picture(
        "course",
        [
            *([text(f"for, up to {up}", x=_LEFT, y=_TOP - 9, kind="side")] if up else []),
            *([text(f"against, up to {down}", x=_LEFT, y=_BAND - 9, kind="side")] if down else []),
            _steps("support", [axis - point.support * scale for point in points], axis, lefts, rights),
            _steps("dispute", [axis + point.dispute * scale for point in points], axis, lefts, rights),
            shape("line", x1=_LEFT, x2=_RIGHT, y1=axis, y2=axis, kind="axis"),
            *_band(points, lefts, rights),
            *_days(points),
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


def _steps(
    side: str, levels: Sequence[float], axis: float, lefts: Sequence[float], rights: Sequence[float]
) -> SafeString:
    """Return the area between the axis and the steps of one side."""
    path = f"M{lefts[0]:.1f} {axis:.1f}"
    for level, right in zip(levels, rights, strict=True):
        path += f"V{level:.1f}H{right:.1f}"
    return shape("path", d=f"{path}V{axis:.1f}Z", kind=f"course-area {side}")


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
    words = f"{point.sign} {point.word}" if right - left > _LETTER * (len(point.word) + 2) else point.sign
    y = _BAND + _TALL / 2 + 6
    return join([box, text(words, x=(left + right) / 2, y=y, kind=f"flag-sign {point.status}")])


def _days(points: Sequence[Point]) -> list[SafeString]:
    first, last = points[0], points[-1]
    marks = [text(_day(first.day), x=_LEFT, y=_HEIGHT - 6, kind="small")]
    if last.day != first.day:
        marks.append(text(f"{_day(last.day)} and since", x=_RIGHT, y=_HEIGHT - 6, kind="small end"))
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
