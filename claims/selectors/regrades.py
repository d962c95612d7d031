"""Which claims another letter would move: decided by the same rules on the same evidence, and written nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from actors.models import Actor
from audit.attribution import Principal
from claims.consensus import decide
from claims.selectors import evidence, policies
from claims.selectors.bearing import Touched, claims_of
from claims.selectors.debts import log_size
from claims.selectors.suppositions import regraded

#: Claims decided for one preview, the latest recorded first.
LIMIT = 200


@dataclass(frozen=True, slots=True)
class Move:
    """A claim whose status would be another."""

    claim: UUID
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moves:
    """What letters would move: as of a log size, looked at so many of the claims that they bear on."""

    moved: tuple[Move, ...]
    looked_at: int
    bears_on: int
    log_size: int

    @property
    def left_out(self) -> int:
        """How many claims were not looked at."""
        return self.bears_on - self.looked_at


def moves(letters: Mapping[UUID, str], *, to: Principal) -> Moves:
    """Return which claims would change their status if actors had these letters; blank is none.

    Both statuses are decided here, at one log size, so that what is being reckoned in already moves nothing.
    """
    assert to.id  # noqa: S101  # somebody, or expressly anyone
    size = log_size()
    touched = [Touched(Actor._meta.db_table, actor, 0) for actor in letters]
    claims = sorted(claims_of(touched), reverse=True)
    return Moves(tuple(_moved(claims[:LIMIT], letters, size)), min(len(claims), LIMIT), len(claims), size)


def _moved(claims: Iterable[UUID], letters: Mapping[UUID, str], size: int) -> Iterable[Move]:
    policy = policies.at(size).rules
    given = {str(actor): letter for actor, letter in letters.items()}
    for claim in claims:
        try:
            facts = evidence.at(claim, size=size)
        except LookupError:
            # Recorded a moment ago, and not in the log yet: nobody has decided it either.
            continue
        others = replace(facts, actors=regraded(facts.actors, given))
        before, after = decide(facts, policy), decide(others, policy)
        if before.status != after.status:
            text = next(fact.text for fact in facts.claims if fact.id == str(claim))
            yield Move(claim, text, before.status, after.status)
