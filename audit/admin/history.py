"""The history of a record in the admin: who changed what, when, why, through which door. Nothing is reverted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin

from audit.models import Entry
from audit.selectors import differences
from audit.selectors.differences import Difference

OPERATIONS = {"+": "recorded", "~": "changed", "-": "deleted"}


class HistoryPages(SimpleHistoryAdmin):  # type: ignore[misc]  # simple-history ships no types
    """The list of a record's revisions, and each revision as it stood."""

    object_history_template = "audit/history.html"
    object_history_list_template = "audit/history_list.html"
    history_list_per_page = 25
    #: Fields that say nothing beside what every revision says of itself.
    history_hidden: ClassVar[tuple[str, ...]] = ("id", "revision")

    def writers(self, _ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the names of accounts and partners: the record knows their ids alone."""
        return {}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List a record's revisions, latest first."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_view_title(self, _request: HttpRequest, obj: Model) -> str:
        """Return the title of the list."""
        return f"History: {obj}"

    def revert_disabled(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Return True: what was recorded is put right by a new revision, with a reason of its own."""
        return True

    def get_history_queryset(
        self, _request: HttpRequest, _manager: Any, _pk_name: str, object_id: str
    ) -> QuerySet[Any]:
        """Return a record's revisions with the index of each one's entry in the log, latest first."""
        entry = Entry.objects.filter(
            object_id=object_id, table_name=self.opts.db_table, history_id=OuterRef("history_id")
        )
        revisions: QuerySet[Any] = self.history_model.objects.filter(id=object_id)
        index = Subquery(entry.values("index")[:1])
        listed: QuerySet[Any] = revisions.order_by("-revision", "-history_id").annotate(log_index=index)
        return listed

    def set_history_delta_changes(
        self,
        request: HttpRequest,
        historical_records: Iterable[Any],
        foreign_keys_are_objs: bool = True,  # noqa: FBT001, FBT002  # simple-history's signature
    ) -> None:
        """Give each listed revision its writer's name and its differences from the one before."""
        del foreign_keys_are_objs  # names are looked up for the whole page at once
        listed = list(historical_records)
        self._compare(request, listed)
        self.attribute(listed)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one revision as it stood; there is no way to save from here."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not version_id.isdecimal():
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        revisions = self.get_history_queryset(request, None, "id", obj.pk)
        revision = revisions.filter(history_id=version_id).first()
        if revision is None:
            raise Http404
        self.attribute([revision])
        content = self.between(None, revision)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Revision {revision.revision}: {obj}",
            "opts": self.opts,
            "object": obj,
            "revision": revision,
            "content": self.rows(request, content),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "audit/revision.html", context)

    def changes_since(self, request: HttpRequest, object_id: str, opened: str) -> list[str]:
        """Return in words what the latest revision of a record changed since the one that was opened."""
        revisions = self.history_model.objects.filter(id=object_id)
        former = revisions.filter(revision=int(opened)).first() if opened.isdecimal() else None
        found = self.between(former, revisions.latest("revision"))
        return [f"{row['label']}: “{row['old']}” → “{row['new']}”" for row in self.rows(request, found)]

    @property
    def history_model(self) -> type[Any]:
        """Return the model of the revisions."""
        model: type[Any] = self.model.history.model
        return model

    def value_of(self, revision: Any, field: "Field[Any, Any]") -> Any:
        """Return what a revision says in a field."""
        return getattr(revision, field.attname)

    def between(self, former: Any, later: Any) -> list[Difference]:
        """Return what differs between two revisions, in the fields that its history shows."""
        fields = differences.shown_fields(self.history_model, self.history_hidden)
        return differences.between(former, later, fields, self.value_of)

    def _compare(self, request: HttpRequest, listed: Sequence[Any]) -> None:
        """Give revisions, latest first, their differences, each from the one before."""
        first = listed[-1]
        before = self.history_model.objects.filter(id=first.id, revision=first.revision - 1).first()
        formers = [*listed[1:], before]
        found = [self.between(former, revision) for revision, former in zip(listed, formers, strict=True)]
        namer = self._namer(request, [difference for each in found for difference in each])
        for revision, former, each in zip(listed, formers, found, strict=True):
            revision.changes = [self._row(difference, namer) for difference in each]
            revision.operation = _operation(revision, former)

    def attribute(self, listed: Sequence[Any]) -> None:
        """Give revisions the names of who wrote them."""
        ids = {id_ for each in listed for id_ in (each.history_user_id, each.history_partner_id) if id_}
        names = self.writers(ids)
        for revision in listed:
            revision.writer = names.get(revision.history_user_id, revision.history_user_id)
            revision.partner_name = names.get(revision.history_partner_id, revision.history_partner_id)

    def rows(self, request: HttpRequest, found: Sequence[Difference]) -> list[dict[str, Any]]:
        """Return differences in words, with what references point at."""
        namer = self._namer(request, found)
        return [self._row(difference, namer) for difference in found]

    def _row(self, difference: Difference, namer: differences.Namer) -> dict[str, Any]:
        old = differences.in_words(difference.old, difference.field, namer)
        new = differences.in_words(difference.new, difference.field, namer)
        old_pieces, new_pieces = differences.pieces(old, new)
        return {
            "label": difference.label, "old": old, "new": new, "old_pieces": old_pieces, "new_pieces": new_pieces,
            "is_long": max(len(old), len(new)) >= differences.LONG,
        }  # fmt: skip

    def _namer(self, request: HttpRequest, found: Sequence[Difference]) -> differences.Namer:
        """Look up what all references point at, a query for each kind, and return how to name one."""
        wanted: dict[type[Model], set[Any]] = {}
        for difference in found:
            kind = difference.field.related_model
            if isinstance(kind, type):
                wanted.setdefault(kind, set()).update({difference.old, difference.new} - {None})
        names = {
            (kind, obj.pk): str(obj)
            for kind, ids in wanted.items()
            for obj in self.admin_site.get_model_admin(kind).get_queryset(request).filter(pk__in=ids)
        }
        return lambda kind, pk: names.get((kind, pk), str(pk))


def _operation(revision: Any, former: Any) -> str:
    """Return what was done to the record, in a word."""
    if getattr(revision, "withdrawn_at", None) and not getattr(former, "withdrawn_at", None):
        return "withdrawn"
    return OPERATIONS[revision.history_type]
