"""Shapes of what comes in and goes out, common to all records and those of actors."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from actors.models import ActorKind, Reliability
from audit.attribution import MAX_REASON
from audit.records import Marking
from config.http import fields
from config.http.as_of import AsOfOut, AsOfPageQuery
from config.http.queries import BooleanParameter, CommaField
from config.http.serializers import StrictSerializer

MAX_NOTE = 20_000
#: A party in a list of them.
PARTY = r"^[!-+.-~\-][^\u0000-\u001f\u007f,]*$"


class Markings(StrictSerializer):
    """Who may see a record."""

    marking = fields.ChoiceField(
        choices=Marking.choices,
        required=False,
        help_text="TLP 2.0; clear where it is left out. Stricter where what it refers to is. Only ever made stricter: "
        "the other way it takes two people of staff.",
    )
    circles = fields.ListField(
        child=fields.UUIDField(),
        required=False,
        max_length=20,
        help_text="Of what is stricter than green: partners, accounts or sharing groups, by id. Whoever is in all of "
        "them may see it. Left out: your organisation; of what is red, your account.",
    )


class RecordIn(Markings):
    """What every record may be posted with."""

    external_id = fields.CharField(
        max_length=200,
        required=False,
        help_text="Your own name for the record, unique among your records of its kind.",
    )
    note = fields.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)
    reason = fields.CharField(
        max_length=MAX_REASON, required=False, allow_blank=True, help_text="Kept in the revision."
    )


class Reasoned(StrictSerializer):
    """What every change carries: a reason."""

    reason = fields.CharField(max_length=MAX_REASON, help_text="Why; kept in the revision.")

    def get_fields(self) -> dict[str, Any]:
        """Let everything but the reason be left out."""
        found = super().get_fields()
        for name, field in found.items():
            field.required = name == "reason"
        return found


class ReasonedPatch(Reasoned):
    """What most changes carry: a reason, and perhaps a note."""

    note = fields.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)


class RecordPatch(Markings, ReasonedPatch):
    """What every change of a record carries."""


@extend_schema_serializer(
    examples=[OpenApiExample("Why", value={"reason": "recorded twice"}, request_only=True)]
)
class ReasonIn(StrictSerializer):
    """Why a record is withdrawn."""

    reason = fields.CharField(max_length=MAX_REASON, help_text="Why; kept in the revision.")


class RecordOut(AsOfOut):
    """What every record is given back with."""

    id = serializers.UUIDField()
    external_id = serializers.CharField(allow_null=True)
    revision = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.UUIDField(help_text="The account.")
    partner = serializers.UUIDField(allow_null=True, help_text="Whose record it is; null for staff's own.")
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()
    marking = serializers.ChoiceField(choices=Marking.choices, help_text="TLP 2.0.")
    circles = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="Whoever is in all of them may see it; none for clear and green.",
    )
    url = serializers.URLField()


class MergeableOut(RecordOut):
    """What is given back with a record that may turn out to be another one."""

    merged_into = serializers.UUIDField(
        allow_null=True, help_text="The record in whose favour it is withdrawn, since both are one."
    )


class RecordQuery(AsOfPageQuery):
    """Filters of every list; a comma means or."""

    external_id = fields.CharField(max_length=200, required=False, help_text="Your own name for the record.")
    partner = CommaField(child=fields.UUIDField(), required=False)
    recorded_after = fields.DateOrInstantField(required=False)
    withdrawn = BooleanParameter(required=False, help_text="Leave it out for both.")
    marking = CommaField(child=fields.ChoiceField(choices=Marking.choices), required=False)


class SearchQuery(RecordQuery):
    """Filters of a list that can be searched."""

    q = fields.CharField(
        max_length=200,
        required=False,
        help_text="All of these words, in whatever form and language, or nearly the same words. Of actors in "
        "name and aliases, of sources in the title, of claims in the text.",
    )


class ActorFields(StrictSerializer):
    """What is said of an actor."""

    name = fields.CharField(max_length=200)
    kind = fields.ChoiceField(choices=ActorKind.choices)
    aliases = fields.ListField(child=fields.CharField(max_length=200), required=False, max_length=100)
    part_of = fields.ReferenceField(required=False, allow_null=True)
    speaks_for = fields.ReferenceField(required=False, allow_null=True)
    party = fields.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Short code of a side."
    )
    reliability = fields.ChoiceField(
        choices=Reliability.choices,
        required=False,
        allow_blank=True,
        help_text="Admiralty letter; empty: not graded.",
    )
    reliability_reason = fields.CharField(max_length=MAX_REASON, required=False, allow_blank=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A spokesperson",
            value={
                "name": "Spokesperson of the Dnipro group",
                "kind": "person",
                "speaks_for": {"external_id": "dnipro-osg"},
                "party": "ukraine",
            },
            request_only=True,
        )
    ]
)
class ActorIn(ActorFields, RecordIn):
    """An actor to be recorded."""


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A regrade",
            value={
                "reliability": "B",
                "reliability_reason": "ten of twelve upheld",
                "reason": "yearly review",
            },
            request_only=True,
        )
    ]
)
class ActorPatch(ActorFields, RecordPatch):
    """Changes to an actor."""


class ActorOut(MergeableOut):
    """An actor."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ActorKind.choices)
    aliases = serializers.ListField(child=serializers.CharField())
    part_of = serializers.UUIDField(allow_null=True)
    speaks_for = serializers.UUIDField(allow_null=True)
    party = serializers.CharField()
    reliability = serializers.ChoiceField(choices=Reliability.choices, allow_blank=True)
    reliability_reason = serializers.CharField()


class ActorQuery(SearchQuery):
    """Filters of actors."""

    kind = CommaField(child=fields.ChoiceField(choices=ActorKind.choices), required=False)
    party = CommaField(child=fields.CharField(max_length=40, pattern=PARTY), required=False)
    reliability = CommaField(child=fields.ChoiceField(choices=Reliability.choices), required=False)
    part_of = CommaField(child=fields.UUIDField(), required=False)
    speaks_for = CommaField(child=fields.UUIDField(), required=False)


class GroupFields(StrictSerializer):
    """What is said of a sharing group."""

    name = fields.CharField(max_length=200)
    members = fields.ListField(
        child=fields.UUIDField(),
        required=False,
        max_length=200,
        help_text="Partners and accounts; your own organisation always is.",
    )


@extend_schema_serializer(
    examples=[OpenApiExample("A group", value={"name": "Dnipro desk", "members": []}, request_only=True)]
)
class GroupIn(GroupFields, StrictSerializer):
    """A sharing group to be recorded."""

    external_id = fields.CharField(
        max_length=200, required=False, help_text="Your own name for it, unique among your groups."
    )
    note = fields.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)
    reason = fields.CharField(
        max_length=MAX_REASON, required=False, allow_blank=True, help_text="Kept in the revision."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Another name", value={"name": "Dnipro desk", "reason": "as it is called"}, request_only=True
        )
    ]
)
class GroupPatch(GroupFields, ReasonedPatch):
    """Changes to a sharing group."""


class GroupOut(RecordOut):
    """A sharing group. It is marked for itself: whoever is in it sees it."""

    name = serializers.CharField()
    members = serializers.ListField(child=serializers.UUIDField())


class PartnerOut(serializers.Serializer[Any]):
    """The organisation a key belongs to."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class MeOut(serializers.Serializer[Any]):
    """Whom the key stands for, and what it may do."""

    account = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    role = serializers.CharField()
    partner = PartnerOut(allow_null=True)
    key = serializers.UUIDField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)
