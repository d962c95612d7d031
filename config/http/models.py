"""The table of requests that were answered once and are not to be carried out again."""

from django.db import models
from django.db.models.functions import Now


class IdempotentRequest(models.Model):
    """A write that succeeded, under the key its caller gave it, with the answer to give again.

    Written in the transaction of the write itself: both are there or neither is.
    """

    pk = models.CompositePrimaryKey("caller_id", "key")
    caller_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        db_table = "http_idempotent_request"

    def __str__(self) -> str:
        return f"{self.caller_id} {self.key}"
