"""Propose changes to what is another's, and decide on what is proposed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from actors.models import Account, Record, Scope
from actors.selectors import records as selected
from actors.selectors.references import Ref, resolve
from actors.services import actors, records
from actors.services.changes import refuse_stale, require_reason
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from audit.errors import AlreadyWithdrawnError, NotOwnerError, RecordError, StaleRevisionError
from audit.records import FREE
from claims.errors import AlreadyDecidedError, OverdueError, OwnProposalError, UnseenProposalError
from claims.models import Act, Outcome, Proposal
from claims.models.merge import KINDS as MERGEABLE
from claims.models.proposal import KINDS
from claims.services import claims, merges, places, questions, relations, sources, stances

#: By kind: the services that carry out what is proposed, and the name that they know the record by.
SERVICES: Mapping[str, tuple[Any, str]] = {
    "actor": (actors, "actor_id"),
    "claim": (claims, "claim_id"),
    "place": (places, "place_id"),
    "question": (questions, "question_id"),
    "relation": (relations, "relation_id"),
    "source": (sources, "source_id"),
    "stance": (stances, "stance_id"),
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody asks for: of a record that is there, by its id and the revision that they have read."""

    act: Act
    kind: str
    about: Ref | None = None
    of_revision: int | None = None
    draft: Draft = field(default_factory=lambda: Draft({}))
    into: Ref | None = None
    to: UUID | None = None
    grounds: str = ""


def propose(
    *, asked: Proposed, external_id: str | None = None, note: str = "", by: Principal
) -> Recorded[Proposal]:
    """Record what somebody asks to have done; the owner of the record decides, of a new one whom it is put to.

    Raises:
        UnseenProposalError: whoever is to decide would not see it.
        OverdueError: the record is at another revision than the one that was read.
        ReferenceNotFoundError, ReferenceWithdrawnError: a record named in it is not there, or withdrawn.
        RecordError: as `records.prepare` says.
    """
    with audited_write(by=by, reason=asked.grounds):
        values: dict[str, Any] = {
            "act": asked.act,
            "kind": asked.kind,
            "of_revision": asked.of_revision,
            "draft": _kept(asked, by=by),
            "survivor": _survivor(asked, by=by),
            "grounds": asked.grounds,
            "note": note,
        }
        if asked.about is not None:
            values[asked.kind] = asked.about
        else:
            # What it would create is marked so, and it with that.
            values |= {
                name: asked.draft.values[name]
                for name in ("marking", "circles")
                if name in asked.draft.values
            }
        try:
            new = records.prepare(
                Proposal, Draft(values, external_id=external_id), by=by, extra=str(asked.to)
            )
        except RecordError as error:
            error.pointer = "/object" if error.pointer == f"/{asked.kind}" else error.pointer
            raise
        if new.created:
            _address(new.record, asked)
            records.save_new(new.record)
        return new


def accept(
    *, proposal_id: UUID, by: Account, reason: str, expected: Collection[int] | None = None
) -> Proposal:
    """Carry out what is proposed, as whoever accepts it; the record says who proposed it.

    Raises:
        OverdueError: the record has been changed since.
        RecordError: as `_opened` says, and what the services say that carry it out.
    """
    asked = selected.get(Proposal, proposal_id, to=by)
    told = f"{asked.grounds} (Proposed by {asked.recorded_by.name}; accepted: {reason})"
    with audited_write(by=by, reason=told):
        proposal = _opened(proposal_id, by=by, reason=reason, expected=expected)
        proposal.result = _carried_out(proposal, by=by, reason=told)
        return _decided(proposal, Outcome.ACCEPTED, by=by, reason=reason)


def decline(
    *, proposal_id: UUID, by: Account, reason: str, expected: Collection[int] | None = None
) -> Proposal:
    """Leave the record as it is; the reason is for whoever proposed.

    Raises:
        RecordError: as `_opened` says.
    """
    with audited_write(by=by, reason=reason):
        proposal = _opened(proposal_id, by=by, reason=reason, expected=expected)
        return _decided(proposal, Outcome.DECLINED, by=by, reason=reason)


