"""What is measured is measured rightly: beliefs, scores, and that bars are held."""

from collections.abc import Callable

import numpy as np
import pytest

from claims.mass import NONE
from tests.bench import attacks, consensus
from tests.bench.consensus import Bar, Trial, declared
from tests.bench.labelled import SHIPPED, Array, Labelled, Sources, names, read
from tests.bench.peers import PEERS, named
from tests.bench.scores import Score, View, scored, viewed


def labels(rows: list[tuple[int, int, int]], truth: list[int], *, sided: bool) -> Labelled:
    """Label objects: object, source, value."""
    obj, source, value = np.array(rows).T
    return Labelled(
        name="",
        sided=sided,
        obj=obj,
        source=source,
        value=value,
        truth=np.array(truth),
        sources=Sources.alike(int(source.max()) + 1),
        copies=np.full(obj.size, NONE),
    )


#: Three sources that agree on ten objects, and one that says something else of each.
AGREED = labels(
    [(obj, source, obj % 3) for obj in range(10) for source in range(3)]
    + [(obj, 3, (obj + 1) % 3) for obj in range(10)],
    [obj % 3 for obj in range(10)],
    sided=False,
)


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_method_believes_what_most_say(peer: Callable[[Labelled], Array]):
    belief, pairs = peer(AGREED), named(AGREED)
    right = pairs.value == AGREED.truth[pairs.obj]

    assert (belief[right] > belief[~right]).all()
    assert (np.bincount(pairs.obj, belief) < 1 + 1e-9).all()
    assert scored(AGREED, viewed(AGREED, belief), AGREED.counted()).accuracy == 1


def test_source_that_errs_weighs_less_where_others_are_at_odds():
    rows = [(obj, source, 1) for obj in range(20) for source in range(2)] + [(obj, 2, 0) for obj in range(20)]
    at_odds = labels([*rows, (20, 0, 1), (20, 2, 0)], [1] * 21, sided=True)
    found = {name: viewed(at_odds, peer(at_odds)).lean[20] for name, peer in PEERS.items()}

    assert found.pop("majority") == 0
    assert min(found.values()) > 0, found


def test_tie_is_half_right():
    tied = labels([(0, 0, 1), (0, 1, 0), (1, 0, 1)], [1, 1], sided=True)
    view = viewed(tied, PEERS["majority"](tied))

    assert scored(tied, view, tied.counted()) == Score(0.75, 0.125, 0.25)


def test_answer_that_nobody_names_is_found_by_nobody():
    unnamed = labels([(0, 0, 1), (1, 0, 2)], [0, 2], sided=False)
    view = viewed(unnamed, PEERS["majority"](unnamed))

    assert scored(unnamed, view, unnamed.counted()).accuracy == 0.5


def test_belief_that_keeps_its_word_is_calibrated():
    even = labels([(obj, 0, 1) for obj in range(10)], [1] * 7 + [0] * 3, sided=True)
    view = View(np.ones(10), np.full(10, 0.7))

    assert scored(even, view, even.counted()) == pytest.approx(Score(0.7, 0.21, 0))


def test_sets_that_ship_are_read():
    sets = {name: read(SHIPPED, name) for name in names(SHIPPED)}

    assert {name: (each.sided, each.eligible().size, each.obj.size) for name, each in sets.items()} == {
        "emergent": (True, 140, 1249),
        "hcb": (True, 3275, 18479),
    }


@pytest.mark.parametrize("name", attacks.ATTACKS)
def test_attack_lies_about_what_is_attacked_and_the_same_seed_makes_the_same(name: str):
    one, again, other = (attacks.ATTACKS[name](seed, attacks.WORDS) for seed in (0, 0, 1))

    assert one.obj.tolist() == again.obj.tolist()
    assert one.obj.tolist() != other.obj.tolist()
    assert (one.copies < np.arange(one.obj.size)).all()
    attacked = ~one.ruled[one.obj]
    assert (one.value[attacked] != one.truth[one.obj[attacked]]).sum() > 60


@pytest.mark.parametrize(("name", "bar"), consensus.UNDER_ATTACK.items())
def test_rules_stand_an_attack(name: str, bar: float):
    world = attacks.ATTACKS[name](0, attacks.WORDS)

    assert scored(world, declared(Trial(world, [])), world.counted()).accuracy >= bar


def test_bar_says_whether_it_holds():
    assert Bar("x", 0.8, least=0.8).line().endswith("0.800  >= 0.800  holds")
    assert Bar("x", 0.7, least=0.8).line().endswith("DOES NOT HOLD")
    assert Bar("x", 0.2, most=0.1).line().endswith("DOES NOT HOLD")


@pytest.mark.soak
def test_bars_hold_on_what_ships(capsys: pytest.CaptureFixture[str]):
    assert consensus.main([]) == 0
    assert "not installed" in capsys.readouterr().out or consensus.crowdkit.VENV.exists()
