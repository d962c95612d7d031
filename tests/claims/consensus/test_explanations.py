"""An explanation in plain text says all that the decision does, in words that stand alone."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, decide, explain
from claims.consensus.explanation import WIDTH
from tests.claims.consensus.strategies import crowds, examples, worlds
from tests.claims.consensus.worlds import World, evidence, scenario


def explained(decision: Any, text: str = "Text of c.") -> str:
    return explain(decision.document(), text)


def flat(text: str) -> str:
    return " ".join(text.split())


@examples
@given(st.one_of(crowds(), worlds()))
def test_every_stance_is_told_once_with_what_it_adds_or_why_it_adds_nothing(world: World):
    decision = world.decide()

    told = explained(decision)

    assert len([line for line in told.splitlines() if line.startswith("- ")]) == len(decision.ledger) + len(
        decision.flips
    )
    assert flat(decision.sentence) in flat(told)
    for line in decision.ledger:
        words = line.why_not.words if line.why_not else f"({'grade' if line.factors.letter else 'no grade'}"
        assert words in flat(told) or line.position in ("neutral", "no_comment")
        assert line.actor_name in told


@examples
@given(st.one_of(crowds(), worlds()))
def test_no_line_is_wider_than_a_page_and_no_control_is_left(world: World):
    world.actor("a0", "B", party="\x1b[31m\u202e")
    told = explained(world.decide(), "Text\u202e with\x07 controls.")

    assert max(map(len, told.splitlines())) <= WIDTH
    assert all(letter.isprintable() or letter in "\n\u00a0" for letter in told)


def test_the_border_crossing_is_explained_whole():
    rows = scenario()
    claim = next(row for row in rows if row.get("ref") == "entered-dnipropetrovsk")

    assert (
        explained(decide(evidence(rows, claim["ref"]), CPL_1), claim["text"])
        == f"""\
“Russian ground forces have entered Dnipropetrovsk Oblast.”

Status: corroborated by common ground.

Corroborated by common ground: Viktor Trehubov supports it against the interest of its own side, and
Government of Russia, whom it serves, supports it too. The sources lean towards support, on one
origin. This is the state of the sources, never the truth.

Weight: 420 for it (1 origin); 0 against it (0 origins). In centidecibans, of which 1000 are odds of
ten to one. Lean of the sources: for 58.3\u00a0%, against 0\u00a0%, open 41.7\u00a0%.

What is reckoned with:
- Viktor Trehubov supports it and adds 420 for it (grade C = 269, from observation ×\u00a0125\u00a0%,
  credibility not judged, against its own interest ×\u00a0125\u00a0%).
- Government of Russia supports it and adds nothing (grade D = 0, basis not given, credibility not
  judged, serves its own side ×\u00a050\u00a0%).

What does not count, and why:
- BBC supports it. Quotes Viktor Trehubov; adds no origin.

What would change it:
- Without the word of Viktor Trehubov the status would be unverified.

Decided by the policy cpl-1, SHA-256
{CPL_1.sha256}.
"""
    )


def test_what_lies_over_a_status_is_told_with_what_lies_beneath():
    world = World(withdrawn=True)
    world.say("s1", "a1")

    assert "Status: withdrawn; without what lies over it, single source." in explained(world.decide())


def test_a_bloc_is_told_by_what_each_adds_of_its_weight():
    world = World()
    world.actor("a1", "B", party="p")
    world.actor("a2", "C", party="p")
    world.say("s1", "a1")
    world.say("s2", "a2")

    told = flat(explained(world.decide()))

    assert (
        "A2 supports it and adds 67 for it of the 269 that it weighs, since others of its bloc weigh more"
        in told
    )
