"""Shapes of what comes in and goes out."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from actors.api.serializers import Markings, MergeableOut, RecordIn, RecordOut, RecordPatch
from audit.attribution import MAX_REASON
from claims.api.v1 import examples
from claims.api.v1.quantities import QuantityIn, QuantityOut
from claims.models import Basis, Derivation, PlaceKind, Position, Precision, RelationKind, SourceKind, Status
from config.http import fields
from config.http.serializers import StrictSerializer

#: Letters of an excerpt; the source itself stays where it was published.
MAX_EXCERPT = 20_000
#: An address on the web, or nothing.
WEB_URL = r"^(https?://[!-.0-~][!-~]*)?$"
#: Stances that may be posted together with their source.
MAX_STANCES = 200


class PlaceFields(StrictSerializer):
    """What is said of a place."""

    name = fields.CharField(max_length=200)
    kind = fields.ChoiceField(choices=PlaceKind.choices, required=False)
    lat = fields.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    lon = fields.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    precision = fields.ChoiceField(choices=Precision.choices, required=False, allow_blank=True)
    gazetteer_ids = fields.ListField(
        child=fields.CharField(max_length=80),
        required=False,
        max_length=20,
        help_text="Such as geonames:709930.",
    )


@extend_schema_serializer(examples=examples.PLACE)
class PlaceIn(PlaceFields, RecordIn):
    """A place to be recorded."""


@extend_schema_serializer(examples=examples.CHANGE)
class PlacePatch(PlaceFields, RecordPatch):
    """Changes to a place."""


class PlaceOut(MergeableOut):
    """A place, in WGS 84 degrees."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    precision = serializers.ChoiceField(choices=Precision.choices, allow_blank=True)
    gazetteer_ids = serializers.ListField(child=serializers.CharField())


class QuestionFields(StrictSerializer):
    """What is said of a question."""

    text = fields.CharField(max_length=500)
    exclusive = fields.BooleanField(required=False, help_text="Only one answer holds at a time.")
    place = fields.ReferenceField(required=False, allow_null=True)


@extend_schema_serializer(examples=examples.QUESTION)
class QuestionIn(QuestionFields, RecordIn):
    """A question to be recorded."""


@extend_schema_serializer(examples=examples.CHANGE)
class QuestionPatch(QuestionFields, RecordPatch):
    """Changes to a question."""


class QuestionOut(RecordOut):
    """A question."""

    text = serializers.CharField()
    exclusive = serializers.BooleanField()
    place = serializers.UUIDField(allow_null=True)


class ClaimFields(StrictSerializer):
    """What is said of a claim."""

    text = fields.CharField(max_length=1000)
    question = fields.ReferenceField(required=False, allow_null=True)
    answer = fields.CharField(max_length=200, required=False, allow_blank=True)
    quantity = QuantityIn(required=False, allow_null=True)
    valid_from = fields.DateOrInstantField(required=False, allow_null=True)
    valid_to = fields.DateOrInstantField(
        required=False, allow_null=True, help_text="The first instant after."
    )
    favours = fields.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Party whom it serves."
    )
    against = fields.ListField(
        child=fields.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="Empty: all other parties.",
    )
    place = fields.ReferenceField(required=False, allow_null=True)


@extend_schema_serializer(examples=examples.CLAIM)
class ClaimIn(ClaimFields, RecordIn):
    """A claim to be recorded."""


@extend_schema_serializer(examples=examples.CHANGE)
class ClaimPatch(ClaimFields, RecordPatch):
    """Changes to a claim."""


class ConsensusBrief(serializers.Serializer[Any]):
    """Where the sources leave the claim."""

    status = serializers.ChoiceField(
        choices=Status.choices, allow_null=True, help_text="Null: not decided yet."
    )
    reason = serializers.CharField()
    settled = serializers.BooleanField(
        allow_null=True,
        help_text="Nothing recorded since bears on the claim. Null as of then: it is not on record.",
    )
    determined_at = serializers.DateTimeField(allow_null=True)


