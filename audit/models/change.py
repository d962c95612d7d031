"""What the change log is read from: one row for each entry of the log, derived from its revision."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

#: What a change did, by the words that the API has for it.
OPERATIONS = ("create", "update", "withdraw", "delete")


class Change(models.Model):
    """Who changed what, when and why, under the index of its entry: for filters, not for proof.

    `fields` are the columns that the revision changed; `former` is the revision that it changed them from. All of it
    can be read again from the log and the revisions, which alone are the record.
    """

    index = models.BigIntegerField(primary_key=True)
    table_name = models.TextField()
    object_id = models.UUIDField()
    history_id = models.BigIntegerField()
    former = models.BigIntegerField(null=True)
    revision = models.IntegerField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    partner = models.UUIDField(null=True)
    key = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    request_id = models.CharField(max_length=128)
    reason = models.TextField()
    operation = models.CharField(max_length=8)
    fields = ArrayField(models.TextField())

    class Meta:
        db_table = "audit_change"
        indexes = [
            # Each with the index behind it, so that a page of any one filter is read off in its order.
            models.Index(fields=["at", "index"], name="audit_change_at"),
            models.Index(fields=["account", "index"], name="audit_change_account"),
            models.Index(fields=["partner", "index"], name="audit_change_partner"),
            models.Index(fields=["key", "index"], name="audit_change_key"),
            models.Index(fields=["table_name", "index"], name="audit_change_kind"),
            models.Index(fields=["object_id", "index"], name="audit_change_object"),
            models.Index(fields=["request_id", "index"], name="audit_change_request"),
            # What is rare, and would be looked for through everything; of the common there is plenty near the top.
            models.Index(
                fields=["channel", "index"],
                condition=models.Q(channel__in=["admin", "cli", "migration"]),
                name="audit_change_channel",
            ),
            models.Index(
                fields=["operation", "index"],
                condition=models.Q(operation__in=["withdraw", "delete"]),
                name="audit_change_operation",
            ),
            GinIndex(fields=["fields"], name="audit_change_fields"),
            # A new record has nearly all of its fields: whoever asks what was changed would wade through those.
            GinIndex(fields=["fields"], condition=models.Q(operation="update"), name="audit_change_updated"),
            GinIndex(OpClass(Upper("reason"), name="gin_trgm_ops"), name="audit_change_reason"),
        ]

    def __str__(self) -> str:
        return f"change {self.index}"


class Visit(models.Model):
    """How far an account has read the change log: everything below `position` was before its eyes."""

    account = models.UUIDField(primary_key=True)
    position = models.BigIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "audit_visit"

    def __str__(self) -> str:
        return f"{self.account} up to {self.position}"
