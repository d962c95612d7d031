"""The paths that every kind of record has."""

from typing import cast

from django.urls import URLPattern, path
from rest_framework.views import APIView

from actors.api.record_views import (
    RecordComparison,
    RecordFields,
    RecordRevision,
    RecordRevisions,
    RecordTimeMap,
    RecordView,
)
from actors.api.resources import Resource


def record_paths(
    resource: Resource,
    *,
    listing: type[APIView],
    detail: type[RecordView],
    withdrawal: type[APIView],
) -> list[URLPattern]:
    """Return the paths of a resource, its revisions among them; these are as open as the record itself."""
    at = resource.path

    def of(view: type[RecordView]) -> type[RecordView]:
        return _of(resource, view, is_open=detail.is_open)

    return [
        path(at, listing.as_view()),
        path(f"{at}/<uuid:record_id>", detail.as_view()),
        path(f"{at}/<uuid:record_id>:withdraw", withdrawal.as_view()),
        path(f"{at}/<uuid:record_id>/timemap", of(RecordTimeMap).as_view()),
        path(f"{at}/<uuid:record_id>/revisions", of(RecordRevisions).as_view()),
        path(f"{at}/<uuid:record_id>/revisions:compare", of(RecordComparison).as_view()),
        path(f"{at}/<uuid:record_id>/revisions:fields", of(RecordFields).as_view()),
        path(f"{at}/<uuid:record_id>/revisions/<int:number>", of(RecordRevision).as_view()),
    ]


def _of(resource: Resource, view: type[RecordView], *, is_open: bool) -> type[RecordView]:
    """Return the view for one resource, named after it."""
    name = f"{resource.model.__name__}{view.__name__}"
    declared = {"resource": resource, "is_open": is_open, "__doc__": view.__doc__}
    return cast(type[RecordView], type(name, (view,), declared))
