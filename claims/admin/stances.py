"""Pages of stances."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from actors.admin.fields import moment
from actors.admin.records import RecordAdmin, RecordForm, StandingFilter
from actors.services.records import Draft
from audit.attribution import Principal
from claims.models import Stance
from claims.services import stances


class StanceForm(RecordForm):
    """A stance's form: that a source stays unnamed is said, never left out by oversight."""

    unnamed = forms.BooleanField(
        required=False,
        label="Its source stays unnamed",
        help_text="The Chatham House rule: the stance counts, and a remark names the source to those who may know.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            del self.fields["unnamed"]

    def clean(self) -> dict[str, Any]:
        """Refuse a new stance that neither names its source nor says that it stays unnamed, or does both."""
        cleaned = super().clean()
        if self.is_new and "source" not in self.errors and bool(cleaned["source"]) == cleaned["unnamed"]:
            self.add_error("source", "Name the source, or say that it stays unnamed.")
        return cleaned

    @property
    def draft(self) -> Draft:
        """Return what was filled in, as the services take it."""
        said = super().draft
        return replace(said, values={name: value for name, value in said.values.items() if name != "unnamed"})


@admin.register(Stance)
class StanceAdmin(RecordAdmin):
    """Positions of actors on claims, as found in sources."""

    form = StanceForm
    fields = (
        "claim", "actor", "source", "position", "said_at", "quantity", "basis", "credibility", "hedged", "excerpt",
        "locator", "derived_from", "relation", "note",
    )  # fmt: skip
    # A speaker who changes their mind takes a new stance, and both stay.
    lasting = ("claim", "actor", "source", "position")
    list_display = ("actor", "position", "claim", moment("said_at"), "basis", "relation")
    list_filter = ("position", "basis", "relation", "hedged", StandingFilter, "partner")
    list_select_related = ("actor", "claim")
    search_fields = ("actor__name", "claim__text", "source__title", "excerpt", "external_id")
    date_hierarchy = "said_at"
    autocomplete_fields = ("claim", "actor", "source", "derived_from")
    help_texts = {
        "hedged": "The speaker did not commit: “reportedly”, “it seems”.",
        "derived_from": "The stance that this one repeats. Whoever repeats another is no origin of their own.",
        "relation": "How it repeats that stance; given exactly when there is one.",
    }

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """Return the fields; of a new stance, whether its source stays unnamed beside its source."""
        shown = super().get_fields(request, obj)
        if obj is not None:
            return shown
        return [beside for name in shown for beside in ((name, "unnamed") if name == "source" else (name,))]

    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Stance:
        """Record a stance."""
        return stances.record(draft=draft, by=by, reason=reason).record

    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Stance:
        """Change a stance."""
        return stances.revise(stance_id=record_id, draft=draft, by=by, reason=reason, expected=expected)

    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> Stance:
        """Withdraw a stance."""
        return stances.withdraw(stance_id=record_id, by=by, reason=reason, expected=expected)
