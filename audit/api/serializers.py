"""How revisions are given back."""

from typing import Any

from rest_framework import serializers

from audit.models import OPERATIONS
from config.http.as_of import AsOfOut

CHANNELS = ["api", "admin", "task", "cli", "migration"]


class ChangeOut(serializers.Serializer[object]):
    """One field that a revision changed."""

    path = serializers.CharField(help_text="JSON pointer into the record.")
    old = serializers.JSONField()
    new = serializers.JSONField()


class ErasedOut(serializers.Serializer[object]):
    """What an erasure has taken away."""

    erased = serializers.ListField(
        child=serializers.CharField(),
        help_text="JSON pointers of what was erased of this revision: what is told in its place says nothing.",
    )


class RevisionOut(ErasedOut, AsOfOut):
    """One revision of one record."""

    n = serializers.IntegerField()
    at = serializers.DateTimeField()
    account = serializers.UUIDField()
    partner = serializers.UUIDField(allow_null=True)
    channel = serializers.ChoiceField(choices=CHANNELS)
    request_id = serializers.CharField()
    reason = serializers.CharField()
    operation = serializers.ChoiceField(choices=list(OPERATIONS))
    changes = ChangeOut(many=True)
    log_index = serializers.IntegerField(allow_null=True, help_text="Null until the log has taken it in.")


class AccountName(serializers.Serializer[object]):
    """Who it was, by id and by name."""

    id = serializers.UUIDField()
    name = serializers.CharField(help_text="The name it has now.")


class ChangeRowOut(ErasedOut):
    """One change in the register."""

    log_index = serializers.IntegerField(help_text="The entry of the log: the order of the register.")
    at = serializers.DateTimeField()
    account = AccountName()
    partner = serializers.UUIDField(allow_null=True)
    key = serializers.UUIDField(allow_null=True, help_text="The API key it came with; null for people.")
    channel = serializers.ChoiceField(choices=CHANNELS)
    request_id = serializers.CharField()
    reason = serializers.CharField()
    kind = serializers.CharField(help_text="What sort of record was changed: claim, stance, actor, …")
    object = serializers.UUIDField(help_text="The record.")
    url = serializers.URLField(allow_null=True, help_text="Null where the API has no place for its kind.")
    operation = serializers.ChoiceField(choices=list(OPERATIONS))
    revision = serializers.IntegerField(help_text="Which revision of the record the change made.")
    sentence = serializers.CharField(help_text="The change in words. For people: the words may change.")
    changes = ChangeOut(many=True)


class FieldOut(serializers.Serializer[object]):
    """Who last changed one field."""

    path = serializers.CharField(help_text="JSON pointer into the record.")
    value = serializers.JSONField()
    n = serializers.IntegerField(help_text="The revision that the value came with.")
    at = serializers.DateTimeField()
    account = serializers.UUIDField()
    partner = serializers.UUIDField(allow_null=True)
    channel = serializers.ChoiceField(choices=CHANNELS)
    request_id = serializers.CharField()
    reason = serializers.CharField()
    log_index = serializers.IntegerField(allow_null=True, help_text="Null until the log has taken it in.")


class FieldsOut(AsOfOut):
    """Each field of a record with who last changed it."""

    revision = serializers.IntegerField(help_text="The latest revision, which these values are of.")
    results = FieldOut(many=True)


class ComparisonOut(AsOfOut):
    """What differs between two revisions."""

    to = serializers.IntegerField()
    changes = ChangeOut(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        return {"from": serializers.IntegerField(), **super().get_fields()}
