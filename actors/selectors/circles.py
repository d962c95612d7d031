"""Which circles somebody is in: whose they are, and the sharing groups of both."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Model

from actors.models import Account, Partner, SharingGroup
from audit.attribution import Principal

#: The sharing groups of an account and its partner, asked for with each request.
GROUPS = "SELECT id FROM public.actors_sharinggroup WHERE members && %s::uuid[] AND withdrawn_at IS NULL"


def known(asked: Collection[UUID], *, by: Principal) -> set[UUID]:
    """Return which circles there are that somebody may mark for: a partner's own, for staff any."""
    if by.partner_id is None:
        return existing(asked, Partner, Account, SharingGroup)
    own = [by.id, by.partner_id]
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [own])
        return {*own, *(group for (group,) in cursor.fetchall())} & {*asked}


def existing(asked: Collection[UUID], *kinds: type[Model]) -> set[UUID]:
    """Return which of some ids are those of records of some kinds."""
    found: set[UUID] = set()
    for kind in kinds:
        found |= set(kind._default_manager.filter(pk__in=asked).values_list("pk", flat=True))  # noqa: SLF001
    return found
