"""Which places lie in a box on the map."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

Found = TypeVar("Found", bound="QuerySet[Any, Any]")


@dataclass(frozen=True, slots=True)
class Box:
    """A box in WGS 84 degrees, its edges included; where west is greater than east it spans the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


def within(rows: Found, box: Box, place: str = "") -> Found:
    """Keep the rows whose place has a position in the box; `place` is what its columns begin with."""
    lon = f"{place}lon"
    west, east = Q(**{f"{lon}__gte": box.west}), Q(**{f"{lon}__lte": box.east})
    between = west & east if box.west <= box.east else west | east
    found: Found = rows.filter(between, **{f"{place}lat__range": (box.south, box.north)})
    return found
