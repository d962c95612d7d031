"""Name what the rules read: facts about actors, claims, questions, relations and stances.

Plain data, never changed once it is made; stances and actors are not frozen, since there may be thousands and
to make a frozen one takes three times as long. Ids are strings, times are aware datetimes; each fact names the
revision it was read from. The words allowed in `position`, `basis`, `reliability` and the like are checked
when evidence is indexed, so that a caller may hand over strings as they come from its records. `LATER` names
fields that came later than the first decisions: None in them is not written, and those digests stay as they were.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from claims.consensus.quantities import Quantity

Side = Literal["support", "dispute"]
Interest = Literal["own", "none", "conceding"]

SUPPORT: Side = "support"
DISPUTE: Side = "dispute"


@dataclass(slots=True, unsafe_hash=True)
class ActorFact:
    """Who speaks, with the letter, the party and the organisations it was given."""

    id: str
    revision: int
    name: str
    reliability: str | None = None  # A to E; F or None: cannot be judged
    party: str | None = None
    part_of: str | None = None
    speaks_for: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """What is claimed, when it would hold, whom it serves and whom it harms."""

    LATER: ClassVar = ("quantity",)

    id: str
    revision: int
    text: str
    question: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    favours: str | None = None
    against: tuple[str, ...] = ()
    withdrawn: bool = False
    answer: str | None = None  # claims that give the same answer to a question are no rivals
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """What several claims answer."""

    id: str
    revision: int
    exclusive: bool


@dataclass(frozen=True, slots=True)
class RelationFact:
    """How one claim bears on another: contradicts, entails, supersedes or same_as."""

    id: str
    revision: int
    kind: str
    from_claim: str
    to_claim: str


@dataclass(slots=True, unsafe_hash=True)
class StanceFact:
    """An actor's position on a claim, as found in a source."""

    LATER: ClassVar = ("quantity",)

    id: str
    revision: int
    claim: str
    actor: str
    position: str  # supports, disputes, neutral, no_comment
    said_at: datetime
    log_index: int  # where it was first recorded
    basis: str = "unknown"  # verified, observed, reported, unknown
    credibility: int | None = None  # 1 to 6
    hedged: bool = False
    derived_from: str | None = None
    relation: str | None = None  # quotes, cites, speaks_for, derives_from
    withdrawn: bool = False
    withdrawn_because: str = ""  # stance, source, actor, claim
    quantity: Quantity | None = None  # the number that the speaker gives, where it is one of their own


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that may bear on one claim.

    All stances on the claim and on its neighbours, withdrawn ones too, those they derive from, their actors
    with everyone these speak for or are part of; the claims that supersede it come with the same. More does
    no harm.
    """

    claim: str
    actors: tuple[ActorFact, ...] = ()
    claims: tuple[ClaimFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    relations: tuple[RelationFact, ...] = ()
    stances: tuple[StanceFact, ...] = ()