class ClaimOut(MergeableOut):
    """A claim, with the state of the sources on it."""

    text = serializers.CharField()
    question = serializers.UUIDField(allow_null=True)
    answer = serializers.CharField()
    quantity = QuantityOut(allow_null=True)
    valid_from = serializers.CharField(allow_null=True, help_text="A date or an instant, as it was written.")
    valid_to = serializers.CharField(allow_null=True, help_text="A date or an instant, as it was written.")
    favours = serializers.CharField()
    against = serializers.ListField(child=serializers.CharField())
    place = serializers.UUIDField(allow_null=True)
    consensus = ConsensusBrief()


class MergeIn(StrictSerializer):
    """Which record this one turned out to be, and why."""

    into = fields.ReferenceField(help_text="The record that stays: a kind's own id, or your external_id.")
    reason = fields.CharField(max_length=MAX_REASON, help_text="Why; kept in the revisions.")


class DuplicateOut(serializers.Serializer[Any]):
    """A record that may be the same as another."""

    id = serializers.UUIDField()
    name = serializers.CharField(help_text="Its name, title or text.")
    score = serializers.FloatField(help_text="How alike they are: 1 can hardly be a coincidence.")
    why = serializers.CharField(help_text="What speaks for it, in words.")
    url = serializers.URLField()


class DuplicatesOut(serializers.Serializer[Any]):
    """What may be the same as a record, the likeliest first."""

    results = DuplicateOut(many=True)


@extend_schema_serializer(examples=examples.RELATION)
class RelationIn(RecordIn):
    """A relation to be recorded."""

    kind = fields.ChoiceField(choices=RelationKind.choices)
    to = fields.ReferenceField()

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        return {**super().get_fields(), "from": fields.ReferenceField()}


@extend_schema_serializer(examples=examples.CHANGE)
class RelationPatch(RecordPatch):
    """Changes to a relation: what is noted on it. Another relation is another record."""


class RelationOut(RecordOut):
    """A relation from one claim to another."""

    kind = serializers.ChoiceField(choices=RelationKind.choices)
    to = serializers.UUIDField()

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        return {**super().get_fields(), "from": serializers.UUIDField()}


class RemarkWords(StrictSerializer):
    """What a remark says."""

    text = fields.CharField(max_length=MAX_EXCERPT, required=False, allow_blank=True)
    found_in = fields.ReferenceField(
        required=False,
        allow_null=True,
        help_text="The source that it was found in; of a stance that leaves its source unnamed, that source.",
    )


@extend_schema_serializer(examples=examples.REMARK)
class RemarkIn(RemarkWords, RecordIn):
    """A remark to be recorded, on one record."""

    actor = fields.ReferenceField(required=False, allow_null=True)
    claim = fields.ReferenceField(required=False, allow_null=True)
    source = fields.ReferenceField(required=False, allow_null=True)  # type: ignore[assignment]  # REST framework has an attribute of that name
    stance = fields.ReferenceField(required=False, allow_null=True)


@extend_schema_serializer(examples=examples.CHANGE)
class RemarkPatch(RemarkWords, RecordPatch):
    """Changes to a remark; what it is on stays."""


class RemarkOut(RecordOut):
    """A remark on one record: three of the four are null."""

    actor = serializers.UUIDField(allow_null=True)
    claim = serializers.UUIDField(allow_null=True)
    source = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]  # likewise
    stance = serializers.UUIDField(allow_null=True)
    text = serializers.CharField()
    found_in = serializers.UUIDField(allow_null=True)


class StanceWords(StrictSerializer):
    """What may be said, and corrected, of how a stance was taken."""

    said_at = fields.DateOrInstantField()
    quantity = QuantityIn(required=False, allow_null=True, help_text="The number that the speaker gives.")
    basis = fields.ChoiceField(choices=Basis.choices, required=False)
    credibility = fields.IntegerField(min_value=1, max_value=6, required=False, allow_null=True)
    hedged = fields.BooleanField(required=False)
    excerpt = fields.CharField(max_length=MAX_EXCERPT, required=False, allow_blank=True)
    locator = fields.CharField(max_length=200, required=False, allow_blank=True)
    derived_from = fields.ReferenceField(required=False, allow_null=True)
    relation = fields.ChoiceField(choices=Derivation.choices, required=False, allow_blank=True)


