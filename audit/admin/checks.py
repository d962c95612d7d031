"""What the checks of the record came to, the nightly ones and those by witnesses: for staff and auditors."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from audit.selectors import checks

#: Runs shown: about a month of both checks.
SHOWN = 60


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the last run of each check, and those before."""
    context = {
        **admin.site.each_context(request),
        "title": "Checks of the record",
        "last": checks.last_of_each(),
        "runs": checks.latest(SHOWN),
    }
    return TemplateResponse(request, "audit/checks.html", context)
