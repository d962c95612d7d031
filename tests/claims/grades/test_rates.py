"""Rule 11: two rates for each actor, by what staff ruled."""

import math
from random import Random

import numpy as np
import pytest

from claims.grades import FALSE, TRUE, UNKNOWN, LearningError, Votes, learn
from claims.grades.rates import Learned

MOST = 1279


def learned(votes: list[tuple[int, int, bool]], verdicts: list[int], *, actors: int = 3) -> Learned:
    """Learn from votes: claim, actor, whether it affirms."""
    claim, actor, affirms = (np.array(column) for column in zip(*votes, strict=True))
    cast = Votes(claim.astype(np.int32), actor.astype(np.int32), affirms)
    return learn(cast, np.array(verdicts, np.int8), actors=actors, most=MOST)


def worth(right: float, of: float, mean: float, prior: float) -> int:
    """Reckon the worth of a rate by hand."""
    rate = (right + 5 * mean) / (of + 5)
    return min(MOST, max(0, math.floor(1000 * (math.log10(rate / (1 - rate)) + prior))))


def test_rates_are_reckoned_as_written_down():
    """Two actors on twelve claims, half of which hold: one is right on ten of twelve, the other always affirms."""
    verdicts = [TRUE] * 6 + [FALSE] * 6
    first = [(claim, 0, claim < 5 or claim == 11) for claim in range(12)]
    second = [(claim, 1, True) for claim in range(12)]
    found = learned(first + second, verdicts)
    # Affirmed: 6 and 12 times, 5 and 6 rightly; denied: 6 times and never, 5 rightly. One word more, half right, weighs
    # as much as the word of an actor who is the least known: the third, who said nothing.
    affirming = (5 / 11 + 6 / 17 + 1 / 10) / (6 / 11 + 12 / 17 + 1 / 5)
    denying = (5 / 11 + 1 / 10) / (6 / 11 + 1 / 5)

    assert found.affirming.tolist() == [
        worth(5, 6, affirming, 0), worth(6, 12, affirming, 0), worth(0, 0, affirming, 0)
    ]  # fmt: skip
    assert found.denying.tolist() == [
        worth(5, 6, denying, 0),
        worth(0, 0, denying, 0),
        worth(0, 0, denying, 0),
    ]
    assert found.affirming.tolist() == [451, 64, 222]


def test_odds_of_claims_are_shared_out_over_the_words_on_one():
    """Where nine claims of ten hold, an affirmation is worth what it tells beyond that, and a share of that."""
    verdicts = [TRUE] * 18 + [FALSE] * 2
    votes = [(claim, actor, True) for claim in range(20) for actor in range(2)]
    found = learned(votes, verdicts, actors=2)
    mean = (18 / 25 * 2 + 1 / 50) / (20 / 25 * 2 + 1 / 25)
    prior = math.log10(19 / 3) / 2 - math.log10(37 / 5)

    assert found.affirming.tolist() == [worth(18, 20, mean, prior)] * 2


def test_actor_who_is_mostly_wrong_weighs_nothing():
    verdicts = [TRUE, FALSE] * 10
    votes = [(claim, 0, claim % 2 == 0) for claim in range(20)]
    found = learned(votes + [(claim, 1, claim % 2 == 1) for claim in range(20)], verdicts)

    assert found.affirming[0] > 500
    assert found.denying[0] > 500
    assert (found.affirming[1], found.denying[1]) == (0, 0)


def test_no_grade_is_above_the_most():
    verdicts = [TRUE, FALSE] * 400
    found = learned([(claim, 0, claim % 2 == 0) for claim in range(800)], verdicts, actors=1)

    assert (found.affirming[0], found.denying[0]) == (MOST, MOST)


def test_affirming_and_denying_are_told_apart():
    """One who denies hardly ever, and then rightly, and affirms whatever it hears."""
    verdicts = [TRUE, FALSE] * 10
    found = learned([(claim, 0, claim not in (1, 3, 5, 7)) for claim in range(20)], verdicts, actors=1)

    assert found.denying[0] > 2 * found.affirming[0] > 0


def test_actor_ruled_on_is_not_judged_by_other_claims():
    """What an actor says where nobody ruled changes nothing for one of whom something is known."""
    random = Random(1)
    verdicts = [TRUE, FALSE] * 10 + [UNKNOWN] * 40
    known = [
        (claim, actor, (claim % 2 == 0) == (random.random() < 0.8)) for claim in range(20) for actor in (0, 1)
    ]
    beyond = [(claim, 0, True) for claim in range(20, 60)]
    apart, together = learned(known, verdicts), learned(known + beyond, verdicts)

    assert apart.affirming.tolist() == together.affirming.tolist()
    assert apart.denying.tolist() == together.denying.tolist()


def test_actor_beyond_the_verdicts_is_judged_by_those_it_agrees_with():
    verdicts = [TRUE, FALSE] * 20 + [UNKNOWN] * 40
    known = [(claim, actor, claim % 2 == 0) for claim in range(40) for actor in (0, 1)]
    beyond = [(claim, actor, claim % 2 == 0) for claim in range(40, 80) for actor in (0, 1)]
    friend = [(claim, 2, claim % 2 == 0) for claim in range(40, 80)]
    stranger = [(claim, 3, claim % 2 == 1) for claim in range(40, 80)]
    found = learned(known + beyond + friend + stranger, verdicts, actors=4)

    assert found.affirming[2] > 900 > found.affirming[3] == 0
    assert found.denying[2] > 900 > found.denying[3] == 0


@pytest.mark.parametrize("ruled", [0, 9])
def test_fewer_than_ten_verdicts_teach_nothing(ruled: int):
    votes = [(claim, 0, True) for claim in range(20)]

    with pytest.raises(LearningError, match="at least 10 claims"):
        learned(votes, [TRUE] * ruled + [UNKNOWN] * (20 - ruled))


def test_verdicts_on_claims_of_which_nobody_speaks_teach_nothing():
    with pytest.raises(LearningError):
        learned([(claim, 0, True) for claim in range(9)], [TRUE] * 20)


def test_ten_verdicts_are_enough():
    assert learned([(claim, 0, True) for claim in range(10)], [TRUE] * 10).affirming[0] >= 0
