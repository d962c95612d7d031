"""The paths that every kind of record has."""

from django.urls import URLPattern, path

from actors.api.record_views import (
    RecordDetail,
    RecordList,
    RecordRevision,
    RecordRevisions,
    RecordWithdrawal,
)
from actors.api.resources import Resource


def record_paths(
    resource: Resource,
    *,
    listing: type[RecordList],
    detail: type[RecordDetail],
    withdrawal: type[RecordWithdrawal],
) -> list[URLPattern]:
    """Return the paths of a resource, its revisions among them."""
    at = resource.path
    about = {"resource": resource, "__module__": __name__}
    revisions = type(f"{resource.model.__name__}Revisions", (RecordRevisions,), about)
    revision = type(f"{resource.model.__name__}Revision", (RecordRevision,), about)
    return [
        path(at, listing.as_view()),
        path(f"{at}/<uuid:record_id>", detail.as_view()),
        path(f"{at}/<uuid:record_id>:withdraw", withdrawal.as_view()),
        path(f"{at}/<uuid:record_id>/revisions", revisions.as_view()),
        path(f"{at}/<uuid:record_id>/revisions/<int:number>", revision.as_view()),
    ]
