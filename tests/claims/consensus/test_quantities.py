"""Quantities: read and written in one form, compared by their ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import Quantity, are_apart, read
from claims.consensus.canonical import text
from claims.consensus.quantities import hull, is_within, union

NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**9), 10**9).map(lambda millionths: millionths / 10**6),
)


@st.composite
def quantities(draw: st.DrawFn, units: tuple[str, ...] = ("persons", "km²", "%", "m/s", "US $")) -> Quantity:
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    value = draw(st.one_of(st.none(), st.sampled_from([low, high])))
    open_end = draw(st.sampled_from([None, None, "low", "high"]))
    ends = {"low": low, "high": high} | ({open_end: None} if open_end else {})
    return Quantity(draw(st.sampled_from(units)), **ends, value=value)


@given(quantities())
def test_what_is_written_is_read_again(quantity: Quantity):
    assert read(str(quantity)) == quantity
    assert str(read(str(quantity))) == str(quantity)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("50 persons", Quantity("persons", 50, 50)),
        ("12..60 persons", Quantity("persons", 12, 60)),
        ("40.. persons", Quantity("persons", 40, None)),
        ("..60 persons", Quantity("persons", None, 60)),
        ("50 (45..60) persons", Quantity("persons", 45, 60, 50)),
        ("50 (45..) persons", Quantity("persons", 45, None, 50)),
        ("-5..10.5 °C", Quantity("°C", -5, 10.5)),
        ("0.000001 m2", Quantity("m2", 0.000001, 0.000001)),
    ],
)
def test_quantity_is_read(text: str, quantity: Quantity):
    assert read(text) == quantity
    assert str(quantity) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "50", "persons", "50persons", ".. persons", "60..12 persons", "70 (45..60) persons", "1 (2..) persons",
        "05 persons", "5.0 persons", "5.1234567 m", "1234567890123456 m", "50 persons ", "50  persons", "50 per\nsons",
        "50 (45..60 persons", "45..60) persons", "1e3 m", "5 5", "50 (m)", "½ m", "\u0665 m", "erased",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_none(text: str):
    assert read(text) is None


def test_ranges_that_share_an_end_are_not_apart():
    assert not are_apart(Quantity("m", 1, 2), Quantity("m", 2, 3))
    assert are_apart(Quantity("m", 1, 2), Quantity("m", 2.000001, 3))
    assert not are_apart(Quantity("m", None, 2), Quantity("m", 2, None))
    assert are_apart(Quantity("m", 3, None), Quantity("m", None, 2))


@given(quantities(("m",)), quantities(("m",)))
def test_what_is_within_another_is_not_apart_from_it_and_the_hull_holds_both(one: Quantity, other: Quantity):
    assert are_apart(one, other) == are_apart(other, one)
    assert not (is_within(one, other) and are_apart(one, other))
    whole = hull([one, other])
    assert whole is not None
    assert is_within(one, whole)
    assert is_within(other, whole)
    assert is_within(one, other) == (hull([one, other]) == hull([other]))


def test_hull_of_none_is_none():
    assert hull([]) is None


@given(st.lists(quantities(("m",)), max_size=6), NUMBERS)
def test_union_holds_what_one_of_them_holds_in_ranges_apart(some: list[Quantity], number: float):
    point = Quantity("m", number, number)
    joined = union(some)

    assert any(is_within(point, each) for each in joined) == any(is_within(point, each) for each in some)
    for lower, upper in pairwise(joined):
        assert are_apart(lower, upper)
        assert lower.high is not None
        assert upper.low is not None
        assert lower.high < upper.low


def test_ranges_are_joined_from_the_lowest_on():
    some = [Quantity("m", 0.5, 0.7), Quantity("m", 0, 0.2), Quantity("m", 0.1, 0.3), Quantity("m", None, -1)]

    assert union(some) == (Quantity("m", None, -1), Quantity("m", 0, 0.3), Quantity("m", 0.5, 0.7))


def test_a_whole_number_is_written_as_one():
    assert text(read("50 persons")) == '{"high":50,"low":50,"unit":"persons","value":null}'
    assert text(read("0.5.. km")) == '{"high":null,"low":0.5,"unit":"km","value":null}'
