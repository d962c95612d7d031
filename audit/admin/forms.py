"""Forms that keep what a change needs beside its content: a reason, and the revision that its writer has seen."""

from typing import Any, ClassVar, cast

from django import forms
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django.http import QueryDict

from audit.attribution import MAX_REASON
from audit.errors import RecordError, StaleRevisionError

#: Fields of the form that are none of the record.
BESIDE = ("reason", "seen_revision", "opened_revision")

#: What a service, or the database itself, said against a write.
Refusal = RecordError | IntegrityError


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="Kept in the history, for everybody who reads it.",
        error_messages={"required": "Say why: the reason is kept in the history."},
    )

    def tell(self, refusal: Refusal) -> None:
        """Show why a write was refused, at the field it names; what was typed stays as it is."""
        pointer = getattr(refusal, "pointer", None) or ""
        name = pointer.removeprefix("/").split("/")[0]
        self.add_error(name if name in self.fields else None, in_words(refusal))


class ReasonedForm(ReasonForm):
    """A reason, and the revision that the writer has seen."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def tell(self, refusal: Refusal) -> None:
        """Show why a write was refused; whoever saves again has read what was written since."""
        if isinstance(refusal, StaleRevisionError):
            # Whoever saves again means to write over the revision it names.
            data = cast("QueryDict", self.data).copy()
            data[self.add_prefix("seen_revision")] = str(refusal.extra["revision"])
            self.data = data
        super().tell(refusal)


class AuditedForm(ReasonedForm, forms.ModelForm):  # type: ignore[type-arg]  # every record's
    """A record's form. It checks shapes; the rules are the services', and what they refuse is shown in it."""

    #: Why the services refused what was typed, set when the form is shown again.
    refusal: ClassVar[Refusal | None] = None

    #: What is shown is held against this one, so that what the writer left alone is not written over.
    opened_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding  # noqa: SLF001  # Django's own word for it
        for name in BESIDE:
            self.fields[name].required = not self.is_new
        self.initial["seen_revision"] = self.initial["opened_revision"] = self.instance.revision
        if not self.is_new:
            self.initial.update(self.initial_of(self._opened()))

    def initial_of(self, record: Any) -> dict[str, Any]:
        """Return what a record, or a revision of it, says in the fields of the form."""
        return model_to_dict(record, fields=list(self.fields))

    @property
    def changed_fields(self) -> list[str]:
        """Return the names of the record's fields that were changed."""
        return [name for name in self.changed_data if name not in BESIDE and not self._is_same_text(name)]

    @property
    def change(self) -> dict[str, Any]:
        """Return what a service that revises takes: the changed values, the reason, the revision that was seen."""
        given = self.cleaned_data
        return {
            "changes": {name: given[name] for name in self.changed_fields},
            "reason": given["reason"],
            "expected": {given["seen_revision"]},
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a change that changes nothing, and show what the services refused."""
        cleaned = super().clean() or self.cleaned_data
        cleaned |= {name: _lines(value) for name, value in cleaned.items() if isinstance(value, str)}
        if self.refusal:
            self.tell(self.refusal)
        elif not self.is_new and not self.changed_fields:
            self.add_error(None, "Nothing is changed, so there is nothing to save.")
        return cleaned

    def _opened(self) -> Any:
        """Return the record as the writer opened it."""
        opened = str(self.data.get(self.add_prefix("opened_revision"), ""))
        if not opened.isdecimal() or int(opened) == self.instance.revision:
            return self.instance
        return self.instance.history.filter(revision=int(opened)).first() or self.instance

    def _is_same_text(self, name: str) -> bool:
        """Return whether a text differs only in what browsers and forms do to it: line breaks, outer space."""
        before = self.initial.get(name)
        return isinstance(before, str) and _lines(before).strip() == self.cleaned_data.get(name)

    def _post_clean(self) -> None:
        """Leave the record as it is, and its rules to the services, which say them in words."""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def in_words(refusal: Refusal) -> str:
    """Return why a write was refused; what a constraint says is no sentence for people."""
    if isinstance(refusal, IntegrityError):
        return "Another record stands in the way: it was written in the same moment. Look, and save again."
    return str(refusal)
