"""What the sources would make of a claim if more were said, or less, or actors had other letters: written nowhere.

The same evidence at the same log size under the same rules as a determination, with what is supposed put into it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from uuid_utils.compat import uuid7

from actors.models import Actor
from actors.selectors.records import visible
from actors.selectors.references import Found, Ref, resolve
from audit.attribution import Principal
from audit.errors import ReferenceWithdrawnError
from claims.consensus import ActorFact, Decision, StanceFact, decide, read
from claims.errors import NotInLogError, QuantityError
from claims.models import Claim, Stance
from claims.models.stance import against, refuse_half_a_derivation
from claims.selectors import evidence, policies
from claims.selectors.debts import log_size

_REFERENCES: Mapping[str, type[Model]] = {"actor": Actor, "claim": Claim, "derived_from": Stance}


@dataclass(frozen=True, slots=True)
class Saying:
    """A stance that somebody is supposed to take; references are as they were written, no claim is the one decided."""

    actor: Ref
    position: str
    said_at: datetime
    basis: str = "unknown"
    credibility: int | None = None
    hedged: bool = False
    claim: Ref | None = None
    derived_from: Ref | None = None
    relation: str = ""
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed: stances taken, stances withdrawn, and actors' letters; a blank letter is none."""

    said: tuple[Saying, ...] = ()
    withdrawn: tuple[Ref, ...] = ()
    graded: tuple[tuple[Ref, str], ...] = ()

    def references(self) -> dict[str, tuple[type[Model], Ref]]:
        """Return what is referred to, by JSON pointer."""
        found: dict[str, tuple[type[Model], Ref]] = {}
        for number, saying in enumerate(self.said):
            for name, model in _REFERENCES.items():
                if (ref := getattr(saying, name)) is not None:
                    found[f"/stances/{number}/{name}"] = (model, ref)
        found |= {f"/withdraw/{number}": (Stance, ref) for number, ref in enumerate(self.withdrawn)}
        found |= {f"/grades/{number}/actor": (Actor, ref) for number, (ref, _) in enumerate(self.graded)}
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is decided on a claim at a log size, without and with what is supposed; the ids that stances were given."""

    log_size: int
    before: Decision
    after: Decision
    stances: tuple[str, ...]


def decided(claim: UUID, supposed: Supposition, *, to: Principal) -> Outcome:
    """Decide a claim twice on the evidence at the newest log size: as it is, and as is supposed.

    Raises:
        NotInLogError: the claim was recorded a moment ago.
        ReferenceNotFoundError: a reference points at nothing.
        ReferenceWithdrawnError: what is referred to is withdrawn.
        QuantityError: a number is not on the side that its stance takes.
        DerivationError: of a stance only one half is said: from which it derives, or how.
    """
    for number, saying in enumerate(supposed.said):
        derives = saying.derived_from is not None
        refuse_half_a_derivation(derives=derives, relation=saying.relation, at=f"/stances/{number}")
    found = resolve(supposed.references(), by=to)
    for pointer, target in found.items():
        if target.withdrawn:
            raise ReferenceWithdrawnError("The record referred to is withdrawn.", pointer=pointer)
    _refuse_other_sides(claim, supposed, found, to=to)
    size = log_size()
    roots, speakers = _named(found, "/derived_from"), _named(found, "/actor")
    try:
        facts = evidence.at(claim, size=size, heard=roots, speakers=speakers, own=True)
    except LookupError as error:
        raise NotInLogError("The claim was recorded a moment ago. Ask again.") from error
    rules = policies.at(size).rules
    stances = tuple(_stances(claim, supposed, found, size))
    gone = {str(found[f"/withdraw/{number}"].id) for number in range(len(supposed.withdrawn))}
    letters = {
        str(found[f"/grades/{number}/actor"].id): letter for number, (_, letter) in enumerate(supposed.graded)
    }
    after = replace(
        facts,
        stances=(*(_withdrawn(s) if s.id in gone else s for s in facts.stances), *stances),
        actors=regraded(facts.actors, letters),
    )
    return Outcome(size, decide(facts, rules), decide(after, rules), tuple(stance.id for stance in stances))


def regraded(actors: Iterable[ActorFact], letters: Mapping[str, str]) -> tuple[ActorFact, ...]:
    """Return the actors with other letters, by id; each other letter is another revision."""
    return tuple(
        actor
        if (letter := letters.get(actor.id, actor.reliability or "") or None) == actor.reliability
        else replace(actor, reliability=letter, revision=actor.revision + 1)
        for actor in actors
    )


def _refuse_other_sides(
    claim: UUID, supposed: Supposition, found: Mapping[str, Found], *, to: Principal
) -> None:
    """Refuse numbers that are not on the side which their stances take."""
    said = {f"/stances/{number}": saying for number, saying in enumerate(supposed.said) if saying.quantity}
    on = {at: found[f"{at}/claim"].id if f"{at}/claim" in found else claim for at in said}
    if not said:
        return
    claims = visible(Claim, to=to).filter(id__in=set(on.values()))
    claimed = dict(claims.values_list("id", "quantity"))
    for at, saying in said.items():
        if words := against(saying.position, read(saying.quantity), read(claimed.get(on[at], ""))):
            raise QuantityError(words, pointer=f"{at}/quantity")


def _named(found: Mapping[str, Found], end: str) -> set[UUID]:
    return {target.id for pointer, target in found.items() if pointer.endswith(end)}


def _stances(
    claim: UUID, supposed: Supposition, found: Mapping[str, Found], size: int
) -> Iterable[StanceFact]:
    """Yield what is supposed to be said, as if it came into the log next."""
    for number, saying in enumerate(supposed.said):
        at = f"/stances/{number}"
        root = found.get(f"{at}/derived_from")
        on = found.get(f"{at}/claim")
        yield StanceFact(
            id=str(uuid7()),
            revision=1,
            claim=str(claim if on is None else on.id),
            actor=str(found[f"{at}/actor"].id),
            position=saying.position,
            said_at=saying.said_at,
            log_index=size + number,
            basis=saying.basis,
            credibility=saying.credibility,
            hedged=saying.hedged,
            derived_from=str(root.id) if root else None,
            relation=saying.relation or None,
            quantity=read(saying.quantity),
        )


def _withdrawn(stance: StanceFact) -> StanceFact:
    return replace(stance, withdrawn=True, withdrawn_because="stance", revision=stance.revision + 1)