@extend_schema_serializer(examples=examples.STANCE_ON_CLAIM)
class StanceOnClaimIn(StanceWords, RecordIn):
    """A stance on the claim of the address."""

    actor = fields.ReferenceField()
    source = fields.ReferenceField(  # type: ignore[assignment]  # REST framework has an attribute of that name
        allow_null=True, help_text="Null: it stays unnamed, and the stance counts all the same."
    )
    position = fields.ChoiceField(choices=Position.choices)


@extend_schema_serializer(examples=examples.STANCE)
class StanceIn(StanceOnClaimIn):
    """A stance on a claim."""

    claim = fields.ReferenceField()


class StanceInSource(StanceWords, Markings):
    """A stance found in the source that it is posted with."""

    external_id = fields.CharField(max_length=200, required=False)
    note = fields.CharField(max_length=MAX_EXCERPT, required=False, allow_blank=True)
    claim = fields.ReferenceField()
    actor = fields.ReferenceField()
    position = fields.ChoiceField(choices=Position.choices)


@extend_schema_serializer(examples=examples.STANCE_CHANGE)
class StancePatch(StanceWords, RecordPatch):
    """Corrections to a stance; its speaker, claim, source and position stay."""


class StanceOut(RecordOut):
    """A stance."""

    claim = serializers.UUIDField()
    actor = serializers.UUIDField()
    source = serializers.UUIDField(  # type: ignore[assignment]  # likewise
        allow_null=True, help_text="Null: it stays unnamed."
    )
    position = serializers.ChoiceField(choices=Position.choices)
    quantity = QuantityOut(allow_null=True, help_text="The number that the speaker gives.")
    said_at = serializers.CharField(help_text="A date or an instant, as it was written.")
    basis = serializers.ChoiceField(choices=Basis.choices)
    credibility = serializers.IntegerField(allow_null=True)
    hedged = serializers.BooleanField()
    excerpt = serializers.CharField()
    locator = serializers.CharField()
    derived_from = serializers.UUIDField(allow_null=True)
    relation = serializers.ChoiceField(choices=Derivation.choices, allow_blank=True)


class StanceRecordedOut(StanceOut):
    """A stance just recorded. Its claim's consensus is recomputed next."""

    conflicts_with = serializers.ListField(
        child=serializers.UUIDField(), help_text="Recorded stances that it contradicts, the latest first."
    )
    recompute = serializers.ChoiceField(
        choices=["pending"],
        allow_null=True,
        help_text="`pending`: recorded, not yet recomputed; see the claim's consensus. Null where the same had "
        "been recorded before.",
    )


class SourceFields(StrictSerializer):
    """What is said of a source."""

    title = fields.CharField(max_length=500)
    kind = fields.ChoiceField(choices=SourceKind.choices)
    publisher = fields.ReferenceField()
    web_url = fields.CharField(max_length=2000, required=False, allow_blank=True, pattern=WEB_URL)
    published_at = fields.DateOrInstantField(required=False, allow_null=True)
    retrieved_at = fields.DateOrInstantField(required=False, allow_null=True)
    lang = fields.CharField(max_length=35, required=False, allow_blank=True, help_text="BCP 47.")
    archive_url = fields.CharField(max_length=2000, required=False, allow_blank=True, pattern=WEB_URL)
    archive_sha256 = fields.CharField(
        max_length=64, required=False, allow_blank=True, pattern=r"^([0-9a-f]{64})?$"
    )


@extend_schema_serializer(examples=examples.SOURCE)
class SourceIn(SourceFields, RecordIn):
    """A source to be recorded, alone or with the stances found in it: all or none."""

    stances = fields.ListField(child=StanceInSource(), required=False, max_length=MAX_STANCES)


@extend_schema_serializer(examples=examples.CHANGE)
class SourcePatch(SourceFields, RecordPatch):
    """Changes to a source."""


class SourceOut(MergeableOut):
    """A source."""

    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    publisher = serializers.UUIDField()
    web_url = serializers.CharField()
    published_at = serializers.CharField(
        allow_null=True, help_text="A date or an instant, as it was written."
    )
    retrieved_at = serializers.CharField(
        allow_null=True, help_text="A date or an instant, as it was written."
    )
    lang = serializers.CharField()
    archive_url = serializers.CharField()
    archive_sha256 = serializers.CharField()


class SourceRecordedOut(SourceOut):
    """A source just recorded, with the stances posted together with it."""

    stances = StanceRecordedOut(many=True)
