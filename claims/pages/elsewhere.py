"""Pages of a record that was merged into another: whoever opens one is led to that one's."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from actors.models import Mergeable
from actors.selectors import merged
from claims.pages.page import READER


def elsewhere(request: HttpRequest, model: type[Mergeable], row: Mapping[str, Any]) -> HttpResponse | None:
    """Return 308 to the same page of the record that this one was merged into; None where it was not."""
    if row["withdrawn_at"] is None:
        return None
    survivor = merged.find_survivor(model, row["id"], to=READER)
    if survivor is None:
        return None
    there = request.get_full_path().replace(str(row["id"]), str(survivor), 1)
    led = HttpResponsePermanentRedirect(there, preserve_request=True)
    # It can be undone: nobody keeps it.
    led.headers["Cache-Control"] = "no-cache"
    return led
