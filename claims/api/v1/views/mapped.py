"""The endpoint of the map."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from actors.api.record_views import RecordView
from claims.api.v1.filters import MapQuery
from claims.api.v1.mapped import MapOut
from claims.api.v1.resources import CLAIM
from claims.selectors import mapped
from config.http.renderers import JsonRenderer
from config.http.values import Moment


class GeoJsonRenderer(JsonRenderer):
    """JSON under the name that GeoJSON has."""

    media_type = "application/geo+json"
    format = "geojson"


class Mapped(RecordView):
    """Claims at their places, each with where the sources had left it."""

    resource = CLAIM
    is_open = True
    renderer_classes = [GeoJsonRenderer]
    required_scopes = {"GET": "read"}
    query = {"GET": MapQuery}
    answers = {"GET": MapOut}

    def get(self, _request: Request) -> HttpResponse:
        """Give the claims of a day at their places, by place, as a GeoJSON FeatureCollection.

        At most 200 claims, those recorded last; `has_more` says that there are others.
        """
        at = self.params.get("valid_at") or Moment.of_day(timezone.now().date())
        found = mapped.on(at, to=self.by, questions=self.params.get("question", ()))
        response = self.answer(
            {
                "type": "FeatureCollection",
                "valid_at": at.written(),
                "has_more": found.has_more,
                "features": [self._feature(answer) for answer in found.answers],
            }
        )
        response.headers["Content-Type"] = GeoJsonRenderer.media_type
        return response

    def _feature(self, answer: mapped.Answer) -> dict[str, Any]:
        told = mapped.feature(answer)
        told["properties"]["url"] = self.resource.url(answer.claim, self.base)
        return told
