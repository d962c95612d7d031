"""How the sources lean, as a point in a triangle: towards a corner for the claim, one against it, and what is open.

The corners and the projection are those of a subjective opinion at a base rate of one half (A. Jøsang, Subjective
Logic, 2016). It is for display: no status is decided by it.
"""

from collections.abc import Mapping

from django.utils.safestring import SafeString

from claims.pictures.svg import picture, shape, text

_WIDTH, _HEIGHT = 320, 302
_LEFT, _RIGHT, _TOP, _BASE = 30, 290, 30, 255
_MIDDLE = (_LEFT + _RIGHT) / 2


def draw(opinion: Mapping[str, int]) -> SafeString:
    """Return the picture of belief, disbelief, uncertainty and their projection, in permille."""
    across = _LEFT + (_RIGHT - _LEFT) * opinion["projected"] / 1000
    up = _BASE - (_BASE - _TOP) * opinion["uncertainty"] / 1000
    return picture(
        "opinion",
        [
            shape("path", d=f"M{_LEFT} {_BASE}H{_RIGHT}L{_MIDDLE:.0f} {_TOP}Z", kind="edge"),
            shape("line", x1=_MIDDLE, x2=_MIDDLE, y1=_TOP, y2=_BASE, kind="day"),
            shape("line", x1=across, x2=across, y1=up, y2=_BASE + 28, kind="needed"),
            shape("circle", cx=across, cy=up, r=7, kind="lean"),
            text("open", x=_MIDDLE, y=_TOP - 10, kind="side middle"),
            text("against", x=_LEFT - 24, y=_BASE + 24, kind="side"),
            text("for", x=_RIGHT + 10, y=_BASE + 24, kind="side end"),
            text(percent(opinion["projected"]), x=across, y=_BASE + 42, kind="small middle"),
        ],
        width=_WIDTH,
        height=_HEIGHT,
        title="How the sources lean",
        description=told(opinion),
    )


def told(opinion: Mapping[str, int]) -> str:
    """Return the same in words."""
    belief, disbelief, uncertainty, projected = (
        percent(opinion[name]) for name in ("belief", "disbelief", "uncertainty", "projected")
    )
    return (
        f"For the claim {belief}, against it {disbelief}, left open {uncertainty};"
        f" with half of what is open, {projected} for it."
    )


def percent(permille: int) -> str:
    """Return permille as percent."""
    return f"{permille / 10:g} %"
