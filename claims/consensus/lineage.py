"""Find what an actor inherits: its letter, its party, and the bloc it speaks with (rules 2 and 3).

Readings. An actor's own F is a letter ("cannot be judged") and is not replaced by an inherited one. Whom
the actor speaks for is asked first, with everyone that one inherits from, then what the actor is part of. A
ring of `speaks_for` and `part_of` ends where it closes, and its members are one organisation.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from claims.consensus.types import ActorFact


class Lineage(NamedTuple):
    """What one actor is by itself or by those it speaks for and is part of."""

    letter: str | None
    letter_from: str  # the actor's own id unless it inherits
    party: str | None
    party_from: str
    bloc: str  # origins of one bloc share what they weigh


def lineage(actor: str, actors: Mapping[str, ActorFact]) -> Lineage:
    """Gather what an actor is and inherits."""
    line = list(ancestors(actor, actors))
    letter, letter_from = None, actor
    party, party_from = None, actor
    for one in line:
        if one.reliability and letter is None:
            letter, letter_from = one.reliability, one.id
        if one.party and party is None:
            party, party_from = one.party, one.id
    # Of whoever speaks for itself alone the line ends where it begins.
    bloc = (
        f"organisation:{_top(actor, actors) if len(line) > 1 else actor}"
        if party is None
        else f"party:{party}"
    )
    return Lineage(letter, letter_from, party, party_from, bloc)


def ancestors(actor: str, actors: Mapping[str, ActorFact]) -> Iterator[ActorFact]:
    """Walk the actor, then whom it speaks for all the way up, then what it is part of; each once."""
    seen: set[str] = set()
    ahead: list[str | None] = [actor]
    while ahead:
        at = ahead.pop()
        if at is None or at in seen or at not in actors:
            continue
        seen.add(at)
        yield actors[at]
        ahead += [actors[at].part_of, actors[at].speaks_for]  # the last is walked first


def _top(actor: str, actors: Mapping[str, ActorFact]) -> str:
    path: list[str] = []
    at: str | None = actor
    while at is not None and at in actors and at not in path:
        path.append(at)
        at = actors[at].speaks_for or actors[at].part_of
    if at in path:
        return min(path[path.index(at) :])
    return path[-1]
