"""Gather the speakers whose own words weigh, and share weight within blocs (rule 3).

Readings. Blocs are formed on each side apart. Graded origins of a bloc are ranked among themselves and
ungraded ones among themselves, so that an ungraded account can never push a graded word down.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.consensus.lineage import Lineage
from claims.consensus.policy import Policy
from claims.consensus.positions import Standing
from claims.consensus.types import ClaimFact, Interest, Side
from claims.consensus.weights import interest_in, is_graded, weigh


@dataclass(slots=True, unsafe_hash=True)
class Origin:
    """An actor with at least one own word that counts."""

    actor: str
    side: Side
    bloc: str
    party: str | None
    graded: bool
    interest: Interest
    word: str  # the heaviest of its counting own words
    weight: int  # of that word
    said_here: int  # weight of its own word on the very claim decided, 0 where there is none


def origins(
    claim: ClaimFact, placed: Mapping[str, Standing], lineages: Mapping[str, Lineage], policy: Policy
) -> tuple[Origin, ...]:
    """List the origins of a claim, the heaviest first, then by id."""
    found = (origin(claim, actor, standing, lineages[actor], policy) for actor, standing in placed.items())
    return rank(one for one in found if one is not None)


def origin(
    claim: ClaimFact, actor: str, standing: Standing, speaker: Lineage, policy: Policy
) -> Origin | None:
    """Weigh what an actor says in its own words; one that only repeats others is no origin."""
    if not standing.words:
        return None
    interest = interest_in(claim, speaker.party, standing.side)
    heaviest, said_here = (-1, False, ""), 0
    for word in standing.words:
        weight, is_here = weigh(word, speaker, standing.side, interest, policy), word.claim == claim.id
        heaviest = max(heaviest, (weight, is_here, word.id))
        said_here += weight if is_here else 0
    # By position: by name it takes half as long again, and there may be thousands.
    return Origin(
        actor,
        standing.side,
        speaker.bloc,
        speaker.party,
        is_graded(actor, speaker, policy),
        interest,
        heaviest[2],
        heaviest[0],
        said_here,
    )


def rank(found: Iterable[Origin]) -> tuple[Origin, ...]:
    """Put the heaviest first, then go by id."""
    return tuple(sorted(found, key=lambda origin: (-origin.weight, origin.actor)))


def share(weight: int, rank: int, divisor: int) -> int:
    """Give what is left of a weight in its bloc: the heaviest whole, the next a quarter, then a sixteenth."""
    left: int = weight // divisor**rank
    return left


def shares(ranked: Iterable[Origin], divisor: int) -> dict[str, int]:
    """Tell what each origin adds to its side, by actor id. `ranked` come as from `origins`."""
    blocs: dict[tuple[Side, str, bool], list[Origin]] = defaultdict(list)
    for origin in ranked:
        blocs[origin.side, origin.bloc, origin.graded].append(origin)
    return {
        origin.actor: share(origin.weight, rank, divisor)
        for bloc in blocs.values()
        for rank, origin in enumerate(bloc)
    }
