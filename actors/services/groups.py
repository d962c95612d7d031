"""Write sharing groups."""

from collections.abc import Collection
from uuid import UUID

from actors.errors import MemberError
from actors.models import Account, Partner, SharingGroup
from actors.selectors import circles
from actors.services import records
from actors.services.records import Draft, Recorded
from audit.attribution import Principal, audited_write
from audit.records import Marking


def record(*, draft: Draft, by: Principal, reason: str = "") -> Recorded[SharingGroup]:
    """Record a sharing group; whoever founds it is in it.

    Raises:
        MemberError: there is no such partner or account.
        RecordError: as `records.prepare` and `records.save_new` say.
    """
    with audited_write(by=by, reason=reason):
        new = records.prepare(SharingGroup, draft, by=by)
        if new.created:
            group = new.record
            group.marking, group.circles = Marking.AMBER, [group.id]
            _settle(group)
            records.save_new(group)
        return new


def revise(
    *, group_id: UUID, draft: Draft, by: Principal, reason: str, expected: Collection[int] | None = None
) -> SharingGroup:
    """Change a sharing group. Whoever leaves it sees nothing more of what is marked for it, of the past neither.

    Raises:
        MemberError: there is no such partner or account.
        RecordError: as `records.change` says.
    """
    with audited_write(by=by, reason=reason):
        group, changed = records.change(
            SharingGroup, group_id, draft, by=by, reason=reason, expected=expected
        )
        _settle(group)
        # Who is in it in any case may have been left out: then nothing differs.
        if SharingGroup.objects.filter(id=group.id, members=group.members).exists():
            changed -= {"members"}
        records.save_changed(group, changed)
        return group


def withdraw(
    *, group_id: UUID, by: Principal, reason: str, expected: Collection[int] | None = None
) -> SharingGroup:
    """Dissolve a sharing group: nobody is in it any more, and what is marked for it is staff's to mark anew.

    Raises:
        RecordError: as `records.withdraw` says.
    """
    with audited_write(by=by, reason=reason):
        return records.withdraw(SharingGroup, group_id, by=by, reason=reason, expected=expected)


def _settle(group: SharingGroup) -> None:
    found = circles.existing(group.members, Partner, Account)
    for place, member in enumerate(group.members):
        if member not in found:
            raise MemberError(f"There is no partner or account {member}.", pointer=f"/members/{place}")
    if group.partner_id is not None:
        found.add(group.partner_id)
    group.members = sorted(found)
