"""How revisions are given back."""

from rest_framework import serializers


class ChangeOut(serializers.Serializer[object]):
    """One field that a revision changed."""

    path = serializers.CharField(help_text="JSON pointer into the record.")
    old = serializers.JSONField()
    new = serializers.JSONField()


class RevisionOut(serializers.Serializer[object]):
    """One revision of one record."""

    n = serializers.IntegerField()
    at = serializers.DateTimeField()
    account = serializers.UUIDField()
    partner = serializers.UUIDField(allow_null=True)
    channel = serializers.ChoiceField(choices=["api", "admin", "task", "cli", "migration"])
    request_id = serializers.CharField()
    reason = serializers.CharField()
    operation = serializers.ChoiceField(choices=["create", "update", "withdraw", "delete"])
    changes = ChangeOut(many=True)
    log_index = serializers.IntegerField(allow_null=True, help_text="Null until the log has taken it in.")
