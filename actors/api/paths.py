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
    detail: type[APIView],
    withdrawal: type[APIView],
) -> list[URLPattern]:
    """Return the paths of a resource, its revisions among them."""
    at = resource.path
    return [
        path(at, listing.as_view()),
        path(f"{at}/<uuid:record_id>", detail.as_view()),
        path(f"{at}/<uuid:record_id>:withdraw", withdrawal.as_view()),
        path(f"{at}/<uuid:record_id>/timemap", _of(resource, RecordTimeMap).as_view()),
        path(f"{at}/<uuid:record_id>/revisions", _of(resource, RecordRevisions).as_view()),
        path(f"{at}/<uuid:record_id>/revisions:compare", _of(resource, RecordComparison).as_view()),
        path(f"{at}/<uuid:record_id>/revisions:fields", _of(resource, RecordFields).as_view()),
        path(f"{at}/<uuid:record_id>/revisions/<int:number>", _of(resource, RecordRevision).as_view()),
    ]


def _of(resource: Resource, view: type[RecordView]) -> type[RecordView]:
    """Return the view for one resource, named after it."""
    name = f"{resource.model.__name__}{view.__name__}"
    return cast(type[RecordView], type(name, (view,), {"resource": resource, "__doc__": view.__doc__}))
