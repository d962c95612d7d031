"""Rule 5: what counts as an origin, as a strong one, as a concession."""

import pytest

from claims.consensus import CPL_1
from claims.consensus.origins import Origin
from claims.consensus.totals import Tally, Totals
from claims.consensus.types import SUPPORT


def origin(weight: int, **more: object) -> Origin:
    given = {
        "actor": f"a{weight}",
        "side": SUPPORT,
        "bloc": f"bloc{weight}",
        "party": None,
        "graded": True,
        "interest": "none",
        "word": "",
        "weight": weight,
        "said_here": weight,
    }
    return Origin(**(given | more))  # type: ignore[arg-type]


def test_empty_side_is_all_zeros():
    assert Tally(SUPPORT, (), CPL_1).whole == Totals(0, 0, 0, 0, 0, served=False, conceded=False)


def test_thresholds_are_reached_by_what_equals_them():
    tally = Tally(SUPPORT, (origin(200), origin(199), origin(100), origin(99)), CPL_1)

    assert tally.whole == Totals(
        weight=598, origins=3, strong=1, heaviest=200, disinterested=200, served=False, conceded=False
    )


@pytest.mark.parametrize(("said_here", "conceded"), [(200, True), (199, False), (0, False)])
def test_concession_is_strong_on_this_very_claim(said_here: int, *, conceded: bool):
    conceding = origin(300, interest="conceding", party="q", said_here=said_here)

    assert Tally(SUPPORT, (conceding,), CPL_1).whole.conceded == conceded


def test_totals_without_an_origin_keep_who_stands_there():
    own, other = origin(300, interest="own", party="p"), origin(250)
    tally = Tally(SUPPORT, (own, other), CPL_1)

    assert tally.without(own) == Totals(250, 1, 1, 250, 250, served=True, conceded=False)
    assert tally.without(own, other) == Totals(0, 0, 0, 0, 0, served=True, conceded=False)
    assert tally.without() == tally.whole


def test_totals_without_the_best_of_a_bloc_lift_the_next():
    best, next_, last = (origin(weight, bloc="one") for weight in (800, 400, 90))
    tally = Tally(SUPPORT, (best, next_, last), CPL_1)

    assert tally.whole.weight == 800 + 100 + 5
    assert tally.without(best) == Totals(400 + 22, 1, 1, 400, 400, served=False, conceded=False)
    assert tally.without(best, next_) == Totals(90, 0, 0, 90, 90, served=False, conceded=False)
