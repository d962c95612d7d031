"""Build registers in which staff ruled on claims, to learn from."""

from random import Random

import numpy as np

from claims.consensus import ActorFact, ClaimFact, Evidence, StanceFact
from claims.grades import FALSE, TRUE, UNKNOWN
from claims.mass.columns import Bytes
from tests.claims.consensus.worlds import NOON

Say = tuple[str, str, str]


def desk(said: list[Say], **letters: str | None) -> Evidence:
    """Write down who says what: actor, position, claim. Whoever has no letter here is a C."""
    actors = sorted({actor for actor, _, _ in said} | set(letters))
    return Evidence(
        claim=said[0][2],
        actors=tuple(ActorFact(actor, 1, actor, letters.get(actor, "C")) for actor in actors),
        claims=tuple(ClaimFact(claim, 1, claim) for claim in sorted({claim for _, _, claim in said})),
        stances=tuple(
            StanceFact(f"{index:05}", 1, claim, actor, position, NOON, index)
            for index, (actor, position, claim) in enumerate(said)
        ),
    )


def verdicts(claims: tuple[str, ...], **ruled: bool) -> Bytes:
    """Rule on some claims."""
    found = {True: TRUE, False: FALSE, None: UNKNOWN}
    return np.array([found[ruled.get(claim)] for claim in claims], np.int8)


def honest_and_liar(random: Random, claims: int) -> tuple[list[Say], dict[str, bool]]:
    """Let three honest actors and two liars speak of claims, of which half hold."""
    said: list[Say] = []
    holds = {f"c{number:03}": random.random() < 0.5 for number in range(claims)}
    rightly = {"honest-1": 0.9, "honest-2": 0.9, "honest-3": 0.9, "liar-1": 0.2, "liar-2": 0.2}
    for claim, held in holds.items():
        for actor, right in rightly.items():
            says = held if random.random() < right else not held
            said.append((actor, "supports" if says else "disputes", claim))
    return said, holds
