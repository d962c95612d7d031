"""Shapes of partners, accounts and keys."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from actors.api.serializers import Reasoned
from actors.models import ROLES, AccountKind, Role, Scope
from audit.attribution import MAX_REASON
from config.http import fields
from config.http.serializers import StrictSerializer

#: The longest time that a key goes on beside the one that takes its place, in hours.
MAX_OVERLAP = 24 * 30
_ROLES = [(role, Role(role).label) for role in ROLES[AccountKind.SERVICE]]


class OrganisationOut(serializers.Serializer[Any]):
    """An organisation with access."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()


class AccountFields(StrictSerializer):
    """What is said of a service account."""

    name = fields.CharField(max_length=150, help_text="Begins with the slug of its partner and a hyphen.")
    role = fields.ChoiceField(
        choices=_ROLES,
        required=False,
        help_text="A contributor changes what it recorded itself, an editor whatever is its partner's; a partner "
        "administrator sees to accounts and keys as well.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample("A feed", value={"name": "newsroom-feed", "role": "contributor"}, request_only=True)
    ]
)
class AccountIn(AccountFields):
    """A service account to be made."""

    reason = fields.CharField(max_length=MAX_REASON, required=False, allow_blank=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Ended", value={"is_active": False, "reason": "the feed is no more"}, request_only=True
        )
    ]
)
class AccountPatch(AccountFields, Reasoned):
    """Changes to a service account."""

    is_active = fields.BooleanField(help_text="Its keys work only while it is active.")


class AccountOut(serializers.Serializer[Any]):
    """A service account."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.CharField()
    is_active = serializers.BooleanField()
    partner = serializers.UUIDField()
    url = serializers.URLField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Reads and writes from one network",
            value={"label": "importer", "scopes": ["read", "write"], "networks": ["192.0.2.0/24"]},
            request_only=True,
        )
    ]
)
class KeyIn(StrictSerializer):
    """A key to be issued."""

    label = fields.CharField(max_length=100, required=False, allow_blank=True)  # type: ignore[assignment]  # its name
    scopes = fields.ListField(
        child=fields.ChoiceField(choices=Scope.choices),
        min_length=1,
        max_length=len(Scope),
        help_text="What it may do, of what its account may.",
    )
    expires_at = fields.InstantField(required=False, allow_null=True)
    networks = fields.ListField(
        child=fields.CharField(max_length=43),
        required=False,
        max_length=100,
        help_text="Networks it is good from, such as 192.0.2.0/24. None: from anywhere.",
    )
    reason = fields.CharField(max_length=MAX_REASON, required=False, allow_blank=True)


class KeyOut(serializers.Serializer[Any]):
    """A key, without its secret."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    account = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # likewise
    prefix = serializers.CharField(help_text="What its secret begins with, after ctd_.")
    scopes = serializers.ListField(child=serializers.CharField())
    networks = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)
    is_active = serializers.BooleanField()
    replaced_by = serializers.UUIDField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="Within a minute.")
    url = serializers.URLField()


class IssuedOut(KeyOut):
    """A key that was just issued, with its secret."""

    secret = serializers.CharField(
        allow_null=True, help_text="Shown this once; null where the same request is sent again."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Within a day", value={"overlap_hours": 24, "reason": "the yearly exchange"}, request_only=True
        )
    ]
)
class RotationIn(StrictSerializer):
    """How long a key goes on beside the one that takes its place."""

    overlap_hours = fields.IntegerField(min_value=0, max_value=MAX_OVERLAP)
    reason = fields.CharField(max_length=MAX_REASON, help_text="Why; kept in the revision.")
