"""One act on many records: confirmed on a page of its own, for one reason, with a report of what was refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit.admin.forms import ReasonForm, in_words
from audit.admin.writing import WritingPages
from audit.attribution import Principal
from audit.errors import RecordError

#: Records in one act: a person confirms what they have read.
MOST = 200

#: Does it to one record, at the revision that was shown.
Act = Callable[[UUID, Any, Principal, set[int]], object]
#: Returns what the page shows of the consequences before anything is written.
Preview = Callable[[Any, Sequence[Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act, as its page asks for it and its report tells it."""

    action: str
    verb: str
    done: str
    consequence: str
    form: type[ReasonForm] = ReasonForm
    #: Shows the consequences, from what `preview` returns.
    template: str = ""

    @property
    def button(self) -> str:
        """What the button says: the act alone, without what it is done to."""
        return self.verb.removesuffix(" of")


class BulkPages(WritingPages):
    """Acts on many records go through the services one by one; what one refuses holds up no other."""

    def bulk(
        self,
        request: HttpRequest,
        chosen: QuerySet[Any],
        bulk: Bulk,
        act: Act,
        preview: Preview | None = None,
    ) -> HttpResponse | None:
        """Ask for the reason, act, and tell what was refused; None leads back to the list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        confirmed = "confirmed" in request.POST
        if confirmed:
            # A record that no longer matches the list's filter is refused as stale, not left out in silence.
            chosen = self.get_queryset(request).filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        records = list(chosen.order_by("pk")[: MOST + 1])
        if len(records) > MOST:
            messages.error(request, f"At most {MOST} at once: choose fewer. Nothing was changed.")
            return None
        form = bulk.form(request.POST if confirmed else None)
        consequences: Mapping[str, Any] | None = None
        if confirmed and form.is_valid():
            shown = preview is None or request.POST.get("previewed") == previewed(form)
            if shown:
                return self._done(request, bulk, form, records, act)
            consequences = preview(form, records) if preview else None
        context = {
            **self._context(request, bulk, f"{bulk.verb} {len(records)} {self._named(len(records))}?"),
            "records": [(record, self.address("change", record)) for record in records],
            "form": form,
            "has_preview": preview is not None,
            "consequences": consequences,
            "previewed": previewed(form) if consequences is not None else "",
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "audit/bulk.html", context)

    def _done(
        self, request: HttpRequest, bulk: Bulk, form: ReasonForm, records: Sequence[Any], act: Act
    ) -> HttpResponse | None:
        """Act on each record in a transaction of its own."""
        refused = []
        for record in records:
            seen = request.POST.get(f"seen-{record.pk}", "")
            try:
                with self.attributed(request) as by:
                    act(record.pk, form, by, {int(seen) if seen.isdecimal() else 0})
            except (RecordError, IntegrityError) as refusal:
                refused.append((record, self.address("change", record), in_words(refusal)))
        done = len(records) - len(refused)
        if not refused:
            messages.success(request, f"{done} {self._named(done)} {bulk.done}.")
            return None
        context = {
            **self._context(request, bulk, f"{done} {bulk.done}, {len(refused)} refused"),
            "done": done,
            "refused": refused,
        }
        return TemplateResponse(request, "audit/bulk_report.html", context)

    def _context(self, request: HttpRequest, bulk: Bulk, title: str) -> dict[str, Any]:
        each = self.admin_site.each_context(request)
        return {**each, "title": title, "opts": self.opts, "bulk": bulk, "media": self.media}

    def _named(self, number: int) -> str:
        return str(self.opts.verbose_name if number == 1 else self.opts.verbose_name_plural)


def previewed(form: ReasonForm) -> str:
    """Return what was chosen beside the reason: consequences shown for one choice are none of another's."""
    return "|".join(str(form.cleaned_data[name]) for name in sorted(form.cleaned_data) if name != "reason")
