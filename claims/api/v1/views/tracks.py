"""The endpoint of an actor's track record."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api.record_views import RecordView
from actors.api.views import ACTOR
from audit.errors import NotFoundError
from claims.api.v1.tracks import TrackOut
from claims.selectors import tracks
from config.http.as_of import AsOfQuery


class TrackRecord(RecordView):
    """How an actor's own words have fared."""

    resource = ACTOR
    redirecting_methods = frozenset({"GET"})
    is_open = True
    required_scopes = {"GET": "read"}
    query = {"GET": AsOfQuery}
    answers = {"GET": TrackOut}

    def get(self, _request: Request, actor: UUID) -> HttpResponse:
        """Count how often the latest 1,000 own words of an actor were upheld, reversed, given up or withdrawn."""
        row = self.rows().filter(id=actor).first()
        if row is None:
            raise NotFoundError(f"There is no actor {actor}.")
        found = tracks.of(actor, to=self.by)
        return self.answer(
            {
                "actor": actor,
                "reliability": row["reliability"],
                "whole": found.whole.told(),
                "years": [{"year": year, **one.told()} for year, one in sorted(found.years.items())],
                "positions": [
                    {"position": side, **one.told()} for side, one in sorted(found.positions.items())
                ],
                "bases": [{"basis": basis, **one.told()} for basis, one in sorted(found.bases.items())],
            }
        )
