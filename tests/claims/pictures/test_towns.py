"""Names on the map: each of them whole, or not there."""

import re

from claims.pictures import towns
from claims.pictures.spots import Spot, draw
from claims.pictures.towns import NAMES


def test_map_of_the_whole_area_has_every_name_that_fits_into_it():
    shown = towns.draw(draw([]))
    told = re.findall(r">([^<>]+)</text>", shown)

    assert told == [one.name for one in NAMES]
    assert len(told) == 24
    assert shown.count("<circle") == sum(one.kind == "city" for one in NAMES) == 16


def test_name_that_would_be_cut_off_is_left_out():
    picture = draw([Spot(1, 47.95, 36.53, "Zaporizke"), Spot(2, 48.4, 35.0, "Dnipro")])
    told = re.findall(r">([^<>]+)</text>", towns.draw(picture))

    assert {"Dnipro", "Donetsk", "Kharkiv"} < set(told)
    cut = next(one for one in NAMES if one.name == "Ukraine")
    assert cut.ends[0] < picture.left < cut.ends[1]
    assert {"Ukraine", "Kyiv", "Sea of Azov"} & set(told) == set()
    for one in NAMES:
        assert (one.name in told) == one.is_whole_in(picture)
