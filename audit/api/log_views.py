"""The log over the API: proofs, and bundles to take away."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request

from audit.api import filters
from audit.api.renderers import TextRenderer
from audit.api.views import RegisterView, blaming
from audit.errors import InvalidValueError
from audit.selectors import bundles, entries, positions
from config.http import conditional
from config.http.problems import in_query
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


class LeafOut(serializers.Serializer[object]):
    """What the tree holds of an entry: two commitments. In canonical form these are the bytes of the leaf."""

    content = serializers.CharField(help_text="SHA-256 over salt and what was recorded, in hexadecimal.")
    meta = serializers.CharField(
        help_text="SHA-256 over salt and who wrote it, when and why, in hexadecimal."
    )
    v = serializers.IntegerField(help_text="The version of this form.")


class EntryOut(serializers.Serializer[object]):
    """One entry of the log."""

    index = serializers.IntegerField()
    leaf = LeafOut()
    leaf_hash = serializers.CharField(help_text="What the tiles of level 0 hold of it, in hexadecimal.")
    sealed = serializers.BooleanField(help_text="Whether the published checkpoint covers it.")
    withheld = serializers.ChoiceField(
        choices=["hidden", "erased"],
        allow_null=True,
        help_text="Why it is not said what it is of: the caller may not see it, or its commitments alone are left.",
    )
    kind = serializers.CharField(allow_null=True, help_text="The sort of record: claim, stance, actor, …")
    object = serializers.UUIDField(allow_null=True, help_text="The record.")
    revision = serializers.IntegerField(allow_null=True, help_text="Which revision of the record it is.")
    url = serializers.URLField(allow_null=True, help_text="Null too where the API has no place for its kind.")


class LogView(RegisterView):
    """What all endpoints of the log share."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    refusals = frozenset({404, 422})

    def bundle(self, data: bytes) -> HttpResponse:
        """Answer with a bundle, byte for byte as it was made."""
        headers = {
            "Content-Disposition": 'attachment; filename="bundle.json"',
            "ETag": conditional.entity_tag(data, None),
        }
        return HttpResponse(data, content_type=JsonRenderer.media_type, headers=headers)


class Entries(LogView):
    """The entries of the log."""

    query = {"GET": filters.EntriesQuery}
    answers = {"GET": [EntryOut]}
    refusals = frozenset()

    def get(self, _request: Request) -> HttpResponse:
        """List entries in the order of the log, from `first` on: what each commits to, and which revision it is."""
        body, headers = self.pager(("index",)).answer(entries.beginning_at(self.params["first"]), dict)
        body["results"] = entries.tell(body["results"], to=self.caller, base=self.base)
        return self.answer(body, headers=headers)


class Proof(LogView):
    """The proof of one entry."""

    is_open = True
    renderer_classes = [TextRenderer]
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, _request: Request, index: int) -> HttpResponse:
        """Give the proof that an entry is in the log under its last checkpoint, as a text file (C2SP tlog-proof)."""
        return HttpResponse(bundles.proof(index), content_type="text/plain; charset=utf-8")


class Consistency(LogView):
    """The proof that the log only grew."""

    is_open = True
    query = {"GET": filters.ConsistencyQuery}
    answers = {"GET": ConsistencyOut}

    def get(self, _request: Request) -> HttpResponse:
        """Give the proof that one signed checkpoint goes on from another, by their sizes."""
        return self.answer(bundles.consistency(self.params["from"], self.params["to"]))


class Bundle(LogView):
    """A bundle of one record, or of a range of the log."""

    counts_as = "export"
    query = {"GET": filters.BundleQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.OBJECT}}

    def get(self, _request: Request) -> HttpResponse:
        """Give a record's revisions, or a range of entries, with all that it takes to verify them.

        The range is from `first` up to `end`; or what came into the log between the checkpoints that `after` and
        `before` name, as `known_at` does. `contested verify` examines it without the register. What the caller may
        not see is its commitment alone.
        """
        given = dict(self.params)
        since = given.pop("since", None)
        if given.keys() == {"object"}:
            return self.bundle(bundles.of_object(given["object"], to=self.caller, since=since))
        if given.keys() == {"after", "before"}:
            given = {"first": self.size_at("after"), "end": self.size_at("before")}
        if given.keys() != {"first", "end"}:
            raise InvalidValueError("Give `object`, or `first` and `end`, or `after` and `before`.")
        return self.bundle(bundles.of_range(**given, to=self.caller, since=since))

    def size_at(self, parameter: str) -> int:
        """Return how many entries the last checkpoint covers that was signed by the instant in a parameter."""
        with blaming(in_query, parameter):
            return positions.of_instant(self.params[parameter]).size
