"""Setting the place or the time of many claims at once, for one reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from actors.admin.fields import MomentField, is_date
from actors.services.records import Draft
from audit.admin import Bulk, ReasonForm
from claims.models import Claim, Place


class PlaceForm(ReasonForm):
    """Where all of them are about."""

    place = forms.ModelChoiceField(
        Place.objects.filter(withdrawn_at__isnull=True),
        widget=AutocompleteSelect(Claim._meta.get_field("place"), admin.site),
    )

    @property
    def draft(self) -> Draft:
        """Return the change of each claim."""
        return Draft({"place": self.cleaned_data["place"].pk})


class TimeForm(ReasonForm):
    """When all of them are about; what is left empty stays as it is."""

    valid_from = MomentField(required=False, label="Valid from")
    valid_to = MomentField(
        required=False,
        label="Valid to",
        help_text="Ends here, this instant not included. Empty: stays as it is.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("valid_from") or cleaned.get("valid_to")):
            self.add_error("valid_from", "Give a time to begin, a time to end, or both.")
        return cleaned

    @property
    def draft(self) -> Draft:
        """Return the change of each claim."""
        given = {
            name: self.cleaned_data[name] for name in ("valid_from", "valid_to") if self.cleaned_data[name]
        }
        return Draft(given, date_only=frozenset(name for name in given if is_date(self[name])))


PLACE = Bulk(
    "place_selected", "Set the place of", "placed", "Each is about this place from now on.", form=PlaceForm
)
TIME = Bulk(
    "time_selected", "Set the time of", "set in time", "Each is about this time from now on.", form=TimeForm
)
