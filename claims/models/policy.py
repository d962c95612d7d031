"""The rules that turn stances into a determination, as records."""

from django.db import models
from uuid_utils.compat import uuid7

from audit.records import AuditedRecords


class Policy(models.Model):
    """A versioned policy document: canonical JSON, named by its SHA-256. The latest adopted one decides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    version = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    document = models.TextField(editable=False)
    adopted_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    history = AuditedRecords()

    class Meta:
        ordering = ["-adopted_at"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.version
