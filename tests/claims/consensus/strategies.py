"""Draw evidence at random: small worlds in which much collides."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from claims.consensus import Evidence
from tests.claims.consensus.worlds import NOON, World

# Under mutation thousands of runs must each be short and all alike, and fail without looking for the smallest case.
MUTATING = "MUTANT_UNDER_TEST" in os.environ
EXAMPLES = 20 if MUTATING else int(os.environ.get("CONTESTED_HYPOTHESIS_EXAMPLES", "100"))
examples = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=MUTATING,
    phases=[Phase.explicit, Phase.generate] if MUTATING else list(Phase),
)

LETTERS = ("A", "B", "B", "C", "C", "D", "E", "F", None)
GRADES = ("A", "B", "C", "D")
SIDES = ("supports", "disputes")
POSITIONS = (*SIDES, *SIDES, "neutral", "no_comment")
PARTIES = (None, "p", "q")
FAVOURS = (None, "p", "q", "r")
NEIGHBOURS = ("d", "e")

words = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(("verified", "observed", "reported", "unknown")),
        "credibility": st.sampled_from((None, None, 1, 2, 3, 4, 5, 6)),
        "hedged": st.sampled_from((False, False, True)),
    }
)


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    neighbours: bool = True,
    derived: bool = True,
    letters: tuple[str | None, ...] = LETTERS,
    parties: tuple[str | None, ...] = PARTIES,
    positions: tuple[str, ...] = POSITIONS,
    actors: int = 7,
    stances: int = 10,
) -> World:
    """Draw a world about claim `c`; rings of actors and of derivations are among them."""
    world = World(favours=draw(st.sampled_from(FAVOURS)), question="q")
    for claim in NEIGHBOURS if neighbours else ():
        world.claim(
            claim, favours=draw(st.sampled_from(FAVOURS)), question=draw(st.sampled_from((None, "q")))
        )
        for kind in draw(
            st.sets(st.sampled_from(("contradicts", "entails", "same_as", "supersedes")), max_size=2)
        ):
            ends = draw(st.permutations(("c", claim)))
            world.relate(kind, ends[0], ends[1])
    world.question("q", exclusive=draw(st.booleans()))
    names = [f"a{index}" for index in range(draw(st.integers(1, actors)))]
    for name in names:
        world.actor(
            name,
            draw(st.sampled_from(letters)),
            party=draw(st.sampled_from(parties)),
            part_of=draw(st.sampled_from((None, None, *names))),
            speaks_for=draw(st.sampled_from((None, None, None, *names))),
        )
    claims = ("c", "c", *(NEIGHBOURS if neighbours else ()))
    refs = [f"s{index}" for index in range(draw(st.integers(0, stances)))]
    for ref in refs:
        world.say(
            ref,
            draw(st.sampled_from(names)),
            draw(st.sampled_from(positions)),
            on=draw(st.sampled_from(claims)),
            day=draw(st.integers(0, 5)),
            derived_from=draw(st.sampled_from((None, None, None, *refs))) if derived else None,
            withdrawn=draw(st.sampled_from((False, False, False, True))),
            **draw(words),
        )
    return world


@st.composite
def crowds(draw: st.DrawFn) -> World:
    """Draw a world in which many graded origins bear on one claim, close to the thresholds."""
    world = World(favours=draw(st.sampled_from((None, "p"))))
    bodies = [world.actor(f"body{index}") for index in range(2)]
    for index in range(draw(st.integers(1, 9))):
        world.actor(
            f"a{index}",
            draw(st.sampled_from(GRADES)),
            party=draw(st.sampled_from((None, None, "p", "q"))),
            part_of=draw(st.sampled_from((None, None, *bodies))),
        )
        world.say(
            f"s{index}",
            f"a{index}",
            draw(st.sampled_from(("supports", "supports", "disputes"))),
            **draw(words),
        )
    return world


def with_stances(evidence: Evidence, *more: Any) -> Evidence:
    """Hand over further stances, or later revisions of those there are."""
    fresh = {stance.id for stance in more}
    kept = tuple(stance for stance in evidence.stances if stance.id not in fresh)
    return replace(evidence, stances=(*kept, *more))


AFTER_ALL = NOON + timedelta(days=30)
