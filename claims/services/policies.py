"""Propose and adopt policies. It takes two people: one proposes, another adopts, and from then on it decides.

Who proposed is the account of the record's first revision, so that nobody's word is taken for it.
"""

import json
from uuid import UUID

from django.utils import timezone

from actors.services.changes import refuse_stale, require_reason
from audit.attribution import Principal, audited_write
from audit.errors import InvalidValueError, NotFoundError
from claims.consensus import Policy as Rules
from claims.consensus import PolicyError
from claims.errors import AlreadyAdoptedError, PolicyTakenError, SecondPersonError
from claims.models import Policy


def read(text: str) -> Rules:
    """Return the rules of a policy document.

    Raises:
        InvalidValueError: it is no JSON object, or no policy; the message names the member at fault.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"The document is not JSON: {error}", pointer="/document") from error
    try:
        return Rules.from_document(document)
    except PolicyError as error:
        raise InvalidValueError(str(error), pointer="/document") from error


def propose(*, document: str, note: str = "", by: Principal, reason: str) -> Policy:
    """Record a policy that decides nothing yet.

    Raises:
        InvalidValueError: as `read` says.
        PolicyTakenError: there is one of this version, or with just these rules.
        ReasonRequiredError: the reason is blank.
    """
    require_reason(reason)
    rules = read(document)
    with audited_write(by=by, reason=reason):
        for same in ({"version": rules.version}, {"sha256": rules.sha256}):
            if taken := Policy.objects.filter(**same).first():
                raise PolicyTakenError(f"There is the policy {taken.version} already.", pointer="/document")
        return Policy.objects.create(
            version=rules.version, sha256=rules.sha256, document=rules.canonical_json, note=note
        )


def adopt(*, version: str, by: Principal, reason: str, expected: set[int] | None = None) -> Policy:
    """Have a policy decide from now on: every claim is decided anew by it, in the mass queue.

    Raises:
        NotFoundError: there is no such policy.
        StaleRevisionError: it is not at a revision that the caller has read.
        AlreadyAdoptedError: it was adopted before; rules of old are proposed again under a new version.
        SecondPersonError: whoever proposed it cannot adopt it.
        ReasonRequiredError: the reason is blank.
    """
    require_reason(reason)
    with audited_write(by=by, reason=reason):
        policy = Policy.objects.select_for_update().filter(version=version).first()
        if policy is None:
            raise NotFoundError(f"There is no policy {version}.")
        refuse_stale(policy.revision, expected)
        if policy.adopted_at is not None:
            raise AlreadyAdoptedError(f"The policy {version} was adopted before.")
        if proposer(policy) == by.id:
            raise SecondPersonError("Whoever proposed a policy cannot adopt it: it takes a second person.")
        policy.adopted_at = timezone.now()
        policy.save(update_fields=["adopted_at"])
        policy.revision += 1
        return policy


def proposer(policy: Policy) -> UUID:
    """Return the account that proposed a policy."""
    first = policy.history.get(revision=1)
    account: UUID = first.history_user_id
    return account
