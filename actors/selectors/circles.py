"""Which circles somebody is in: whose they are, and the sharing groups of both."""

from collections.abc import Collection
from uuid import UUID

from actors.models import Account, Partner, SharingGroup
from audit.attribution import Principal

#: The sharing groups of an account and its partner, asked for with each request.
GROUPS = "SELECT id FROM public.actors_sharinggroup WHERE members && %s::uuid[] AND withdrawn_at IS NULL"


def of(principal: Principal) -> Collection[UUID]:
    """Return the sharing groups that somebody is in, alone or with their partner, as they now stand."""
    own = [principal.id, principal.partner_id]
    rows = SharingGroup.objects.filter(members__overlap=own, withdrawn_at__isnull=True)
    return list(rows.order_by().values_list("id", flat=True))


def known(asked: Collection[UUID], *, by: Principal) -> set[UUID]:
    """Return which circles there are that somebody may mark for: a partner's own, for staff any."""
    if by.partner_id is not None:
        return {by.id, by.partner_id, *of(by)} & {*asked}
    found: set[UUID] = set()
    for model in (Partner, Account, SharingGroup):
        found |= set(model._default_manager.filter(id__in=asked).values_list("id", flat=True))  # noqa: SLF001
    return found
