"""Write partners."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from actors.models import Partner
from actors.services import access
from audit.attribution import Principal, audited_write


def record(*, slug: str, name: str, note: str = "", by: Principal, reason: str = "") -> Partner:
    """Record a partner.

    Raises:
        InvalidValueError: a value is none that the field takes.
    """
    with audited_write(by=by, reason=reason):
        partner = Partner()
        access.save(partner, {"slug": slug, "name": name, "note": note})
        return partner


def revise(
    *,
    partner_id: UUID,
    changes: Mapping[str, Any],
    by: Principal,
    reason: str,
    expected: Collection[int] | None = None,
) -> Partner:
    """Change a partner: its keys work only while it is active.

    Raises:
        RecordError: as `access.locked` and `access.save` say.
    """
    with audited_write(by=by, reason=reason):
        partner = access.locked(Partner, partner_id, reason=reason, expected=expected)
        access.save(partner, changes)
        return partner
