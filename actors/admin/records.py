"""The base of the pages of records: drafts in, the record's own services called, nothing deleted but withdrawn."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, DateTimeField, Field, Model, QuerySet, URLField, UUIDField
from django.http import HttpRequest, HttpResponse

from actors.admin.fields import LinesField, MomentField, as_written, is_date, moment
from actors.admin.register import RegisterAdmin
from actors.models import Record
from actors.services.records import Draft
from audit.admin import BESIDE, AuditedForm, Bulk, Ending
from audit.attribution import Principal

WITHDRAWAL = Ending(
    "withdraw", "withdrawn", "It stays, with its whole history, and from now on counts as if never recorded."
)
WITHDRAW_SELECTED = Bulk(
    "withdraw_selected",
    "Withdraw",
    "withdrawn",
    "Each stays, with its whole history, and from now on counts as if never recorded.",
)
#: What the register fills in itself, shown beside what people fill in.
KEPT = ("id", "partner", "external_id", "recorded_by", "recorded_at", "withdrawn_at", "revision")
#: Letters from which on a text gets more than a line.
LONG = 300


class RecordForm(AuditedForm):
    """A record's form, read as the draft that its services take."""

    def initial_of(self, record: Any) -> dict[str, Any]:
        """Return what a record or a revision says, times as they were written."""
        initial = super().initial_of(record)
        return initial | {name: as_written(record, name) for name in record.date_only if name in initial}

    @property
    def draft(self) -> Draft:
        """Return what was filled in: of a new record everything, of another what was changed."""
        names = [name for name in self.fields if name not in BESIDE] if self.is_new else self.changed_fields
        values = {name: self.cleaned_data[name] for name in names}
        return Draft(
            {name: value.pk if isinstance(value, Model) else value for name, value in values.items()},
            date_only=frozenset(name for name, value in values.items() if value and is_date(self[name])),
        )


class StandingFilter(admin.SimpleListFilter):
    """Tell what stands from what was withdrawn."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("stands", "stands"), ("withdrawn", "withdrawn")]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what was asked for."""
        if self.value() is None:
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() == "stands")


class ValuesFilter(admin.AllValuesFieldListFilter):
    """Tell records by a text of theirs; where it is empty, that has a word too."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the choices."""
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "none"}


class RecordAdmin(RegisterAdmin):
    """Pages of one kind of record."""

    form = RecordForm
    ending: ClassVar[Ending | None] = WITHDRAWAL
    ordering = ("-id",)
    actions: tuple[str, ...] = ("withdraw_selected",)
    history_hidden = ("id", "revision", "recorded_at", "recorded_by", "date_only")
    #: Who may see it; a former marking is not brought back with what it marked.
    markings: ClassVar[tuple[str, ...]] = ("marking", "circles")
    #: Fields that are given once: another value is another record.
    lasting: ClassVar[tuple[str, ...]] = ()
    #: What a field asks for, where its name does not say it.
    help_texts: ClassVar[dict[str, str]] = {}

    @abstractmethod
    def save_draft(self, draft: Draft, *, by: Principal, reason: str) -> Record:
        """Call the service that records one of this kind."""

    @abstractmethod
    def save_changes(
        self, record_id: UUID, draft: Draft, *, by: Principal, reason: str, expected: set[int]
    ) -> Record:
        """Call the service that revises one of this kind."""

    @abstractmethod
    def withdraw(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> object:
        """Call the service that withdraws one of this kind."""

    def record(self, form: RecordForm, *, by: Principal) -> Record:
        """Record what a valid form says."""
        return self.save_draft(form.draft, by=by, reason=form.cleaned_data["reason"])

    def revise(self, record_id: UUID, form: RecordForm, *, by: Principal) -> Record:
        """Change a record as a valid form says."""
        given = form.cleaned_data
        expected = {given["seen_revision"]}
        return self.save_changes(record_id, form.draft, by=by, reason=given["reason"], expected=expected)

    def end(self, record_id: UUID, *, by: Principal, reason: str, expected: set[int]) -> None:
        """Withdraw a record."""
        self.withdraw(record_id, by=by, reason=reason, expected=expected)

    def fields_brought_back(self) -> tuple[str, ...]:
        """Return the fields of the form, without those that are given once."""
        return tuple(name for name in self.fields if name not in self.lasting)

    def bring_back(
        self, record_id: UUID, revision: Any, *, by: Principal, reason: str, expected: set[int]
    ) -> Record:
        """Have a record say again what a revision said, times as they were written."""
        names = self.fields_brought_back()
        values = {name: getattr(revision, self.opts.get_field(name).attname) for name in names}
        draft = Draft(values, date_only=frozenset(revision.date_only) & set(names))
        return self.save_changes(record_id, draft, by=by, reason=reason, expected=expected)

    @admin.action(description="Withdraw the selected %(verbose_name_plural)s…", permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """Withdraw the selected records, for one reason."""

        def act(record_id: UUID, form: Any, by: Principal, expected: set[int]) -> None:
            self.withdraw(record_id, by=by, reason=form.cleaned_data["reason"], expected=expected)

        return self.bulk(request, chosen, WITHDRAW_SELECTED, act)

    def value_of(self, revision: Any, field: "Field[Any, Any]") -> Any:
        """Return a revision's value, a time as the date that it was written as."""
        return as_written(revision, field.attname)

    def has_ended(self, obj: Record) -> bool:
        """Return whether a record is withdrawn."""
        return obj.is_withdrawn

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return the record's fields, the reason, and what the register keeps beside them."""
        kept = [("Kept by the register", {"fields": KEPT, "classes": ("collapse",)})] if obj else []
        return [*super().get_fieldsets(request, obj), *kept]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """Return the fields; where they are only looked at, times as they were written."""
        shown: Sequence[Any] = (*self.fields, *self.markings)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        times = {field.name for field in self.opts.concrete_fields if isinstance(field, DateTimeField)}
        return [moment(name) if name in times else name for name in shown]

    def get_readonly_fields(self, _request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return what is not changed in the form."""
        return (*KEPT, *self.lasting) if obj else KEPT

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a field's form field: times may be dates, lists have an item a line."""
        if text := self.help_texts.get(db_field.name):
            kwargs["help_text"] = text
        if isinstance(db_field, DateTimeField):
            return db_field.formfield(form_class=MomentField, widget=None, **kwargs)
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        elif isinstance(db_field, CharField) and (db_field.max_length or 0) >= LONG:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        if isinstance(db_field, ArrayField):
            shape = {"required": not db_field.blank, "label": str(db_field.verbose_name).capitalize()}
            return LinesField(
                forms.UUIDField() if isinstance(db_field.base_field, UUIDField) else None,
                **shape,
                help_text=kwargs.get("help_text") or db_field.help_text or "One a line.",
            )
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find records; whoever looks for one to refer to is offered those that stand."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        match = request.resolver_match
        if match and match.url_name == "autocomplete":
            found = found.filter(withdrawn_at__isnull=True)
        return found, may_repeat
