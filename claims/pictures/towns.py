"""Names on the map, for orientation: those that are whole within what is shown."""

from dataclasses import dataclass
from pathlib import Path

import orjson
from django.utils.safestring import SafeString

from claims.pictures.spots import Picture, xy
from claims.pictures.svg import join, shape

_OUTLINES = Path(__file__).parents[1] / "static" / "room" / "map" / "outlines.geojson"
#: What a letter takes at the sizes that `map.css` has, and how high it is.
_LETTER, _TALL = {"city": 5.4, "country": 12.0, "sea": 5.4}, {"city": 9, "country": 14, "sea": 9}
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A town, which has its name beside it, or a country or a sea, around the middle of which it stands."""

    kind: str
    name: str
    x: float
    y: float

    @property
    def ends(self) -> tuple[float, float]:
        """Return where the name begins and ends."""
        long = len(self.name) * _LETTER[self.kind]
        return (
            (self.x - 2, self.x + _BESIDE + long)
            if self.kind == "city"
            else (self.x - long / 2, self.x + long / 2)
        )

    def is_whole_in(self, picture: Picture) -> bool:
        """Whether none of it is cut off."""
        left, right = self.ends
        top, bottom = self.y - _TALL[self.kind], self.y + _TALL[self.kind]
        return (
            picture.left <= left
            and right <= picture.left + picture.width
            and picture.top <= top
            and bottom <= picture.top + picture.height
        )


def _known() -> tuple[Name, ...]:
    points = [
        (one["properties"], one["geometry"]["coordinates"])
        for one in orjson.loads(_OUTLINES.read_bytes())["features"]
        if one["geometry"]["type"] == "Point"
    ]
    return tuple(Name(told["kind"], told["name"], *xy(lat, lon)) for told, (lon, lat) in points)


NAMES = _known()


def draw(picture: Picture) -> SafeString:
    """Return the names; those of the map under way are its own."""
    return join(_draw(one) for one in NAMES if one.is_whole_in(picture))


def _draw(one: Name) -> SafeString:
    kind = f"town {one.kind}"
    if one.kind != "city":
        return shape("text", one.name, x=one.x, y=one.y, text_anchor="middle", kind=kind)
    return join(
        [
            shape("circle", cx=one.x, cy=one.y, r=1.7, kind=kind),
            shape("text", one.name, x=one.x + _BESIDE, y=one.y + 3.5, kind=kind),
        ]
    )
