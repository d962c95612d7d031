"""The map as a picture without any script: places by latitude and longitude over outlines, with room for their names.

Units are hundredths of a degree of latitude; a degree of longitude is as long as it is at the middle of the outlines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

#: What `static/room/map/outlines.svg` shows: west, south, east, north.
WEST, SOUTH, EAST, NORTH = 20.0, 42.5, 43.0, 54.0
_UNITS = 100
_EAST_WEST = cos(radians((SOUTH + NORTH) / 2))
WIDTH, HEIGHT = round((EAST - WEST) * _UNITS * _EAST_WEST, 1), (NORTH - SOUTH) * _UNITS

#: The least that is shown, so that the places are seen in their surroundings; and how much around them.
_LEAST_WIDTH, _ASPECT, _AROUND = 640.0, 1.6, 90.0
#: Pins and their names, as parts of the width shown.
_ROW, _NAME = 0.036, 0.3
#: Longer names are cut; the table has them whole.
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be shown: what it is keyed by, where it is, its name."""

    key: int
    lat: float
    lon: float
    name: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A spot in the picture; `at_y` is where its pin stands, beside the spot itself where others are too near."""

    key: int
    name: str
    x: float
    y: float
    at_y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown, and how large pins and names are drawn."""

    pins: tuple[Pin, ...]
    left: float
    top: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """Return the attribute of that name."""
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def unit(self) -> float:
        """Return the radius of a pin."""
        return round(self.width / 70, 2)

    #: Width and height of the outlines, which begin where the units do.
    backdrop = (WIDTH, HEIGHT)


def draw(spots: Iterable[Spot]) -> Picture:
    """Lay out the picture of some places; of the area of the outlines where there are none."""
    found = [(spot, *xy(spot.lat, spot.lon)) for spot in spots]
    if not found:
        return Picture((), 0, 0, WIDTH, HEIGHT)
    left, right = min(x for _, x, _ in found) - _AROUND, max(x for _, x, _ in found) + _AROUND
    top, bottom = min(y for *_, y in found) - _AROUND, max(y for *_, y in found) + _AROUND
    width = max(_LEAST_WIDTH, right - left, (bottom - top) * _ASPECT)
    height = width / _ASPECT
    left, top = (left + right - width) / 2, (top + bottom - height) / 2
    return Picture(tuple(_pins(found, left=left, width=width)), left, top, width, height)


def _pins(found: list[tuple[Spot, float, float]], *, left: float, width: float) -> Iterable[Pin]:
    """Yield the pins from the top, each below those whose name it would cover."""
    placed: list[Pin] = []
    for spot, x, y in sorted(found, key=lambda one: (one[2], one[1])):
        is_left = x > left + width * (1 - _NAME)
        at_y = y
        for other in sorted(placed, key=lambda pin: pin.at_y):
            if abs(other.x - x) < _NAME * width and abs(other.at_y - at_y) < _ROW * width:
                at_y = other.at_y + _ROW * width
        name = spot.name if len(spot.name) <= _LETTERS else f"{spot.name[: _LETTERS - 1]}…"
        placed.append(Pin(spot.key, name, round(x, 1), round(y, 1), round(at_y, 1), is_left))
    return placed


def xy(lat: float, lon: float) -> tuple[float, float]:
    """Return where a position lies in the outlines."""
    return (lon - WEST) * _UNITS * _EAST_WEST, (NORTH - lat) * _UNITS