def withdraw(
    *, proposal_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> Proposal:
    """Take back what was proposed, while nobody has decided on it.

    Raises:
        AlreadyDecidedError: somebody has.
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        asked = selected.get_locked(Proposal, proposal_id, to=by)
        _refuse_decided(asked)
        return records.withdraw(Proposal, proposal_id, by=by, reason=reason, expected=expected)


def may_decide(proposal: Proposal, *, by: Account) -> bool:
    """Return whether a proposal is somebody's to decide: a reviewer's of whom it is put to, or of staff."""
    return Scope.REVIEW in by.scopes and by.partner_id in {None, proposal.put_to}


def _address(proposal: Proposal, asked: Proposed) -> None:
    """Put a proposal to whoever is to decide, and refuse one that is late or that they would not see."""
    about = proposal.about
    if about is None:
        proposal.put_to = asked.to
        if proposal.put_to is not None and proposal.marking not in FREE:
            raise UnseenProposalError(
                "Whoever is to decide may not see what is marked so.", pointer="/body/marking"
            )
        return
    proposal.put_to = about.partner_id
    if proposal.of_revision is None:
        proposal.of_revision = about.revision
    if proposal.of_revision != about.revision:
        raise OverdueError(f"The {proposal.kind} is at revision {about.revision}.", pointer="/of_revision")


def _opened(proposal_id: UUID, *, by: Account, reason: str, expected: Collection[int] | None) -> Proposal:
    """Lock a proposal that waits for whoever decides.

    Raises:
        NotFoundError: there is none, or they may not see it.
        NotOwnerError: it is not theirs to decide.
        OwnProposalError: they have proposed it themselves.
        AlreadyDecidedError, AlreadyWithdrawnError, StaleRevisionError, ReasonRequiredError: as named.
    """
    proposal = selected.get_locked(Proposal, proposal_id, to=by)
    if not may_decide(proposal, by=by):
        raise NotOwnerError("The owner of the record decides on this, or staff.")
    if proposal.recorded_by_id == by.id:
        raise OwnProposalError("Somebody else decides on what you have proposed.")
    refuse_stale(proposal.revision, expected)
    if proposal.is_withdrawn:
        raise AlreadyWithdrawnError("What was proposed is taken back.")
    _refuse_decided(proposal)
    require_reason(reason)
    return proposal


def _refuse_decided(proposal: Proposal) -> None:
    if proposal.outcome != Outcome.OPEN:
        raise AlreadyDecidedError(f"It is {proposal.outcome} already.")


def _decided(proposal: Proposal, outcome: Outcome, *, by: Account, reason: str) -> Proposal:
    proposal.outcome, proposal.decision = outcome, reason
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save(update_fields=["outcome", "decision", "decided_by", "decided_at", "result"])
    proposal.revision += 1
    return proposal


def _carried_out(proposal: Proposal, *, by: Principal, reason: str) -> UUID:
    """Do what is proposed, by the services of its kind; return the record."""
    service, name = SERVICES[proposal.kind]
    draft = drafted(proposal)
    if proposal.act == Act.CREATE:
        created: Record = service.record(draft=draft, by=by, reason=reason).record
        return created.id
    known = {name: getattr(proposal, f"{proposal.kind}_id"), "by": by, "reason": reason}
    known["expected"] = {proposal.of_revision}
    try:
        if proposal.act == Act.MERGE:
            kind, record_id = MERGEABLE[proposal.kind], known.pop(name)
            return merges.merge(kind, record_id, into=cast("UUID", proposal.survivor), **known).id
        if proposal.act == Act.WITHDRAW:
            changed: Record = service.withdraw(**known)
        else:
            changed = service.revise(**known, draft=draft)
    except StaleRevisionError as error:
        raise OverdueError(
            f"The {proposal.kind} was changed since this was proposed: decline it, or have it proposed anew.",
            extra=error.extra,
        ) from error
    return changed.id


def _kept(asked: Proposed, *, by: Principal) -> str:
    """Return a draft as it is kept: references as the ids that they stand for now."""
    model = KINDS[asked.kind]
    given = asked.draft.values
    refers = {
        f"/body/{name}": (field.related_model, value)
        for name, value in given.items()
        if value is not None and isinstance(field := model._meta.get_field(name), models.ForeignKey)
    }
    found = resolve(refers, by=by)
    values = {
        name: _plain(found[f"/body/{name}"].id if f"/body/{name}" in found else value)
        for name, value in given.items()
    }
    kept = {"values": values, "date_only": sorted(asked.draft.date_only)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if values else ""


def _survivor(asked: Proposed, *, by: Principal) -> UUID | None:
    """Return the record that another is to be merged into."""
    if asked.into is None:
        return None
    (found,) = resolve({"/body/into": (KINDS[asked.kind], asked.into)}, by=by).values()
    return found.named


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def drafted(proposal: Proposal) -> Draft:
    """Return the draft that is kept with a proposal, its values as the fields have them."""
    if not proposal.draft:
        return Draft({})
    kept = json.loads(proposal.draft)
    model = KINDS[proposal.kind]
    values = {name: _value(model._meta.get_field(name), value) for name, value in kept["values"].items()}
    return Draft(values, date_only=frozenset(kept["date_only"]))


def _value(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, ArrayField):
        return [field.base_field.to_python(each) for each in value]
    return UUID(value) if isinstance(field, models.ForeignKey) else field.to_python(value)
