"""The endpoint of what may be the same as a record."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from claims.api.v1.serializers import DuplicatesOut
from claims.api.v1.views.merges import MergeableView
from claims.selectors import duplicates


class RecordDuplicates(MergeableView):
    """Records that may be the same as one."""

    required_scopes = {"GET": "read"}
    redirecting_methods = frozenset({"GET"})
    answers = {"GET": DuplicatesOut}

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """List what may be the same as a record, the likeliest first, with what speaks for it; at most ten."""
        found = duplicates.of(self.kind, record_id, to=self.by)
        return self.answer(
            {
                "results": [
                    {
                        "id": each.id,
                        "name": each.name,
                        "score": round(each.score, 3),
                        "why": each.why,
                        "url": self.resource.url(each.id, self.base),
                    }
                    for each in found
                ]
            }
        )
