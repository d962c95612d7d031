"""The picture of the map: every place in it, no name upon another."""

from itertools import combinations

import pytest

from claims.pictures.spots import HEIGHT, WIDTH, Spot, draw

VILLAGES = [Spot(1, 47.95, 36.53, "Zaporizke"), Spot(2, 47.93, 36.5, "Novohryhorivka")]


def test_places_next_to_each_other_have_pins_apart_and_keep_their_spots():
    picture = draw([*VILLAGES, Spot(3, 47.94, 36.51, "Between")])

    for one, other in combinations(picture.pins, 2):
        assert abs(one.at_y - other.at_y) >= picture.width * 0.036 - 0.2
    assert {pin.key: pin.y for pin in picture.pins} == {1: 605.0, 2: 607.0, 3: 606.0}


def test_place_far_from_others_stands_on_its_spot():
    assert {pin.at_y - pin.y for pin in draw([*VILLAGES[:1], Spot(2, 51.0, 30.0, "Afar")]).pins} == {0}


@pytest.mark.parametrize("spots", [VILLAGES, [Spot(1, 60.0, -150.0, "A"), Spot(2, -40.0, 170.0, "B")]])
def test_every_place_lies_within_what_is_shown(spots: list[Spot]):
    picture = draw(spots)

    for pin in picture.pins:
        assert picture.left < pin.x < picture.left + picture.width
        assert picture.top < pin.y < picture.top + picture.height


def test_name_at_the_right_edge_stands_to_the_left_and_a_long_one_is_cut():
    picture = draw([Spot(1, 48.0, 20.0, "West"), Spot(2, 48.0, 40.0, "x" * 10_000)])

    assert [(pin.is_left, len(pin.name)) for pin in picture.pins] == [(False, 4), (True, 26)]


def test_map_without_places_shows_the_whole_area():
    picture = draw([])

    assert (picture.pins, picture.view_box) == ((), f"0.0 0.0 {WIDTH:.1f} {HEIGHT:.1f}")
