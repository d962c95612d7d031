"""What every admin page of the register knows: the names of those who write."""

from collections.abc import Collection, Mapping
from uuid import UUID

from actors.models import Account, Partner
from audit.admin import AuditedAdmin


class RegisterAdmin(AuditedAdmin):
    """Names accounts and partners in histories."""

    def writers(self, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the names of accounts and partners."""
        names: dict[UUID, str] = dict(Account.objects.filter(id__in=ids).values_list("id", "name"))
        return names | dict(Partner.objects.filter(id__in=ids).values_list("id", "name"))
