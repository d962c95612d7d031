"""What every page of the admin that writes shares: one attributed transaction, and refusals in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from audit.admin.comparing import ComparePages
from audit.admin.forms import Refusal
from audit.attribution import Principal, audited_write, entered
from audit.errors import StaleRevisionError


def writer(request: HttpRequest) -> Principal:
    """Return who is logged in: no page of the admin opens to anybody else."""
    return cast("Principal", request.user)


class WritingPages(ComparePages):
    """Writes as whoever is logged in, for the reason given."""

    @contextmanager
    def attributed(self, request: HttpRequest) -> Iterator[Principal]:
        """Open the one transaction of a write: by whoever is logged in, for the reason given."""
        # The form refuses a NUL, but reads the reason later than PostgreSQL does.
        reason = request.POST.get("reason", "").strip().replace("\0", "")
        request_id = getattr(request, "request_id", "")
        by = writer(request)
        with entered("admin", request_id), audited_write(by=by, reason=reason):
            yield by

    def explained(self, request: HttpRequest, refusal: Refusal, object_id: str | None) -> Refusal:
        """Return a refusal, one of a stale form with what was written since."""
        if not isinstance(refusal, StaleRevisionError) or object_id is None:
            return refusal
        current = refusal.extra["revision"]
        seen = request.POST.get("opened_revision") or request.POST.get("seen_revision", "")
        since = "; ".join(self.changes_since(request, unquote(object_id), seen))
        return StaleRevisionError(
            f"Nothing was saved: you opened revision {seen}, and the record is at revision {current} by now."
            f" Changed meanwhile: {since}. What you typed is still here: send it again if you still mean it."
            " Whatever you left alone keeps what it says now.",
            extra=refusal.extra,
        )

    def address(self, page: str, obj: Model) -> str:
        """Return the address of one of a record's pages."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[obj.pk])
