"""Erase in three acts: one person proposes, another approves, and a role of its own has it carried out."""

from collections.abc import Collection
from uuid import UUID

import psycopg
from django.db import DatabaseError, connections

from audit.attribution import Principal, audited_write
from audit.errors import ErasureRefusedError, NotFoundError, ReasonRequiredError, SamePersonError
from audit.models import Erasure
from audit.services import log

#: What the function `audit_erase` refuses with: what it is asked, or that writers keep it waiting.
_REFUSED = frozenset({"AU006", "55P03"})


def propose(
    *,
    kind: str,
    object_id: UUID,
    entries: Collection[int],
    columns: Collection[str],
    reason: str,
    by: Principal,
) -> Erasure:
    """Record what is to be erased; nothing is, before somebody else agrees.

    Raises:
        ReasonRequiredError: the reason is blank.
    """
    if not reason.strip():
        raise ReasonRequiredError("An erasure needs a reason.", pointer="/reason")
    with audited_write(by=by, reason=reason):
        return Erasure.objects.create(
            kind=kind,
            object_id=object_id,
            entries=sorted(entries),
            columns=sorted(columns),
            reason=reason,
            proposed_by=by.id,
        )


def approve(*, erasure_id: UUID, by: Principal) -> Erasure:
    """Agree to an erasure that somebody else proposed, just as it was proposed.

    Raises:
        NotFoundError: there is no such erasure.
        SamePersonError: it is the approver's own proposal.
        ErasureRefusedError: it is approved already.
    """
    with audited_write(by=by, reason="approved"):
        erasure = Erasure.objects.select_for_update(no_key=True).filter(id=erasure_id).first()
        if erasure is None:
            raise NotFoundError(f"There is no erasure {erasure_id}.")
        if erasure.proposed_by == by.id:
            raise SamePersonError(
                "Whoever proposed an erasure does not approve it: that takes somebody else."
            )
        if erasure.approved_by is not None:
            raise ErasureRefusedError("This erasure is approved already.")
        erasure.approved_by = by.id
        erasure.save(update_fields=["approved_by"])
        erasure.revision += 1
        return erasure


def carry_out(*, erasure_id: UUID, using: str) -> int:
    """Have PostgreSQL erase what two people agreed on, as the role of a connection; return how many revisions.

    0 where that was done before. The function takes nobody's word: it reads both acts off the log, and refuses an
    entry that is not what was sealed. Drains before, so that both acts are in the log, and after, so that this one is.

    Raises:
        ErasureRefusedError: the function refuses, or did not get its turn within seconds; the message says which.
    """
    log.drain()
    try:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT public.audit_erase(%s)", [erasure_id])
            (erased,) = cursor.fetchone()
    except DatabaseError as error:
        cause = error.__cause__
        if not isinstance(cause, psycopg.Error) or cause.sqlstate not in _REFUSED:
            raise
        raise ErasureRefusedError(f"The database refuses: {cause.diag.message_primary}.") from error
    log.drain()
    return int(erased)
