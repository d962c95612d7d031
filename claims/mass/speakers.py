"""Find what actors inherit, and what their words are worth (rules 2 and 3)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.consensus.errors import PolicyError
from claims.consensus.lineage import lineage
from claims.consensus.policy import INTERESTS, LETTERS, Policy
from claims.consensus.types import ActorFact
from claims.mass.columns import GRADES, MANNERS, NONE, Actors, Bytes, Flags, Rows, Whole

OWN, NO_INTEREST, CONCEDING = (INTERESTS.index(interest) for interest in ("own", "none", "conceding"))


@dataclass(frozen=True, slots=True)
class Speakers:
    """Of each actor: its party, its bloc, and where its worth stands."""

    party: Rows
    bloc: Rows
    blocs: int  # they are numbered under this
    graded: Flags
    grade: Rows  # a row of `worth`
    worth: Whole  # grade × side × interest, in centidecibans
    factor: Whole  # manner × interest: the other factors, multiplied, each in percent

    def weights(
        self, actor: NDArray[Any], side: NDArray[Any], how: NDArray[Any], interest: NDArray[Any]
    ) -> Whole:
        """Weigh words, in centidecibans."""
        worth: Whole = self.worth[self.grade[actor], side, interest]
        weights: Whole = worth * self.factor[how, interest] // 100**4
        return weights


def speakers(actors: Actors, policy: Policy) -> Speakers:
    """Gather what actors are and inherit.

    Most are nobody's part and speak for themselves; the others are left to the rules.

    Raises:
        PolicyError: the policy's numbers do not fit into arrays.
    """
    letter, party = actors.letter.copy(), actors.party.copy()
    parties = int(party.max(initial=NONE)) + 1
    bloc = np.where(party == NONE, parties + np.arange(len(actors.ids)), party).astype(np.int32)
    facts = _Facts(actors)
    for row in np.flatnonzero((actors.part_of != NONE) | (actors.speaks_for != NONE)):
        found = lineage(str(row), facts)
        letter[row] = GRADES.index(found.letter)
        party[row] = NONE if found.party is None else int(found.party)
        kind, _, head = found.bloc.partition(":")
        bloc[row] = int(head) + (parties if kind == "organisation" else 0)
    grade, graded, worth = _grades(actors, letter, policy)
    return Speakers(party, bloc, parties + len(actors.ids), graded, grade, worth, _factors(worth, policy))


class _Facts(dict[str, ActorFact]):
    """Actors as the rules read them, named by their rows, and made when asked for."""

    def __init__(self, actors: Actors) -> None:
        super().__init__()
        self.actors = actors

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and 0 <= int(name) < len(self.actors.ids)

    def __missing__(self, name: str) -> ActorFact:
        row, actors = int(name), self.actors
        fact = self[name] = ActorFact(
            id=name,
            revision=0,
            name="",
            reliability=GRADES[actors.letter[row]],
            party=_name(actors.party[row]),
            part_of=_name(actors.part_of[row]),
            speaks_for=_name(actors.speaks_for[row]),
        )
        return fact


def _name(row: np.int32) -> str | None:
    return None if row == NONE else str(row)


def _grades(actors: Actors, letter: Bytes, policy: Policy) -> tuple[Rows, Flags, Whole]:
    """Give each actor the grade of its letter, or one of its own where it was learned."""
    grade = letter.astype(np.int32)
    graded = letter < len(LETTERS)
    worth = [[_worth(known, policy)] * 2 for known in GRADES]
    for row, actor in enumerate(actors.ids) if policy.actors else ():
        if rates := policy.actors.get(actor):
            lifts = GRADES[letter[row]] in policy.concession_letters
            floor = policy.concession_floor if lifts else 0
            grade[row], graded[row] = len(worth), True
            worth.append([[rate, rate, max(rate, floor)] for rate in (rates.affirming, rates.denying)])
    return grade, graded, _fitting(worth)


def _worth(letter: str | None, policy: Policy) -> list[int]:
    """Return what a letter is worth with each interest."""
    plain = policy.reliability.get(letter, policy.ungraded)
    lifted = max(plain, policy.concession_floor) if letter in policy.concession_letters else plain
    return [lifted if interest == "conceding" else plain for interest in INTERESTS]


def _factors(worth: Whole, policy: Policy) -> Whole:
    factors = [
        [
            policy.basis[basis]
            * policy.credibility[credibility]
            * (policy.hedged if hedged else 100)
            * policy.interest[interest]
            for interest in INTERESTS
        ]
        for basis, credibility, hedged in MANNERS
    ]
    # A total then has room for all: a weight is a hundred millionth of the product that must fit.
    _fitting([int(worth.max()) * max(map(max, factors)), policy.ungraded_cap])
    return _fitting(factors)


def _fitting(numbers: Any) -> Whole:
    try:
        return np.array(numbers, np.int64)
    except OverflowError as error:
        raise PolicyError("policy has numbers too large to be reckoned with in arrays") from error
