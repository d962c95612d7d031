"""The form that the change log is filtered by: everything in the address, so that a filter is kept as a link."""

from typing import Any
from uuid import UUID

from django import forms

from audit.models import OPERATIONS
from audit.selectors import changes
from audit.selectors.kinds import known

CHANNELS = ("api", "admin", "task", "cli", "migration")
ANY = ("", "any")


class InstantField(forms.DateTimeField):
    """An instant in UTC, to be typed into the browser's own input."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1})
        super().__init__(required=False, widget=widget, **kwargs)


class NamedField(forms.CharField):
    """Records of a kind, by id or by a part of their name; comes out as their ids."""

    default_error_messages = {
        "unknown": "Nobody is called so.",
        "common": "Too many are called so: write more.",
    }

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        """Look the name up."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return [UUID(text)]
        except ValueError:
            found = changes.called(self.kind, text)
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) == changes.CALLED:
            raise forms.ValidationError(self.error_messages["common"], code="common")
        return found


class ChangeFilter(forms.Form):
    """What is asked of the change log; a field left empty asks for nothing."""

    since = InstantField(label="From (UTC)")
    until = InstantField(label="Before (UTC)")
    reason = forms.CharField(required=False, max_length=200, label="Reason holds")
    account = NamedField(kind="account", label="Account", help_text="name or id")
    partner = NamedField(kind="partner", label="Partner", help_text="name or id")
    key = NamedField(kind="key", label="API key", help_text="prefix or id")
    kind = forms.ChoiceField(required=False, label="Kind of record")
    field = forms.ChoiceField(required=False, label="Field changed")
    operation = forms.ChoiceField(required=False, choices=[ANY, *((name, name) for name in OPERATIONS)])
    channel = forms.ChoiceField(required=False, choices=[ANY, *((name, name) for name in CHANNELS)])
    object = forms.UUIDField(required=False, label="Record", help_text="id")
    request_id = forms.CharField(required=False, max_length=128, label="Request", help_text="id")
    after = forms.IntegerField(required=False, min_value=0, max_value=(1 << 63) - 1, label="From log index")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {name for kind in known for name in kind.told.values()}
        self.fields["kind"].choices = [ANY, *((kind.name, kind.name) for kind in known)]  # type: ignore[attr-defined]
        self.fields["field"].choices = [ANY, *((name, name) for name in sorted(names))]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """Return a valid form as the selectors take it."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        one_of = {"kind", "field", "operation", "channel", "object", "request_id"}
        return {name: [value] if name in one_of else value for name, value in given.items()}

    @property
    def asked(self) -> dict[str, str]:
        """Return what was asked as the parameters of a link."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}
