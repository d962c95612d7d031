"""The base of pages of what nobody edits: what the workers determine, and what they determine it by."""

from django.db.models import Model
from django.http import HttpRequest

from actors.admin.register import RegisterAdmin


class ReadOnlyAdmin(RegisterAdmin):
    """Pages to look at, for everybody."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Return False."""
        return False
