"""The log over the API: proofs, and bundles to take away."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request

from audit.api import filters
from audit.api.renderers import TextRenderer
from audit.api.views import RegisterView
from audit.attribution import Principal
from audit.errors import InvalidValueError
from audit.selectors import bundles
from config.http import conditional
from config.http.renderers import JsonRenderer


class CheckpointAt(serializers.Serializer[object]):
    """A checkpoint of the log."""

    size = serializers.IntegerField()
    checkpoint = serializers.CharField(help_text="The signed note.")


class ConsistencyOut(serializers.Serializer[object]):
    """Two checkpoints, and the proof that one goes on from the other."""

    to = CheckpointAt()
    proof = serializers.ListField(
        child=serializers.CharField(), help_text="Hashes, RFC 9162, in hexadecimal."
    )

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        return {"from": CheckpointAt(), **super().get_fields()}


class LogView(RegisterView):
    """What all endpoints of the log share."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    refusals = frozenset({404, 422})

    @property
    def by(self) -> Principal:
        """Return who asks."""
        return cast("Principal", self.request.user)

    def bundle(self, data: bytes) -> HttpResponse:
        """Answer with a bundle, byte for byte as it was made."""
        headers = {
            "Content-Disposition": 'attachment; filename="bundle.json"',
            "ETag": conditional.entity_tag(data, None),
        }
        return HttpResponse(data, content_type=JsonRenderer.media_type, headers=headers)


class Proof(LogView):
    """The proof of one entry."""

    renderer_classes = [TextRenderer]
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, _request: Request, index: int) -> HttpResponse:
        """Give the proof that an entry is in the log under its last checkpoint, as a text file (C2SP tlog-proof)."""
        return HttpResponse(bundles.proof(index), content_type="text/plain; charset=utf-8")


class Consistency(LogView):
    """The proof that the log only grew."""

    query = {"GET": filters.ConsistencyQuery}
    answers = {"GET": ConsistencyOut}

    def get(self, _request: Request) -> HttpResponse:
        """Give the proof that one signed checkpoint goes on from another, by their sizes."""
        return self.answer(bundles.consistency(self.params["from"], self.params["to"]))


class Bundle(LogView):
    """A bundle of one record, or of a range of the log."""

    query = {"GET": filters.BundleQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.OBJECT}}

    def get(self, _request: Request) -> HttpResponse:
        """Give a record's revisions, or the entries from `first` up to `end`, with all that it takes to verify them.

        `contested verify` examines it without the register. What the caller may not see is its commitment alone.
        """
        given, since = self.params, self.params.get("since")
        if ("object" in given) == ("first" in given or "end" in given) or ("first" in given) != (
            "end" in given
        ):
            raise InvalidValueError("Give `object`, or `first` and `end`.")
        if "object" in given:
            return self.bundle(bundles.of_object(given["object"], to=self.by, since=since))
        return self.bundle(bundles.of_range(given["first"], given["end"], to=self.by, since=since))
