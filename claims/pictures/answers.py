"""The answers to one question side by side: when each would hold, and how the sources stand on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from claims.pictures.days import day
from claims.pictures.svg import join, picture, shape, text

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP, _BAR = 640, 16, 624, 54, 34, 22


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim with the time that it is about: half-open, and open where an end is None."""

    text: str
    valid_from: datetime | None
    valid_to: datetime | None
    status: str
    sign: str
    word: str


def draw(answers: Sequence[Answer]) -> SafeString:
    """Return the picture; there is at least one answer."""
    ends = [at for one in answers for at in (one.valid_from, one.valid_to) if at]
    first, last = (min(ends), max(ends)) if ends else (None, None)
    room = max((last - first) / 6, timedelta(days=1)) if first and last else timedelta(days=1)
    # Where all begin at one moment and none ends, most of the width is theirs.
    after = 5 * room if first == last and not any(one.valid_to for one in answers) else room
    span = (last - first + room + after) if first and last else 2 * room

    def x(at: datetime) -> float:
        assert first is not None  # noqa: S101 - a moment is one of the ends
        return _LEFT + (_RIGHT - _LEFT) * ((at - first + room) / span)

    days = [(at, "small middle") for at in sorted({end for end in ends if end in (first, last)})]
    bottom = _TOP + len(answers) * _ROW
    return picture(
        "answers",
        [
            *(shape("line", x1=x(at), x2=x(at), y1=22, y2=bottom, kind="day") for at, _ in days),
            *(text(day(at), x=x(at), y=14, kind=kind) for at, kind in days),
            *(
                _row(
                    one,
                    x(one.valid_from) if one.valid_from else None,
                    x(one.valid_to) if one.valid_to else None,
                    _TOP + number * _ROW,
                )
                for number, one in enumerate(answers)
            ),
        ],
        width=_WIDTH,
        height=bottom + 6,
        title="The answers over the time that they are about",
        description="; ".join(f"{one.text}: {one.word}" for one in answers),
    )


def _row(answer: Answer, start: float | None, end: float | None, y: float) -> SafeString:
    left, right = _LEFT if start is None else start, _RIGHT if end is None else end
    open_ends = " ".join(name for name, at in (("no-start", start), ("no-end", end)) if at is None)
    return join(
        [
            text(answer.text, x=_LEFT, y=y + 14, kind="named", at_most=84),
            shape("rect", x=left, y=y + 20, width=right - left, height=_BAR, rx=4,
                  kind=f"bar flag {answer.status} {open_ends}".rstrip()),
            text(f"{answer.sign} {answer.word}", x=min(left + 10, _RIGHT - 120), y=y + 36,
                 kind=f"flag-sign start {answer.status}"),
        ]
    )  # fmt: skip
