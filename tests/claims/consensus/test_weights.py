"""Rule 2: what one word weighs."""

from typing import Any

import pytest

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Decision, EvidenceError, Policy, decide
from tests.claims.consensus.worlds import World


def weight(
    letter: str | None = "B",
    *,
    position: str = "supports",
    party: str | None = None,
    claim: Any = None,
    **how: Any,
) -> int:
    """Weigh one word of one actor."""
    world = World(**(claim or {}))
    world.actor("x", letter, party=party)
    world.say("s", "x", position, **how)
    (line,) = world.decide().ledger
    return line.weight


@pytest.mark.parametrize(
    ("letter", "expected"),
    [("A", 1279), ("B", 602), ("C", 269), ("D", 0), ("E", 0), ("F", 87), (None, 87)],
)
def test_letter_sets_the_weight(letter: str | None, expected: int):
    assert weight(letter) == expected


@pytest.mark.parametrize(
    ("basis", "expected"), [("verified", 903), ("observed", 752), ("reported", 602), ("unknown", 602)]
)
def test_basis_multiplies(basis: str, expected: int):
    assert weight(basis=basis) == expected


@pytest.mark.parametrize(
    ("credibility", "expected"), [(1, 752), (2, 662), (3, 602), (4, 301), (5, 0), (6, 602), (None, 602)]
)
def test_credibility_multiplies(credibility: int | None, expected: int):
    assert weight(credibility=credibility) == expected


def test_hedging_halves():
    assert weight(hedged=True) == 301


def test_factors_are_multiplied_before_flooring():
    assert weight("C", basis="observed", credibility=2, hedged=True) == 184  # 269 x 1.25 x 1.1 x 0.5 = 184.9


FOR_P = {"favours": "p"}
FOR_P_AGAINST_Q = {"favours": "p", "against": ("q",)}
AGAINST_Q = {"against": ("q",)}


@pytest.mark.parametrize(
    ("claim", "party", "position", "expected"),
    [
        (FOR_P, "p", "supports", 301),
        (FOR_P, "p", "disputes", 752),
        (FOR_P, "q", "supports", 752),
        (FOR_P, "q", "disputes", 301),
        (FOR_P, None, "supports", 602),
        (FOR_P_AGAINST_Q, "p", "supports", 301),
        (FOR_P_AGAINST_Q, "q", "supports", 752),
        (FOR_P_AGAINST_Q, "q", "disputes", 301),
        (FOR_P_AGAINST_Q, "r", "supports", 602),
        (FOR_P_AGAINST_Q, "r", "disputes", 602),
        (AGAINST_Q, "q", "supports", 752),
        (AGAINST_Q, "q", "disputes", 301),
        (AGAINST_Q, "p", "supports", 602),
        ({}, "p", "supports", 602),
        ({}, "p", "disputes", 602),
    ],
)
def test_interest_multiplies(claim: Any, party: str | None, position: str, expected: int):
    assert weight(claim=claim, party=party, position=position) == expected


@pytest.mark.parametrize(
    ("letter", "expected"),
    [("A", 1598), ("B", 752), ("C", 336), ("D", 336), ("E", 0), ("F", 108), (None, 108)],
)
def test_conceding_lifts_a_graded_speaker_to_c_at_least(letter: str | None, expected: int):
    assert weight(letter, claim=FOR_P, party="q") == expected


def test_interest_is_that_in_the_claim_decided_also_on_a_neighbour():
    world = World(favours="p", question="q")
    world.question("q")
    world.claim("d", favours="x", question="q")
    world.actor("x", "B", party="p")
    world.say("s", "x", on="d")

    assert world.decide().dispute == 752  # speaking for a rival of its own claim, a concession


@pytest.mark.parametrize(
    ("field", "value"), [("position", "agrees"), ("basis", "rumour"), ("credibility", 7), ("credibility", 0)]
)
def test_stance_with_a_word_unknown_to_the_rules_is_refused(field: str, value: Any):
    world = World()
    world.say("s", "x", **{field: value})

    with pytest.raises(EvidenceError, match=f"{field} of stance s is {value!r}"):
        decide(world.evidence(), CPL_1)


def learned(world: World, **actors: tuple[int, int]) -> Decision:
    """Decide under cpl-1 with grades learned of some actors: what affirming and denying are worth."""
    rates = {name: {"affirming": pair[0], "denying": pair[1]} for name, pair in actors.items()}
    return decide(world.evidence(), Policy.from_document(CPL_1_DOCUMENT | {"actors": rates}))


@pytest.mark.parametrize(("position", "expected"), [("supports", 300), ("disputes", 1200)])
def test_learned_grade_goes_by_the_side(position: str, expected: int):
    world = World()
    world.say("s", "x", position)
    (line,) = learned(world, x=(300, 1200)).ledger

    assert line.weight == expected
    assert line.factors is not None
    assert (line.factors.letter, line.factors.letter_from) == ("learned", "x")
    assert line.factors.reliability == expected


def test_learned_grade_on_a_neighbour_goes_by_the_side_of_the_claim_decided():
    world = World(question="q")
    world.question("q")
    world.claim("d", question="q")
    world.say("s", "x", on="d")

    assert learned(world, x=(300, 1200)).dispute == 1200


def test_learned_grade_is_multiplied_like_a_letter():
    world = World()
    world.say("s", "x", basis="observed", hedged=True)

    assert learned(world, x=(300, 1200)).support == 187  # 300 x 1.25 x 0.5 = 187.5


@pytest.mark.parametrize("letter", ["F", None])
def test_learned_grade_grades_who_has_no_letter(letter: str | None):
    world = World()
    world.actor("x", letter)
    world.say("s", "x")
    decision = learned(world, x=(300, 0))

    assert (decision.status, decision.graded_support, decision.support) == ("single_source", 300, 300)
    assert decision.ledger[0].counts


def test_learned_grade_of_its_own_comes_before_a_letter_inherited():
    world = World()
    world.actor("army", "C")
    world.actor("spokesman", speaks_for="army")
    world.say("s", "spokesman")
    (line,) = learned(world, spokesman=(1000, 0)).ledger

    assert line.weight == 1000
    assert line.factors is not None
    assert (line.factors.letter, line.factors.letter_from) == ("learned", "spokesman")


def test_learned_grade_is_not_inherited():
    world = World()
    world.actor("army", "C")
    world.actor("spokesman", speaks_for="army")
    world.say("s", "spokesman")
    (line,) = learned(world, army=(1000, 1000)).ledger

    assert line.weight == 269
    assert line.factors is not None
    assert (line.factors.letter, line.factors.letter_from) == ("C", "army")


@pytest.mark.parametrize(
    ("letter", "expected"), [("A", 336), ("D", 336), ("E", 125), ("F", 125), (None, 125)]
)
def test_conceding_lifts_a_learned_grade_by_the_letter(letter: str | None, expected: int):
    world = World(favours="p")
    world.actor("x", letter, party="q")
    world.say("s", "x")

    assert learned(world, x=(100, 0)).support == expected


def test_grades_of_others_change_nothing():
    world = World()
    world.say("s", "x")

    assert learned(world, y=(0, 0)).ledger == world.decide().ledger
