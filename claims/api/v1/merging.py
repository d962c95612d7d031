"""The paths by which records of every kind that can be merged are."""

from typing import Any, cast

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_serializer
from rest_framework.views import APIView

from actors.api.resources import Resource
from actors.api.serializers import ActorOut
from actors.api.views import ACTOR
from claims.api.v1.examples import MERGES
from claims.api.v1.resources import CLAIM, PLACE, SOURCE
from claims.api.v1.serializers import ClaimOut, MergeIn, PlaceOut, SourceOut
from claims.api.v1.views.duplicates import RecordDuplicates
from claims.api.v1.views.merges import RecordMerge, RecordUnmerge

#: Each kind, and what it is given back as.
KINDS: tuple[tuple[Resource, Any], ...] = (
    (ACTOR, ActorOut),
    (CLAIM, ClaimOut),
    (PLACE, PlaceOut),
    (SOURCE, SourceOut),
)


def merge_paths() -> list[URLPattern]:
    """Return the paths of merging, of undoing it, and of what may be merged."""
    found = []
    for resource, out in KINDS:
        at = f"{resource.path}/<uuid:record_id>"
        own: dict[str, Any] = {"resource": resource, "answers": {"POST": {200: out}}}
        merge = _of(resource, RecordMerge, own | {"bodies": {"POST": _body(resource)}})
        found += [
            path(f"{at}:merge", merge.as_view()),
            path(f"{at}:unmerge", _of(resource, RecordUnmerge, own).as_view()),
            path(f"{at}/duplicates", _of(resource, RecordDuplicates, {"resource": resource}).as_view()),
        ]
    return found


def _of(resource: Resource, view: type[APIView], own: dict[str, Any]) -> type[APIView]:
    """Return the view for one resource, named after it."""
    name = f"{resource.model.__name__}{view.__name__.removeprefix('Record')}"
    return cast("type[APIView]", type(name, (view,), own | {"__doc__": view.__doc__}))


def _body(resource: Resource) -> Any:
    """Return the shape of what is sent, with an example of the kind."""
    body = type(f"{resource.model.__name__}MergeIn", (MergeIn,), {"__doc__": MergeIn.__doc__})
    return extend_schema_serializer(examples=MERGES[resource.path])(body)
